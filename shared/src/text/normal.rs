//! Unicode's normal forms and letter cases: by tables compiled in, or by those of the platform that the program runs on.

/// What a platform that brings Unicode's tables with it can do; the browser build has none of its own.
#[derive(Clone, Copy, Debug)]
pub struct Platform {
    /// The canonical composition, NFC.
    pub composed: fn(&str) -> String,
    /// The compatibility decomposition, NFKD, without its marks (general category M).
    pub bare: fn(&str) -> String,
    /// Upper case by Unicode's full mapping, of no particular language.
    pub upper: fn(&str) -> String,
    /// Lower case likewise.
    pub lower: fn(&str) -> String,
}

pub use by::stand_on;

// Most texts are ASCII, which needs nobody's tables.

pub(super) fn composed(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => by::composed(text),
    }
}

pub(super) fn bare(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => by::bare(text),
    }
}

pub(super) fn upper(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_uppercase(),
        false => by::upper(text),
    }
}

pub(super) fn lower(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => by::lower(text),
    }
}

#[cfg(feature = "unicode")]
mod by {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;

    use super::Platform;

    /// Tables are compiled in; nobody else's are needed.
    pub fn stand_on(_platform: Platform) {}

    pub fn composed(text: &str) -> String {
        text.nfc().collect()
    }

    pub fn bare(text: &str) -> String {
        text.nfkd().filter(|c| !is_combining_mark(*c)).collect()
    }

    pub fn upper(text: &str) -> String {
        text.to_uppercase()
    }

    pub fn lower(text: &str) -> String {
        text.to_lowercase()
    }
}

/// The same by the platform's tables, which would weigh 60 kB here.
#[cfg(not(feature = "unicode"))]
mod by {
    use std::sync::OnceLock;

    use super::Platform;

    static PLATFORM: OnceLock<Platform> = OnceLock::new();

    /// Says once, before anything else, by whose tables texts are composed and folded. Until then they stay as they are.
    pub fn stand_on(platform: Platform) {
        PLATFORM.get_or_init(|| platform);
    }

    fn by(choose: fn(&Platform) -> fn(&str) -> String, text: &str) -> String {
        match PLATFORM.get() {
            Some(platform) => choose(platform)(text),
            None => text.to_owned(),
        }
    }

    pub fn composed(text: &str) -> String {
        by(|platform| platform.composed, text)
    }

    pub fn bare(text: &str) -> String {
        by(|platform| platform.bare, text)
    }

    pub fn upper(text: &str) -> String {
        by(|platform| platform.upper, text)
    }

    pub fn lower(text: &str) -> String {
        by(|platform| platform.lower, text)
    }
}
