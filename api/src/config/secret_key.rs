//! The root secret: what is strong enough, what is refused, and the key that development makes for itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keyring::{KeyringError, Secret, random_token};
use crate::secret::SecretText;

/// Bytes the root secret must have after decoding.
const BYTES_MIN: usize = 32;
/// Estimated entropy of the text, in bits, below which it is refused.
const ENTROPY_MIN_BITS: f64 = 128.0;

/// Published values: the security guide's samples and the original application's placeholders.
const PUBLISHED: [&str; 8] = [
    "mysecretkey",
    "dev",
    "123456",
    "dzlitgxrwfym-_fgm7gbwpihnosxumajnonbjb4b5ym",
    "your-secret-key-here",
    "your-secret-key-change-in-production",
    "changeme",
    "secret",
];

/// What placeholders are made of; by chance none of them stands in a random key.
const PLACEHOLDERS: [&str; 10] = [
    "changeme",
    "change-me",
    "change_me",
    "change-in-prod",
    "your-secret",
    "your_secret",
    "mysecret",
    "secretkey",
    "secret-key",
    "placeholder",
];

/// A fresh root secret as `SECRET_KEY` takes it: 43 characters of base64url, 256 bits from the operating system.
pub fn generate() -> Result<SecretText, KeyringError> {
    random_token().map(SecretText::new)
}

/// The secret's bytes; the error completes the sentence "SECRET_KEY …" and never quotes the value.
pub fn decode(text: &str) -> Result<Secret, String> {
    let folded = text.to_lowercase();
    if PUBLISHED.contains(&folded.as_str()) {
        return Err(advise("is a published example that everybody knows"));
    }
    if PLACEHOLDERS
        .iter()
        .any(|placeholder| folded.contains(placeholder))
    {
        return Err(advise("is a placeholder"));
    }
    let bytes = bytes_of(text);
    if bytes.expose().len() < BYTES_MIN {
        return Err(advise(&format!(
            "is too short: {} bytes where {BYTES_MIN} are needed",
            bytes.expose().len()
        )));
    }
    if estimated_bits(text) < ENTROPY_MIN_BITS {
        return Err(advise("is too easy to guess: it repeats itself"));
    }
    Ok(bytes)
}

fn advise(fault: &str) -> String {
    format!("{fault}; make one with `zehmo gen secret-key`.")
}

/// Hexadecimal, else base64 of either alphabet, else the text itself.
fn bytes_of(text: &str) -> Secret {
    if let Some(bytes) = from_hex(text) {
        return Secret::new(bytes);
    }
    let url_safe: String = text.trim_end_matches('=').chars().map(url_safe).collect();
    match URL_SAFE_NO_PAD.decode(&url_safe) {
        Ok(bytes) => Secret::new(bytes),
        // Not base64, so it is meant as it stands.
        Err(_) => Secret::new(text.as_bytes().to_vec()),
    }
}

fn url_safe(c: char) -> char {
    match c {
        '+' => '-',
        '/' => '_',
        other => other,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}

/// Shannon's entropy of the characters, counting only those that neither repeat a period nor go on counting.
fn estimated_bits(text: &str) -> f64 {
    let chars: Vec<char> = text.chars().collect();
    let per_char = shannon_bits(&chars);
    let fresh = period(&chars).min(chars.len().saturating_sub(counted_on(&chars)));
    per_char * float(fresh)
}

fn shannon_bits(chars: &[char]) -> f64 {
    let mut sorted = chars.to_vec();
    sorted.sort_unstable();
    let total = float(chars.len());
    sorted
        .chunk_by(|a, b| a == b)
        .map(|same| float(same.len()) / total)
        .map(|share| -share * share.log2())
        .sum()
}

/// The length after which the text repeats itself.
fn period(chars: &[char]) -> usize {
    let repeats_after = |shift: &usize| {
        chars
            .iter()
            .zip(chars.iter().skip(*shift))
            .all(|(a, b)| a == b)
    };
    (1..chars.len()).find(repeats_after).unwrap_or(chars.len())
}

/// Characters that go on in the same step as the two before: `abcdef`, `97531`, `aaaa`.
fn counted_on(chars: &[char]) -> usize {
    let step = |a: char, b: char| i64::from(u32::from(b)) - i64::from(u32::from(a));
    chars
        .windows(3)
        .filter(|window| matches!(window, [a, b, c] if step(*a, *b) == step(*b, *c)))
        .count()
}

fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[track_caller]
    fn refused(text: &str, fault: &str) {
        let reason = decode(text).err().expect("this key must be refused");
        assert!(reason.contains(fault), "{text}: {reason}");
        assert!(
            !reason.contains(text),
            "the reason repeats the value: {reason}"
        );
    }

    #[test]
    fn g02_g03_g04_published_keys_are_refused() {
        for text in PUBLISHED.iter().filter(|text| **text != "secret") {
            refused(text, "published");
        }
        refused("dZlitGXRwFyM-_FgM7gBWPIhnOsxUmAJNOnbjB4b5yM", "published");
        refused(
            "My-Very-Own-secret-key-for-production-2026-11",
            "placeholder",
        );
    }

    #[test]
    fn g04_guessable_keys_are_refused() {
        refused(&"a".repeat(64), "easy to guess");
        refused(&"0123456789abcdef".repeat(4), "easy to guess");
        refused(
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
            "easy to guess",
        );
        refused(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ!0123456789:abcdefghijk",
            "easy to guess",
        );
    }

    #[test]
    fn g01_short_keys_are_refused_in_every_spelling() {
        refused("f3b1c9d2e4a5968778695a4b3c2d1e0f", "16 bytes");
        refused("Zk9tqPx3Rb7LmVw2Yc5NsA", "16 bytes");
        refused("t0o sh0rt, but with b|anks?", "27 bytes");
    }

    #[test]
    fn g01_strong_keys_are_decoded() {
        let check = |text: &str, length: usize| {
            let secret = decode(text).unwrap_or_else(|reason| panic!("{text}: {reason}"));
            assert_eq!(secret.expose().len(), length, "{text}");
        };
        check(
            "9d5ed678fe57bcca610140957afab571b0ef9c0b5a1f9dcd3a6e08f4de03c1ab",
            32,
        );
        check("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA", 32);
        check("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj+/eJA=", 32);
        check("p(9k!Wz#4rT@7mX&2vL*8nQ%5jH^3cB$6", 33);
    }

    #[test]
    fn g08_g10_a_thousand_made_keys_differ_and_are_accepted() {
        let mut seen = HashSet::new();
        for _ in 0..1_000 {
            let key = generate().unwrap();
            let text = key.expose();
            assert_eq!(text.len(), 43);
            assert!(
                text.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
                "{text}"
            );
            assert!(decode(text).is_ok(), "{text}");
            assert!(seen.insert(text.to_owned()));
        }
    }
}
