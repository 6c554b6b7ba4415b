//! The anti-forgery token: a keyed code over the session and the instant of issue, sent in a header.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keyring::MacKey;

/// How long a token is good for.
pub const MAX_AGE_MS: i64 = 3_600_000;
/// Two instances' clocks may differ by this much.
const LEEWAY_MS: i64 = 5_000;
const DOMAIN: &[u8] = b"zehmo csrf 1";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub expires_at_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Missing, malformed, of another session, or made up.
    Failed,
    /// Ours, but not of this hour: the app asks for a new one and goes on.
    Expired,
}

pub fn issue(key: &MacKey, session: &str, now_ms: i64) -> Token {
    let mac = URL_SAFE_NO_PAD.encode(code(key, session, now_ms));
    Token {
        text: format!("{now_ms}.{mac}"),
        expires_at_ms: now_ms.saturating_add(MAX_AGE_MS),
    }
}

pub fn check(key: &MacKey, token: &str, session: &str, now_ms: i64) -> Result<(), Refusal> {
    let (issued_ms, mac) = token.split_once('.').ok_or(Refusal::Failed)?;
    let issued_at_ms: i64 = issued_ms.parse().map_err(|_| Refusal::Failed)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| Refusal::Failed)?;
    if !crate::keyring::same(&code(key, session, issued_at_ms), &mac) {
        return Err(Refusal::Failed);
    }
    let age_ms = now_ms.saturating_sub(issued_at_ms);
    // One of ours from the future was issued before the clock was put right.
    match (-LEEWAY_MS..=MAX_AGE_MS).contains(&age_ms) {
        true => Ok(()),
        false => Err(Refusal::Expired),
    }
}

/// The instant has a fixed length and stands first, so no two inputs give the same bytes.
fn code(key: &MacKey, session: &str, issued_at_ms: i64) -> [u8; 32] {
    key.sign(&[DOMAIN, &issued_at_ms.to_be_bytes(), session.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::Secret;

    const SESSION: &str = "0193b7a0-0000-7000-8000-000000000001";
    const NOW: i64 = 1_795_550_000_000;

    fn key(byte: u8) -> MacKey {
        MacKey::new(&Secret::new(vec![byte; 32]))
    }

    #[test]
    fn g31_a_token_is_good_for_an_hour() {
        let token = issue(&key(1), SESSION, NOW);
        assert_eq!(token.expires_at_ms, NOW + 3_600_000);
        for (at, expected) in [
            (NOW, Ok(())),
            (NOW - 5_000, Ok(())),
            (NOW - 5_001, Err(Refusal::Expired)),
            (NOW + 3_600_000, Ok(())),
            (NOW + 3_600_001, Err(Refusal::Expired)),
        ] {
            assert_eq!(check(&key(1), &token.text, SESSION, at), expected, "{at}");
        }
    }

    #[test]
    fn g30_a_token_of_another_session_or_key_fails() {
        let token = issue(&key(1), SESSION, NOW).text;
        let other = "0193b7a0-0000-7000-8000-000000000002";
        assert_eq!(check(&key(1), &token, other, NOW), Err(Refusal::Failed));
        assert_eq!(check(&key(2), &token, SESSION, NOW), Err(Refusal::Failed));
    }

    #[test]
    fn a_bent_token_fails_rather_than_expires() {
        let token = issue(&key(1), SESSION, NOW).text;
        let (issued, mac) = token.split_once('.').unwrap();
        let later = issued.parse::<i64>().unwrap() + 1;
        for bent in [
            format!("{later}.{mac}"),
            format!("+{issued}.{}", &mac[1..]),
            format!("{issued}."),
            format!(".{mac}"),
            format!("{issued}{mac}"),
            String::new(),
            format!("{}.{mac}", "9".repeat(40)),
        ] {
            assert_eq!(
                check(&key(1), &bent, SESSION, NOW),
                Err(Refusal::Failed),
                "{bent}"
            );
        }
    }
}
