//! What a file is called and says of itself, before its first row.

use shared::date::{Date, Month};
use shared::files::{Format, Separator};

/// The head of the column that tells since when a row lies in the trash.
pub const TRASHED: &str = "In the trash since";

/// How a list becomes a file.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub format: Format,
    /// Between the cells of CSV.
    pub separator: Separator,
}

/// What holds for a whole file.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What the list is called, also on its sheet: “Jobs”.
    pub title: &'static str,
    /// The beginning of the file's name, of ASCII letters, digits and `-`: `jobs-2026-11`.
    pub name: String,
    pub columns: Vec<Column>,
    /// The filter and the order in words, each with what it is about.
    pub asked: Vec<(&'static str, String)>,
}

/// A column and what its cells hold.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub head: &'static str,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// An amount of the shop's currency.
    Amount,
    /// The same, and the last row has its sum.
    Total,
    Quantity,
    Count,
    /// A part of a whole.
    Share,
    Day,
    /// A day and the time by the shop's clock.
    Moment,
}

/// The order of a list in words: `-occurred_at` is `occurred at, descending`.
pub fn ordered(order: &impl ToString) -> String {
    let order = order.to_string();
    let keys = order.split(',').map(|key| match key.strip_prefix('-') {
        Some(key) => format!("{}, descending", key.replace('_', " ")),
        None => format!("{}, ascending", key.replace('_', " ")),
    });
    keys.collect::<Vec<_>>().join("; ")
}

/// The days of a list as they stand in its file's name: `2026-11`, `2026-11-24`, `2026-11-01-to-2026-11-15`; all days are
/// those until today.
pub fn span(from: Option<Date>, to: Option<Date>, today: Date) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to))
            if Month::of(from).first() == from && Month::of(from).last() == to =>
        {
            Month::of(from).to_string()
        }
        (Some(from), Some(to)) => format!("{from}-to-{to}"),
        (Some(from), None) => format!("from-{from}"),
        (None, Some(to)) => format!("to-{to}"),
        (None, None) => format!("all-{today}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_told_in_words() {
        assert_eq!(ordered(&"-occurred_at"), "occurred at, descending");
        assert_eq!(ordered(&"name,-jobs"), "name, ascending; jobs, descending");
    }

    #[test]
    fn a_name_says_which_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (from, to, expected) in [
            ("2026-11-01", "2026-11-30", "2026-11"),
            ("2028-02-01", "2028-02-29", "2028-02"),
            ("2026-11-24", "2026-11-24", "2026-11-24"),
            ("2026-11-01", "2026-11-29", "2026-11-01-to-2026-11-29"),
            ("2026-11-01", "", "from-2026-11-01"),
            ("", "2026-11-01", "to-2026-11-01"),
            ("", "", "all-2026-12-01"),
        ] {
            let [from, to] = [from, to].map(|text| (!text.is_empty()).then(|| day(text)));
            assert_eq!(span(from, to, day("2026-12-01")), expected);
        }
    }
}
