//! The commonest passwords that satisfy the rules of composition, as an exact list and not as an estimate: lists of
//! leaked passwords hold few of them, so they are the common words in the shapes that such rules make people choose.

use std::collections::HashSet;

/// The commonest words of leaked passwords (from the lists inside `zxcvbn`, MIT), without obscenities and with the
/// seasons, months, places and words of an office; one a line, lower case.
const WORDS: &str = include_str!("common_words.txt");

/// What people put behind a word to get past a rule.
const TAILS: [&str; 34] = [
    "", "1", "2", "3", "7", "9", "0", "01", "10", "11", "12", "13", "21", "22", "23", "69", "77",
    "88", "99", "100", "111", "123", "321", "007", "247", "420", "666", "777", "786", "1234",
    "4321", "12345", "123456", "000",
];
/// Signs that stand before, between or behind.
const SIGNS: [&str; 14] = [
    "", "!", "@", "#", "$", "%", "&", "*", ".", "-", "_", "?", "!!", "@@",
];

pub struct Blocklist {
    words: HashSet<&'static str>,
}

impl Blocklist {
    pub fn load() -> Self {
        Self {
            words: WORDS.lines().collect(),
        }
    }

    /// Whether the password is a common word, or two of them, in any case and with the usual letters replaced,
    /// surrounded by nothing but a usual number and signs.
    pub fn contains(&self, password: &str) -> bool {
        let lower = password.to_lowercase();
        let inner = SIGNS.iter().filter_map(|sign| lower.strip_prefix(sign));
        inner.into_iter().any(|rest| self.is_dressed_word(rest))
    }

    /// `word`, `word1!`, `word@123`, `word!2024`.
    fn is_dressed_word(&self, text: &str) -> bool {
        SIGNS
            .iter()
            .filter_map(|sign| text.strip_suffix(sign))
            .flat_map(without_number)
            .any(|stem| {
                SIGNS
                    .iter()
                    .filter_map(|sign| stem.strip_suffix(sign))
                    .any(|word| self.is_word(word))
            })
    }

    fn is_word(&self, text: &str) -> bool {
        let plain = unreplaced(text);
        let words = |whole: &str| {
            whole.char_indices().any(|(at, _)| {
                let (first, second) = whole.split_at(at);
                self.words.contains(first)
                    && self.words.contains(second.trim_start_matches(is_sign))
            })
        };
        [plain.replace('1', "i"), plain.replace('1', "l")]
            .iter()
            .any(|word| self.words.contains(word.as_str()) || words(word))
    }
}

/// The text, and the text without each number that it ends in: a usual one or a year.
fn without_number(text: &str) -> Vec<&str> {
    let mut stems: Vec<&str> = TAILS
        .iter()
        .filter_map(|tail| text.strip_suffix(tail))
        .collect();
    if let Some((stem, year)) = text
        .len()
        .checked_sub(4)
        .and_then(|at| text.split_at_checked(at))
    {
        let is_year = (year.starts_with("19") || year.starts_with("20"))
            && year.bytes().all(|byte| byte.is_ascii_digit());
        if is_year {
            stems.push(stem);
        }
    }
    stems
}

/// `p@$$w0rd` → `password`. `1` stays: it may stand for two letters.
fn unreplaced(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '@' | '4' => 'a',
            '3' => 'e',
            '0' => 'o',
            '$' | '5' => 's',
            '7' => 't',
            '!' | '|' => '1',
            other => other,
        })
        .collect()
}

fn is_sign(letter: char) -> bool {
    !letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capitalised(word: &str) -> String {
        word[..1].to_uppercase() + &word[1..]
    }

    #[test]
    fn asvs_6_2_4_more_than_three_thousand_passwords_that_pass_the_rules_are_listed() {
        let list = Blocklist::load();
        let mut passing = HashSet::new();
        for word in WORDS.lines().filter(|word| word.len() >= 5) {
            for tail in ["1!", "123!", "@123", "2024!", "#1", "!2025"] {
                let password = capitalised(word) + tail;
                if password.len() >= 8 {
                    assert!(list.contains(&password), "{password}");
                    passing.insert(password);
                }
            }
        }
        assert!(passing.len() >= 3_000, "{}", passing.len());
    }

    #[test]
    fn asvs_6_2_4_more_than_three_thousand_of_at_least_fifteen_characters_are_listed() {
        let list = Blocklist::load();
        let words: Vec<_> = WORDS
            .lines()
            .filter(|word| word.len() >= 8)
            .take(60)
            .collect();
        let mut long = HashSet::new();
        for first in &words {
            for second in &words {
                let password = format!("{first}{second}");
                assert!(list.contains(&password), "{password}");
                long.insert(password);
            }
        }
        assert!(long.iter().filter(|one| one.len() >= 15).count() >= 3_000);
    }

    #[test]
    fn common_shapes_are_listed() {
        let list = Blocklist::load();
        for password in [
            "Password1!",
            "P@ssw0rd",
            "P@$$w0rd123!",
            "Passw0rd2024!",
            "!Password1",
            "Summer2026!",
            "Adm1n1strator!",
            "WELCOME@123",
            "Qwerty123!",
            "iloveyou",
            "Lagos@2025",
            "DragonMaster1!",
            "dragon-master",
            "Password123456!",
        ] {
            assert!(list.contains(password), "{password}");
        }
    }

    #[test]
    fn other_passwords_are_not() {
        let list = Blocklist::load();
        for password in [
            "",
            "!",
            "1234",
            "Blue-Kettle-41",
            "zR7#mQ2v",
            "Summer-rains-fall-9",
            "Dragonfly-Ox4!",
            "ẞtraße2024!",
            "₦₦₦₦",
        ] {
            assert!(!list.contains(password), "{password}");
        }
    }
}
