//! What PostgreSQL stores of a password (RFC 5802, RFC 7677): sent in the password's place, it sets one that no log can show.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{KEY_BYTES, KeyringError, MacKey, Secret, random_bytes, sha256};

const SALT_BYTES: usize = 16;
/// PostgreSQL's own number. Its passwords here are random, and lose nothing by it.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4_096).unwrap();

/// The text for `ALTER ROLE … PASSWORD`. The password is ASCII: others would have to be prepared (RFC 4013).
pub fn scram_verifier(password: &str) -> Result<String, KeyringError> {
    Ok(verifier(password, random_bytes::<SALT_BYTES>()?))
}

fn verifier(password: &str, salt: [u8; SALT_BYTES]) -> String {
    let mut salted = Secret::new(vec![0; KEY_BYTES]);
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        ITERATIONS,
        &salt,
        password.as_bytes(),
        &mut salted.0,
    );
    let salted = MacKey::new(&salted);
    let stored_key = sha256(&salted.sign(&[b"Client Key"]));
    let server_key = salted.sign(&[b"Server Key"]);
    let [salt, stored_key, server_key] =
        [&salt[..], &stored_key, &server_key].map(|bytes| STANDARD.encode(bytes));
    format!("SCRAM-SHA-256${ITERATIONS}:{salt}${stored_key}:{server_key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchange of RFC 7677, section 3.
    #[test]
    fn what_is_stored_proves_both_sides_of_the_published_exchange() {
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let stored = verifier("pencil", salt.try_into().unwrap());
        let keys = stored
            .strip_prefix("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$")
            .unwrap();
        let (stored_key, server_key) = keys.split_once(':').unwrap();
        let [stored_key, server_key] =
            [stored_key, server_key].map(|key| STANDARD.decode(key).unwrap());
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let exchanged = format!(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}"
        );
        let by = |key: &[u8]| MacKey::new(&Secret::new(key.to_vec())).sign(&[exchanged.as_bytes()]);
        let servers = STANDARD.encode(by(&server_key));
        assert_eq!(servers, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        let proof = STANDARD
            .decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            .unwrap();
        let signature = by(&stored_key);
        let client_key: Vec<u8> = proof.iter().zip(signature).map(|(a, b)| a ^ b).collect();
        assert_eq!(sha256(&client_key).to_vec(), stored_key);
    }
}
