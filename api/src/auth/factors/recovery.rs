//! Codes for the day on which the phone is gone: ten, each counts once, shown once.

use base32::Alphabet::Crockford;

use crate::error::ApiError;
use crate::keyring::{hex, random_bytes, sha256};

/// How many a user has.
const CODES: usize = 10;
/// 120 bits: 24 letters and digits, so that a plain digest is enough (ASVS 6.5.2).
const CODE_BYTES: usize = 15;

/// New codes as they are shown, and their digests.
pub fn new() -> Result<(Vec<String>, Vec<String>), ApiError> {
    let mut codes = Vec::with_capacity(CODES);
    let mut digests = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let bytes: [u8; CODE_BYTES] = random_bytes().map_err(ApiError::internal)?;
        codes.push(base32::encode(Crockford, &bytes));
        digests.push(hex(&sha256(&bytes)));
    }
    Ok((codes, digests))
}

/// The digest of a code as typed: in any case, with spaces or dashes, O for 0, I or L for 1; none when it can be no code.
pub fn digest(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .collect();
    let bytes = base32::decode(Crockford, &plain)?;
    (bytes.len() == CODE_BYTES).then(|| hex(&sha256(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let (codes, digests) = new().unwrap();
        assert_eq!((codes.len(), digests.len()), (CODES, CODES));
        let (code, known) = (&codes[0], &digests[0]);
        assert_eq!(code.len(), 24);
        let typed = [
            code.clone(),
            code.to_lowercase(),
            code.replace('0', "O").replace('1', "l"),
            format!(" {}-{} ", &code[..4], &code[4..]),
        ];
        for typed in typed {
            assert_eq!(digest(&typed).as_ref(), Some(known), "{typed}");
        }
        for none in ["", "123456", &code[..23], "ü".repeat(24).as_str()] {
            assert_eq!(digest(none), None, "{none}");
        }
    }
}
