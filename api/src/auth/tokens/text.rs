//! How a personal access token is written: `zehmo_pat_`, 32 random characters, and six that check those before them. So a
//! scanner knows one by its look, and tells a real one from chance without asking anybody.

use shared::tokens::PREFIX;

use crate::error::ApiError;
use crate::keyring::random_bytes;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Random characters: 190 bits.
const RANDOM: usize = 32;
const CHECK: usize = 6;

/// A new token.
pub fn make() -> Result<String, ApiError> {
    let mut text = PREFIX.to_owned();
    while text.len() < PREFIX.len() + RANDOM {
        let [byte] = random_bytes::<1>().map_err(ApiError::internal)?;
        // 248 is the largest multiple of 62 in a byte: above it, some characters would be likelier than others.
        if byte < 248 {
            text.push(digit(u32::from(byte)));
        }
    }
    let check = check_of(&text);
    Ok(text + &check)
}

/// Whether the text can be a token of ours.
pub fn is_one(text: &str) -> bool {
    let rest = text.strip_prefix(PREFIX).unwrap_or_default();
    let is_of_digits = rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some((before, check)) = text.split_at_checked(PREFIX.len() + RANDOM) else {
        return false;
    };
    is_of_digits && check == check_of(before)
}

/// The last four characters.
pub fn last_four(text: &str) -> String {
    text.get(text.len().saturating_sub(4)..)
        .unwrap_or_default()
        .to_owned()
}

/// CRC-32 (as in zip files) of the text, in base 62 with leading zeros.
fn check_of(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut check = [0_u8; CHECK];
    for place in check.iter_mut().rev() {
        *place = DIGITS.get(digit_index(rest)).copied().unwrap_or(b'0');
        rest /= 62;
    }
    check.iter().map(|byte| char::from(*byte)).collect()
}

fn digit(number: u32) -> char {
    DIGITS
        .get(digit_index(number))
        .map_or('0', |byte| char::from(*byte))
}

fn digit_index(number: u32) -> usize {
    usize::try_from(number % 62).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_look_and_any_slip_shows() {
        let token = make().unwrap();
        assert_eq!(token.len(), 48);
        assert!(is_one(&token), "{token}");
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'x' { b'y' } else { b'x' };
            let slipped = String::from_utf8(bytes).unwrap();
            assert!(!is_one(&slipped), "{slipped}");
        }
        assert!(!is_one(&token[..47]));
        assert!(!is_one(&format!("{token}0")));
        assert!(!is_one("zehmo_pat_"));
        assert!(!is_one("zehmo_pat_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"));
    }

    #[test]
    fn the_check_is_the_crc_of_zip_files_in_base_62() {
        // CRC-32("123456789") = 0xCBF43926, its published check value.
        assert_eq!(check_of("123456789"), base62(0xCBF4_3926));
        assert_eq!(base62(0), "000000");
        assert_eq!(base62(61), "00000z");
        assert_eq!(base62(62), "000010");
    }

    fn base62(mut number: u64) -> String {
        let mut text = String::new();
        for _ in 0..6 {
            text.insert(0, char::from(DIGITS[usize::try_from(number % 62).unwrap()]));
            number /= 62;
        }
        text
    }
}
