//! What stands in a cell, and how an amount is written exactly.

use shared::currency::Currency;
use shared::date::Date;
use shared::instant::Instant;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Text(String),
    /// Parts of one text. Programs get it in one line, paper has a line for each.
    Several(Vec<String>),
    /// Minor units.
    Amount(i128),
    /// Thousandths.
    Quantity(i64),
    Count(u64),
    /// A part of a whole, in hundredths of a per cent.
    Share(u32),
    Day(Date),
    Moment(Instant),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Nothing for what is not there.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }
}

/// A whole number of parts as the exact decimal: `decimal(-350_000, 2)` is `-3500.00`.
pub fn decimal(parts: i128, places: u8) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let one = 10_u128.pow(u32::from(places));
    let (whole, rest) = (parts.unsigned_abs() / one, parts.unsigned_abs() % one);
    match usize::from(places) {
        0 => format!("{sign}{whole}"),
        width => format!("{sign}{whole}.{rest:0width$}"),
    }
}

/// Thousandths without zeros at the end: `2.5`.
pub fn quantity(milli: i64) -> String {
    let exact = decimal(i128::from(milli), 3);
    let short = exact.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

/// Hundredths of a per cent as per cent: `12.34`.
pub fn per_cent(basis_points: u32) -> String {
    decimal(basis_points.into(), 2)
}

/// `2 × Banner; 1 × Label`
pub fn joined(texts: &[String]) -> String {
    texts.join("; ")
}

/// As people read it: `−₦3,500.00`.
pub fn money(minor: i128, currency: Currency) -> String {
    let sign = if minor < 0 { "\u{2212}" } else { "" };
    let exact = decimal(minor, currency.exponent());
    let figure = grouped(exact.trim_start_matches('-'));
    format!("{sign}{}{figure}", currency.symbol())
}

/// A comma before each three figures of the whole part.
pub fn grouped(decimal: &str) -> String {
    let whole = decimal.split('.').next().unwrap_or(decimal);
    let mut out = String::with_capacity(decimal.len() + decimal.len() / 3);
    for (at, figure) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(figure);
    }
    out + decimal.get(whole.len()..).unwrap_or_default()
}

/// `21:11:28`
pub fn time(seconds: u32) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_quantities_are_exact() {
        for (parts, places, expected) in [
            (-350_000, 2, "-3500.00"),
            (5, 2, "0.05"),
            (-5, 2, "-0.05"),
            (7, 0, "7"),
            (1, 3, "0.001"),
            (i128::from(i64::MAX) * 10, 2, "922337203685477580.70"),
        ] {
            assert_eq!(decimal(parts, places), expected);
        }
        for (milli, expected) in [(1_000, "1"), (2_500, "2.5"), (100_000, "100"), (1, "0.001")] {
            assert_eq!(quantity(milli), expected);
        }
        assert_eq!(per_cent(10_000), "100.00");
        assert_eq!(per_cent(5), "0.05");
        assert_eq!(time(86_399), "23:59:59");
        assert_eq!(money(-350_000, Currency::NGN), "\u{2212}₦3,500.00");
        assert_eq!(money(5, Currency::NGN), "₦0.05");
        assert_eq!(grouped("1234567.125"), "1,234,567.125");
        assert_eq!(grouped("999"), "999");
    }
}
