//! The rows of a list as they will be shown. A long list has many short texts, so they lie one behind the other.

use std::ops::Range;

use shared::text;

/// So that the whole document, which is in memory until it is finished, takes no more than 24 MiB.
pub const ROWS_MAX: usize = 2_000;
/// Bytes of all texts together: about three hundred sheets full of them.
pub const TEXT_MAX: usize = 1_000_000;

pub struct Table {
    columns: usize,
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Table {
    pub fn of(columns: usize) -> Self {
        Self {
            columns,
            text: String::new(),
            ends: Vec::new(),
        }
    }

    pub fn rows(&self) -> usize {
        self.ends.len() / self.columns.max(1)
    }

    pub fn is_too_long(&self) -> bool {
        self.rows() > ROWS_MAX || self.text.len() > TEXT_MAX
    }

    /// Puts the next text of the row down, and gives it as it will be shown.
    pub fn push(&mut self, shown: &str) -> &str {
        let start = self.text.len();
        put(&mut self.text, shown);
        self.ends.push(self.text.len());
        self.text.get(start..).unwrap_or_default()
    }

    /// The texts of a row, from its first column on.
    pub fn row(&self, at: usize) -> impl Iterator<Item = &str> {
        let cells = at * self.columns..(at + 1) * self.columns;
        cells.map(|cell| self.text.get(self.place(cell)).unwrap_or_default())
    }

    fn place(&self, cell: usize) -> Range<usize> {
        let end = |cell: usize| self.ends.get(cell).copied().unwrap_or_default();
        let start = cell.checked_sub(1).map_or(0, end);
        start..end(cell)
    }
}

/// A text as letters can show it.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    put(&mut out, text);
    out
}

/// Ends of lines stay, with a space before them for readers that know no lines; other controls are spaces, because they would be drawn as empty boxes; what turns the direction of the
/// text around it is left out.
fn put(out: &mut String, text: &str) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                out.push_str(" \n")
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            control if text::is_forbidden(control) => out.push(' '),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_spaces_and_ends_of_lines_stay() {
        for (text, expected) in [
            ("Ada & Sons", "Ada & Sons"),
            ("a\tb\u{0}c\u{7f}d", "a b c d"),
            ("a\r\nb\rc\u{2028}d", "a \nb \nc \nd"),
            ("a\u{202e}cba\u{202c}", "acba"),
            ("\u{feff}a\u{ffff}", "a\u{fffd}"),
            ("Ọláyẹmí ₦5 שלום", "Ọláyẹmí ₦5 שלום"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn rows_come_back_as_they_were_put_down() {
        let mut table = Table::of(2);
        for text in ["a", "", "", "dé"] {
            assert_eq!(table.push(text), text);
        }
        assert_eq!(table.rows(), 2);
        assert_eq!(table.row(0).collect::<Vec<_>>(), ["a", ""]);
        assert_eq!(table.row(1).collect::<Vec<_>>(), ["", "dé"]);
    }
}
