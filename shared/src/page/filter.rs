//! Whether a row is in a list, told without asking the server: for what was saved a moment ago.

use super::Deleted;
use crate::text;

impl Deleted {
    /// Whether such a list holds a row that is in the trash, or one that is not.
    #[must_use]
    pub const fn takes(self, is_trashed: bool) -> bool {
        match self {
            Self::None => !is_trashed,
            Self::Only => is_trashed,
            Self::Any => true,
        }
    }
}

/// Nothing named takes everything.
pub(crate) fn one_of<T: PartialEq>(named: &[T], value: &T) -> bool {
    named.is_empty() || named.contains(value)
}

/// From a bound to a bound, both included and either open; what is absent is in no span but the open one.
pub(crate) fn within<T: PartialOrd>(
    (least, most): (Option<T>, Option<T>),
    value: Option<T>,
) -> bool {
    match value {
        Some(value) => {
            least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
        }
        None => least.is_none() && most.is_none(),
    }
}

/// Whether each word of a search begins a word of one of these texts. Signs without a letter or digit find nothing.
pub(crate) fn found<'a>(search: Option<&str>, texts: impl Iterator<Item = &'a str>) -> bool {
    let search = search.unwrap_or_default();
    let wanted = text::words(search);
    if wanted.is_empty() {
        return text::clean(search).is_empty();
    }
    let words: Vec<String> = texts.flat_map(text::words).collect();
    wanted
        .iter()
        .all(|start| words.iter().any(|word| word.starts_with(start.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_include_their_bounds() {
        for (span, value, expected) in [
            ((None, None), None, true),
            ((None, None), Some(1), true),
            ((Some(1), Some(3)), Some(1), true),
            ((Some(1), Some(3)), Some(3), true),
            ((Some(1), Some(3)), Some(4), false),
            ((Some(1), None), Some(0), false),
            ((Some(1), None), None, false),
        ] {
            assert_eq!(within(span, value), expected, "{span:?} {value:?}");
        }
    }

    #[test]
    fn each_word_of_a_search_begins_a_word() {
        let texts = ["J-2026-00042", "Ṣadé Bakery", "Banner 3 × 2 ft"];
        for (search, expected) in [
            (None, true),
            (Some("  "), true),
            (Some(" - "), false),
            (Some("sade ban"), true),
            (Some("00042"), true),
            (Some("42"), false),
            (Some("sade poster"), false),
        ] {
            assert_eq!(found(search, texts.into_iter()), expected, "{search:?}");
        }
    }

    #[test]
    fn what_is_not_named_takes_everything() {
        assert!(one_of(&[], &1));
        assert!(one_of(&[1, 2], &2));
        assert!(!one_of(&[1], &2));
        assert!(Deleted::None.takes(false) && !Deleted::None.takes(true));
        assert!(Deleted::Only.takes(true) && !Deleted::Only.takes(false));
    }
}
