//! Personal access tokens in the project's files: a real one in a clone is a real one lost.

use super::Rule;
use super::source::Source;

const PREFIX: &str = "zehmo_pat_";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Its length, and that of its check.
const LENGTH: usize = 48;
const CHECK: usize = 6;

pub const RULES: [Rule; 1] = [Rule {
    name: "holds a personal access token that may be real",
    applies: |_| true,
    broken: lines_with_one,
}];

fn lines_with_one(source: &Source) -> Vec<usize> {
    let numbered = source.text.lines().enumerate();
    numbered
        .filter(|(_, line)| has_one(line))
        .map(|(index, _)| index + 1)
        .collect()
}

/// Whether `zehmo_pat_[0-9A-Za-z]{38}` stands there and its check is right: what is only made up is none.
fn has_one(line: &str) -> bool {
    line.match_indices(PREFIX).any(|(at, _)| {
        let text = line.get(at..at + LENGTH).unwrap_or_default();
        let (before, check) = text.split_at(text.len().saturating_sub(CHECK));
        text.len() == LENGTH && check == check_of(before)
    })
}

/// CRC-32 in base 62, as `POST /me/tokens` documents it.
fn check_of(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut check = String::new();
    for _ in 0..CHECK {
        let digit = usize::try_from(rest % 62).unwrap_or(0);
        check.insert(0, DIGITS.get(digit).map_or('0', |byte| char::from(*byte)));
        rest /= 62;
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_token_is_found_and_a_made_up_one_is_not() {
        let random = "4fJ7kQ2mZ9xL1vB8nC3dS6gH0tR5wYpA";
        let before = format!("{PREFIX}{random}");
        let real = format!("TOKEN={before}{} # for the till", check_of(&before));
        assert!(has_one(&real), "{real}");
        for other in [
            format!("{before}000000"),
            before.clone(),
            format!("{PREFIX}[0-9A-Za-z]{{38}}"),
            format!("{PREFIX}ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"),
        ] {
            assert!(!has_one(&other), "{other}");
        }
    }
}
