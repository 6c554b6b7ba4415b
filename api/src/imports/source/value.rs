//! One value of the file. Its column's declared type means nothing: SQLite lets every kind stand everywhere.

use rusqlite::types::ValueRef;

/// How much of a text is kept; the longest that we store has 200 characters.
const KEPT: usize = 400;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Nothing,
    Integer(i64),
    Real(f64),
    Text(Text),
    Bytes,
}

/// A text, of which only the beginning is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub beginning: String,
    /// Characters in all.
    pub length: usize,
    /// Bytes that are no UTF-8 stand as U+FFFD.
    pub is_broken: bool,
}

impl Text {
    pub fn of(bytes: &[u8]) -> Self {
        let whole = String::from_utf8_lossy(bytes);
        Self {
            beginning: whole.chars().take(KEPT).collect(),
            length: whole.chars().count(),
            is_broken: std::str::from_utf8(bytes).is_err(),
        }
    }
}

impl Value {
    pub fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Nothing,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => Self::Text(Text::of(bytes)),
            ValueRef::Blob(_) => Self::Bytes,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.beginning),
            _ => None,
        }
    }

    /// For a report: short, without control characters.
    pub fn shown(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => {
                let line = text.beginning.chars().map(visible);
                match text.length > 40 {
                    true => line.take(40).chain(['…']).collect(),
                    false => line.collect(),
                }
            }
            Self::Bytes => "bytes".to_owned(),
        }
    }

    /// The value in one spelling, for the digest of a row.
    pub fn spelled(&self) -> String {
        match self {
            Self::Nothing => "n".to_owned(),
            Self::Integer(number) => format!("i{number}"),
            Self::Real(number) => format!("r{number}"),
            Self::Text(text) => format!("t{}:{}", text.length, text.beginning),
            Self::Bytes => "b".to_owned(),
        }
    }
}

/// Control characters as the pictures that Unicode has for them.
fn visible(character: char) -> char {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        other if shared::text::is_forbidden(other) => '\u{fffd}',
        other => other,
    }
}
