//! `zehmo gen`: secrets for the operator, from the operating system's random generator.

use super::outcome::{Failure, say};
use crate::config::{percent, secret_key};
use crate::keyring::{KeyringError, Secret};
use crate::secret::SecretText;

/// The security guide's alphabet: letters, digits and these eight signs.
const ALPHABET: &[u8; 70] =
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*";

pub fn secret_key() -> Result<(), Failure> {
    let key = secret_key::generate().map_err(Failure::new)?;
    say(&format!("{}\n", key.expose()))
}

pub fn db_password(length: usize) -> Result<(), Failure> {
    let password = random_password(length).map_err(Failure::new)?;
    let in_url = percent::encode(password.expose());
    say(&format!(
        "{}\nIn DATABASE_URL: {in_url}\n",
        password.expose()
    ))
}

/// Every character is equally likely: bytes that would favour the alphabet's beginning are thrown away.
pub(super) fn random_password(length: usize) -> Result<SecretText, KeyringError> {
    let mut password = String::with_capacity(length);
    while password.len() < length {
        let random = Secret::random()?;
        let fair = random
            .expose()
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 128)));
        password.extend(
            fair.take(length - password.len())
                .map(|byte| char::from(*byte)),
        );
    }
    Ok(SecretText::new(password))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn g08_g11_a_thousand_made_passwords_differ_and_keep_to_the_alphabet() {
        let mut passwords = HashSet::new();
        let mut used = HashSet::new();
        for _ in 0..1_000 {
            let password = random_password(16).unwrap();
            assert_eq!(password.expose().len(), 16);
            used.extend(password.expose().bytes());
            assert!(passwords.insert(password.expose().to_owned()));
        }
        let alphabet: HashSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(alphabet.len(), 70);
        // 16 000 characters leave one of 70 out with a chance below 10^-97.
        assert_eq!(used, alphabet);
    }

    #[test]
    fn g11_longer_passwords_can_be_had() {
        assert_eq!(random_password(128).unwrap().expose().len(), 128);
    }
}
