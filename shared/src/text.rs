//! Free text: how it is cleaned, what it may not contain, and how it is folded into words for searching.

mod normal;

pub use normal::{Platform, stand_on};

/// Longest search word kept, in code points; what is longer is cut (source: size of the `search_terms.term` column).
pub const WORD_MAX: usize = 64;

/// Most words taken from one search text (bounds the work of a query and the terms of a record).
pub const WORDS_MAX: usize = 64;

/// Trims spaces at both ends and composes to NFC: the form in which free text is stored (API.md §6.1).
///
/// Control characters at the ends stay, so that [`is_forbidden`] can refuse them: `clean(" Ada ") == "Ada"`.
/// A text of which nobody would see anything is none: `clean("\u{200b}") == ""`.
#[must_use]
pub fn clean(text: &str) -> String {
    let composed = normal::composed(text);
    let is_blank = |character| is_space(character) || is_invisible(character);
    if composed.chars().all(is_blank) {
        return String::new();
    }
    composed.trim_matches(is_space).to_owned()
}

/// Is this a character that one line of free text must not contain?
///
/// C0, DEL and C1 controls, line and paragraph separators, and the bidi overrides and isolates that can
/// make a text read differently from what it is (API.md §6.1).
#[must_use]
pub const fn is_forbidden(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Is this a character that shows nothing by itself: zero-width spaces, joiners, marks and fillers?
///
/// Unicode's `Default_Ignorable_Code_Point`, without those that [`is_forbidden`] refuses. They may stand in a text, where
/// some scripts and pictures need them, but tell no two names apart.
#[must_use]
pub const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The version of [`fold`], [`key`] and [`words`]. Whoever changes what they give raises it: what was folded and stored
/// before is then rewritten by the next migration.
pub const FOLDING: i64 = 2;

/// Folds case, accents, compatibility forms, spaces and invisible characters: `fold("  Ọláńrewájú  ＢＡＮＮＥＲ ") == "olanrewaju banner"`.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return spaced(&text.to_ascii_lowercase());
    }
    spaced(&normal::bare(&without_case(&normal::bare(&visible(text)))))
}

/// What makes two names the same name: case, spaces and invisible characters do not count, accents do.
///
/// `key("  EMEX  ltd ") == key("Emex Ltd")`, but `key("Sadé") != key("Sade")`.
#[must_use]
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        return spaced(&name.to_ascii_lowercase());
    }
    let folded = without_case(&normal::composed(&visible(name)));
    // The dot of an i is no accent: İ is the capital of the same letter, and I of the one without.
    spaced(&normal::composed(&folded.replace("i\u{307}", "i")))
}

/// Full case folding: `ß` and `ẞ` become `ss`, `ς` becomes `σ`, and the `ı` of Baskı the `i` of BASKI.
///
/// The upper case of the lower case brings together what differs by case alone; its lower case is the form that is kept.
fn without_case(text: &str) -> String {
    // At the end of a word the lower case of Σ is ς.
    normal::lower(&normal::upper(&normal::lower(text))).replace('ς', "σ")
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The distinct search words of a text, in order of appearance: `words("J-2026-00042") == ["j", "2026", "00042"]`.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in fold(text).split(|c: char| !c.is_alphanumeric()) {
        let word: String = word.chars().take(WORD_MAX).collect();
        if word.is_empty() || found.contains(&word) {
            continue;
        }
        if found.len() == WORDS_MAX {
            break;
        }
        found.push(word);
    }
    found
}

/// For `#[serde(deserialize_with)]`: reads free text in its cleaned form.
///
/// # Errors
/// Whatever the deserializer says when there is no string.
pub fn cleaned<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text: String = serde::Deserialize::deserialize(deserializer)?;
    Ok(clean(&text))
}

fn visible(text: &str) -> String {
    let shows = |character: &char| !is_invisible(*character);
    text.chars().filter(shows).collect()
}

