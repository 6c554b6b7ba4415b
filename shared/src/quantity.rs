//! Counts and measures: whole thousandths, a decimal string on the wire.
use std::fmt;
use std::str::FromStr;

use crate::digits::{digits, grouped};
use crate::issue::{FieldCode, FieldIssue};
use crate::typed;

/// Smallest quantity of a line, in thousandths: 0.001 (API.md §6.1).
pub const MIN_MILLI: i64 = 1;

/// Largest quantity of a line, in thousandths: 9 999 999 (API.md §6.1).
pub const MAX_MILLI: i64 = 9_999_999_000;

/// Most digits read before the point; more cannot be a quantity.
const WHOLE_DIGITS_MAX: usize = 12;

/// How many or how much, in thousandths; on the wire a decimal string with up to 3 places, `"2.5"`.
///
/// Any figure can be read; that a line needs 0.001 to 9 999 999 is said by [`crate::field::quantity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    milli: i64,
}

impl Quantity {
    /// One piece.
    pub const ONE: Self = Self { milli: 1_000 };

    /// From thousandths: `from_milli(2_500)` is 2.5.
    #[must_use]
    pub const fn from_milli(milli: i64) -> Self {
        Self { milli }
    }

    /// Thousandths.
    #[must_use]
    pub const fn milli(self) -> i64 {
        self.milli
    }

    /// Reads what a person typed or pasted: as on the wire, and as [`typed::decimal`] takes it, ` 1,000 `.
    ///
    /// # Errors
    /// `bad_format` for what is not a number with up to 3 places, `too_large` beyond any line's quantity.
    pub fn typed(text: &str) -> Result<Self, FieldIssue> {
        let read = typed::decimal(text, &[]);
        let scaled = read.and_then(|decimal| Some((decimal.negative, decimal.scaled(3)?)));
        match scaled {
            Some((false, Some(milli))) => Ok(Self { milli }),
            Some((true, Some(milli))) => Ok(Self { milli: -milli }),
            Some((false, None)) => Err(FieldIssue::too_large(Self::from_milli(MAX_MILLI).shown())),
            Some((true, None)) => Err(FieldIssue::too_small(Self::from_milli(MIN_MILLI))),
            None => Err(FieldIssue::new(
                FieldCode::BadFormat,
                "Write a number, as in 3 or 2.5.",
            )),
        }
    }

    /// What people read, with a comma before each group of three: `1,000`, `2.5`.
    #[must_use]
    pub fn shown(self) -> String {
        let plain = self.to_string();
        let (sign, bare) = plain
            .strip_prefix('-')
            .map_or(("", plain.as_str()), |bare| ("-", bare));
        match bare.split_once('.') {
            Some((whole, places)) => format!("{sign}{}.{places}", grouped(whole)),
            None => format!("{sign}{}", grouped(bare)),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.milli < 0 { "-" } else { "" };
        let (whole, part) = (
            self.milli.unsigned_abs() / 1_000,
            self.milli.unsigned_abs() % 1_000,
        );
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{part:03}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = FieldIssue;

    /// Reads `2`, `2.5`, `-1`; at most 3 places, no exponent, no thousands separators.
    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        parse(text).map(Self::from_milli).ok_or_else(|| {
            FieldIssue::new(
                FieldCode::BadFormat,
                "Must be a number with up to 3 decimal places, such as 2.5.",
            )
        })
    }
}

fn parse(text: &str) -> Option<i64> {
    let (sign, bare) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = match bare.split_once('.') {
        Some((_, "")) => return None,
        Some(pair) => pair,
        None => (bare, ""),
    };
    // One spelling for each number, as the document says.
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    if is_padded || whole.len() > WHOLE_DIGITS_MAX || part.len() > 3 {
        return None;
    }
    let milli = digits(whole)? * 1_000 + digits(&format!("{part:0<3}"))?;
    Some(sign * milli)
}

text_serde!(Quantity);

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Quantity {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::quantity()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Quantity {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_strings_become_thousandths() {
        for (input, expected) in [
            ("2.5", Some(2_500)),
            ("2", Some(2_000)),
            ("2.500", Some(2_500)),
            ("0.001", Some(1)),
            ("0", Some(0)),
            ("-1.5", Some(-1_500)),
            ("9999999", Some(MAX_MILLI)),
            ("007", None),
            ("2.5001", None),
            ("2.", None),
            (".5", None),
            ("", None),
            ("-", None),
            ("1e3", None),
            ("inf", None),
            ("NaN", None),
            ("1,000", None),
            (" 1", None),
            ("+1", None),
            ("1.-5", None),
            ("٣", None),
            ("9999999999999999999", None),
        ] {
            assert_eq!(
                input.parse::<Quantity>().ok().map(Quantity::milli),
                expected,
                "{input:?}"
            );
        }
    }

    #[test]
    fn a_quantity_is_written_without_needless_zeros() {
        for (milli, expected) in [
            (2_500, "2.5"),
            (2_000, "2"),
            (1, "0.001"),
            (-1_500, "-1.5"),
            (-1, "-0.001"),
            (0, "0"),
            (MAX_MILLI, "9999999"),
            (i64::MIN, "-9223372036854775.808"),
        ] {
            assert_eq!(Quantity::from_milli(milli).to_string(), expected);
        }
    }

    #[test]
    fn people_may_group_thousands() {
        for (typed, expected) in [
            (" 1,000 ", Some("1,000")),
            ("1000", Some("1,000")),
            ("1,234,567.5", Some("1,234,567.5")),
            ("2.50", Some("2.5")),
            ("1,5", None),
            ("1.000,5", None),
            ("1\u{202f}000", Some("1,000")),
            ("2.", Some("2")),
            (".5", Some("0.5")),
            ("\u{2212}2", Some("-2")),
            ("99999999999999999999", None),
            ("₦2", None),
            ("", None),
            (",", None),
            ("x", None),
        ] {
            let shown = Quantity::typed(typed).map(Quantity::shown).ok();
            assert_eq!(shown.as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_number_is_not_a_quantity_on_the_wire() {
        assert!(serde_json::from_str::<Quantity>("2.5").is_err());
        assert_eq!(serde_json::to_string(&Quantity::ONE).unwrap(), "\"1\"");
    }
}
