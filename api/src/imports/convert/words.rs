//! Free text of the original: kept as text whatever it says, but on one line and of our length.

use shared::text;

use crate::imports::source::Value;

/// A text in our form, with what was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Empty when nothing is left.
    pub text: String,
    /// What was changed beyond spaces at the ends, each as half a sentence: "was cut from 5000 to 120 characters".
    pub changes: Vec<String>,
}

/// The value as one line of at most `max` characters.
pub fn line(value: &Value, max: usize) -> Line {
    let mut changes = Vec::new();
    let (beginning, length) = match value {
        Value::Text(text) => {
            if text.is_broken {
                changes.push("held bytes that are no text".to_owned());
            }
            (text.beginning.clone(), text.length)
        }
        Value::Nothing | Value::Bytes => (String::new(), 0),
        other => (other.shown(), 0),
    };
    if beginning.chars().any(text::is_forbidden) {
        changes.push("held control characters, which became spaces".to_owned());
    }
    let spaced: String = beginning
        .chars()
        .map(|letter| {
            if text::is_forbidden(letter) {
                ' '
            } else {
                letter
            }
        })
        .collect();
    let clean = text::clean(&spaced);
    let cut: String = clean.chars().take(max).collect();
    if cut.len() < clean.len() {
        changes.push(format!("was cut from {length} to {max} characters"));
    }
    Line {
        text: text::clean(&cut),
        changes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::source::Text;

    #[test]
    fn text_stays_text() {
        let long = "x".repeat(5_000);
        for (old, expected, changes) in [
            ("Emex", "Emex", vec![]),
            ("  Emex ", "Emex", vec![]),
            ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", vec![]),
            ("<b>Bold</b>", "<b>Bold</b>", vec![]),
            (
                "a\u{b}b\u{202e}",
                "a b",
                vec!["held control characters, which became spaces"],
            ),
            (
                long.as_str(),
                &"x".repeat(120),
                vec!["was cut from 5000 to 120 characters"],
            ),
            ("", "", vec![]),
        ] {
            let found = line(&Value::Text(Text::of(old.as_bytes())), 120);
            assert_eq!(
                (found.text.as_str(), found.changes),
                (expected, changes.into_iter().map(str::to_owned).collect())
            );
        }
        let broken = line(&Value::Text(Text::of(b"caf\xe9")), 120);
        assert_eq!(broken.text, "caf\u{fffd}");
        assert_eq!(broken.changes, ["held bytes that are no text"]);
        assert_eq!(line(&Value::Integer(7), 120).text, "7");
    }
}