/// A space that may be trimmed: Unicode white space that is not a control character.
fn is_space(character: char) -> bool {
    character.is_whitespace() && !is_forbidden(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_is_trimmed_and_composed() {
        for (input, expected) in [
            ("  Ada  ", "Ada"),
            ("\u{a0}Ada\u{3000}", "Ada"),
            ("O\u{323}la\u{301}", "\u{1ecc}l\u{e1}"),
            ("Ada\n", "Ada\n"),
            ("\tAda", "\tAda"),
            ("   ", ""),
            ("\u{200b}", ""),
            (" \u{ad}\u{feff} ", ""),
            ("\u{202e}", "\u{202e}"),
            ("Lo\u{200b}ok", "Lo\u{200b}ok"),
            ("❤\u{fe0f}", "❤\u{fe0f}"),
        ] {
            assert_eq!(clean(input), expected, "{input:?}");
        }
    }

    #[test]
    fn controls_and_direction_overrides_are_forbidden() {
        for character in [
            '\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}', '\u{2028}', '\u{202e}',
            '\u{2066}', '\u{2069}',
        ] {
            assert!(is_forbidden(character), "{character:?}");
        }
        for character in [
            'a', ' ', '₦', 'ọ', '\u{301}', '🙂', '\u{200d}', '\u{a0}', '\u{202f}',
        ] {
            assert!(!is_forbidden(character), "{character:?}");
        }
    }

    #[test]
    fn folding_ignores_case_accents_width_and_spaces() {
        for (input, expected) in [
            ("  Ọláńrewájú  ＢＡＮＮＥＲ ", "olanrewaju banner"),
            ("ÉCOLE", "ecole"),
            ("İstanbul", "istanbul"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("Baskı", "baski"),
            ("BASKI", "baski"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("ŉ ǰ ﬆ µ", "ʼn j st μ"),
            ("ﬁne", "fine"),
            ("a\tb\u{a0}c", "a b c"),
            ("Lo\u{200b}ok", "look"),
            ("", ""),
        ] {
            assert_eq!(fold(input), expected, "{input:?}");
        }
    }

    #[test]
    fn names_are_the_same_but_for_case_and_spaces() {
        for (one, other, expected) in [
            ("  EMEX  ltd ", "Emex Ltd", true),
            ("O\u{323}la", "\u{1ecd}LA", true),
            ("Look", "Lo\u{200b}ok", true),
            ("\u{feff}Look", "Lo\u{ad}ok", true),
            ("STRASSE", "Straße", true),
            ("STRAẞE", "Straße", true),
            ("BASKI", "Baskı", true),
            ("İSTANBUL", "istanbul", true),
            ("ΟΔΟΣ", "οδοσ", true),
            ("Ǆ", "ǆ", true),
            ("ﬀ", "FF", true),
            ("Sadé", "Sade", false),
            ("SADÉ", "sadé", true),
            ("Emex", "Emex 2", false),
        ] {
            assert_eq!(key(one) == key(other), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn folding_what_is_folded_changes_nothing() {
        // Stored words are rewritten from their folded form when the rules change.
        for character in '\u{80}'..'\u{3000}' {
            let (folded, key) = (fold(&character.to_string()), key(&character.to_string()));
            assert_eq!(fold(&folded), folded, "{character:?}");
            assert_eq!(super::key(&key), key, "{character:?}");
        }
    }

    #[test]
    fn words_are_distinct_folded_and_bounded() {
        for (input, expected) in [
            ("Banner 2 m, banner", vec!["banner", "2", "m"]),
            ("J-2026-00042", vec!["j", "2026", "00042"]),
            (" -- ", vec![]),
            ("O'Brien & Sons", vec!["o", "brien", "sons"]),
        ] {
            assert_eq!(words(input), expected, "{input:?}");
        }
        assert_eq!(words(&"x".repeat(100)), vec!["x".repeat(WORD_MAX)]);
        let many: Vec<String> = (0..200).map(|n| format!("w{n}")).collect();
        assert_eq!(words(&many.join(" ")).len(), WORDS_MAX);
    }
}
