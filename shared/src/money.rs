//! Money: whole minor units and a currency; no float, no decimal on the wire.
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::field::FieldIssue;
use crate::problem::FieldCode;
use crate::quantity::Quantity;

/// Largest amount either way, in minor units: 2⁵³ − 1, what every JSON reader holds exactly (API.md §1).
pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

/// Largest price of one unit, in minor units: 10¹² (API.md §6.1).
pub const PRICE_MAX_MINOR: i64 = 1_000_000_000_000;

/// An amount of money within ±[`MAX_MINOR`]; on the wire `{"amount_minor": 450000, "currency": "NGN"}` = ₦4,500.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Whole minor units (kobo, cents).
    #[cfg_attr(feature = "openapi", schema(minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64, example = 450_000))]
    amount_minor: i64,
    currency: Currency,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    amount_minor: i64,
    currency: Currency,
}

impl TryFrom<Wire> for Money {
    type Error = FieldIssue;

    fn try_from(wire: Wire) -> Result<Self, FieldIssue> {
        Self::new(wire.amount_minor, wire.currency)
    }
}

impl Money {
    /// An amount in minor units: `Money::new(450_000, Currency::NGN)` is ₦4,500.00.
    ///
    /// # Errors
    /// `too_large` or `too_small` outside ±[`MAX_MINOR`].
    pub fn new(amount_minor: i64, currency: Currency) -> Result<Self, FieldIssue> {
        if amount_minor > MAX_MINOR {
            return Err(FieldIssue::too_large(MAX_MINOR));
        }
        if amount_minor < -MAX_MINOR {
            return Err(FieldIssue::too_small(-MAX_MINOR));
        }
        Ok(Self {
            amount_minor,
            currency,
        })
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self {
            amount_minor: 0,
            currency,
        }
    }

    /// Whole minor units, negative for money owed or lost.
    #[must_use]
    pub const fn amount_minor(self) -> i64 {
        self.amount_minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum; `None` beyond the limit or between two currencies.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let same = self.currency == other.currency;
        let sum = self.amount_minor.checked_add(other.amount_minor)?;
        let fits = (-MAX_MINOR..=MAX_MINOR).contains(&sum);
        (same && fits).then_some(Self {
            amount_minor: sum,
            ..self
        })
    }

    /// The difference; `None` beyond the limit or between two currencies.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self {
            amount_minor: -other.amount_minor,
            ..other
        })
    }

    /// The sum of many amounts of one currency; `None` beyond the limit or when one is of another currency.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// A line's total: quantity × unit price, rounded to the minor unit, half away from zero (DESIGN.md §6).
    ///
    /// `None` beyond the limit. 2.5 × ₦0.01 = ₦0.03.
    #[must_use]
    pub fn line(quantity: Quantity, unit_price: Self) -> Option<Self> {
        let product = i128::from(quantity.milli()) * i128::from(unit_price.amount_minor);
        let half = if product < 0 { -500 } else { 500 };
        let minor = i64::try_from((product + half) / 1_000).ok()?;
        Self::zero(unit_price.currency).checked_add(Self {
            amount_minor: minor,
            ..unit_price
        })
    }

    /// Reads what a person typed, `3,500.00`, as an amount of this currency.
    ///
    /// # Errors
    /// `bad_format` for what is not an amount, `too_large` beyond the limit.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, FieldIssue> {
        Self::new(parse_amount(text, currency.exponent())?, currency)
    }

    /// The amount in the parts that a page sets differently.
    #[must_use]
    pub fn shown(self) -> Shown {
        let decimal = format_amount(self.amount_minor.saturating_abs(), self.currency.exponent());
        let (whole, fraction) = match decimal.split_once('.') {
            Some((whole, places)) => (whole, format!(".{places}")),
            None => (decimal.as_str(), String::new()),
        };
        Shown {
            negative: self.amount_minor < 0,
            symbol: self.currency.symbol(),
            whole: grouped(whole),
            fraction,
        }
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = self.shown();
        let sign = if shown.negative { "\u{2212}" } else { "" };
        write!(f, "{sign}{}{}{}", shown.symbol, shown.whole, shown.fraction)
    }
}

/// An amount split for display: −₦3,500.00 is `negative`, `₦`, `3,500`, `.00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Below zero: put a true minus (U+2212) in front.
    pub negative: bool,
    /// The currency's sign.
    pub symbol: &'static str,
    /// Whole units with thousands separators.
    pub whole: String,
    /// The point and the minor units, or nothing where the currency has none.
    pub fraction: String,
}

/// Reads a decimal amount as minor units: with exponent 2, `3500`, `3,500.00` and ` 3500.5 ` are 350 000 and 350 050.
///
/// Commas must stand between groups of three, so that `3,5` is not taken for 35.
///
/// # Errors
/// `bad_format` for anything else, `too_large` beyond [`MAX_MINOR`].
pub fn parse_amount(text: &str, exponent: u8) -> Result<i64, FieldIssue> {
    let text = text.trim();
    let (sign, bare) = text
        .strip_prefix(['-', '\u{2212}'])
        .map_or((1, text), |rest| (-1, rest));
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let refused = || {
        FieldIssue::new(
            FieldCode::BadFormat,
            format!("Must be an amount such as {}.", example(exponent)),
        )
    };
    let places = usize::from(exponent);
    if part.len() > places || bare.ends_with('.') || !is_grouped(whole) {
        return Err(refused());
    }
    let digits: String = whole
        .chars()
        .filter(|c| *c != ',')
        .chain(format!("{part:0<places$}").chars())
        .collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused());
    }
    match digits.parse::<i64>() {
        Ok(minor) if minor <= MAX_MINOR => Ok(sign * minor),
        _ => Err(FieldIssue::too_large(MAX_MINOR)),
    }
}

/// The exact decimal without separators: `format_amount(350_000, 2) == "3500.00"`.
#[must_use]
pub fn format_amount(amount_minor: i64, exponent: u8) -> String {
    let sign = if amount_minor < 0 { "-" } else { "" };
    let scale = 10_u64.saturating_pow(u32::from(exponent));
    let (whole, part) = (
        amount_minor.unsigned_abs() / scale,
        amount_minor.unsigned_abs() % scale,
    );
    if exponent == 0 {
        return format!("{sign}{whole}");
    }
    let places = usize::from(exponent);
    format!("{sign}{whole}.{part:0places$}")
}

/// Whole digits with a comma before each group of three: `grouped("1234567") == "1,234,567"`.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Is this a whole number whose commas, if any, stand between groups of three?
pub(crate) fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let has_more = whole.contains(',');
    let first_fits = !first.is_empty() && (!has_more || first.len() <= 3);
    first_fits && groups.all(|group| group.len() == 3)
}

fn example(exponent: u8) -> String {
    let places = usize::from(exponent);
    if exponent == 0 {
        "3,500".to_owned()
    } else {
        format!("3,500.{:0places$}", 0)
    }
}

#[cfg(test)]
mod tests;
