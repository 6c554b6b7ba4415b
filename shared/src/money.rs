//! Money: whole minor units and a currency; no float, no decimal on the wire.
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::digits::grouped;
use crate::issue::{FieldCode, FieldIssue};
use crate::quantity::Quantity;
use crate::typed;

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

    /// Reads what a person typed or pasted, `3,500.00` or `₦3,500`, as an amount of this currency; see [`typed::decimal`].
    ///
    /// # Errors
    /// `bad_format` for what is not an amount, `too_large` or `too_small` beyond the limit.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, FieldIssue> {
        let read = typed::decimal(text, &[currency.symbol(), currency.code()]);
        let scaled = read.and_then(|decimal| {
            let minor = decimal.scaled(usize::from(currency.exponent()))?;
            Some((decimal.negative, minor))
        });
        match scaled {
            Some((false, Some(minor))) if minor <= MAX_MINOR => Self::new(minor, currency),
            Some((true, Some(minor))) if minor <= MAX_MINOR => Self::new(-minor, currency),
            Some((false, _)) => Err(at_most(MAX_MINOR, currency)),
            Some((true, _)) => Err(at_least(-MAX_MINOR, currency)),
            None => Err(FieldIssue::new(
                FieldCode::BadFormat,
                format!("Write digits, as in 3500 or {}.", example(currency)),
            )),
        }
    }

    /// The amount as it stands in a field, without the currency's sign: `4,500.00`, `−12.50`.
    #[must_use]
    pub fn in_field(self) -> String {
        let Shown {
            negative,
            whole,
            fraction,
            ..
        } = self.shown();
        format!("{}{whole}{fraction}", minus(negative))
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
        let sign = minus(shown.negative);
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

fn example(currency: Currency) -> String {
    let scale = 10_i64.saturating_pow(u32::from(currency.exponent()));
    Money {
        amount_minor: 3_500 * scale,
        currency,
    }
    .in_field()
}

const fn minus(negative: bool) -> &'static str {
    if negative { "\u{2212}" } else { "" }
}

/// An amount above `max_minor`, told in the currency's words; the bound stays in minor units.
#[must_use]
pub fn at_most(max_minor: i64, currency: Currency) -> FieldIssue {
    beyond(FieldCode::TooLarge, ("most", "max"), max_minor, currency)
}

/// The same for an amount below `min_minor`.
#[must_use]
pub fn at_least(min_minor: i64, currency: Currency) -> FieldIssue {
    beyond(FieldCode::TooSmall, ("least", "min"), min_minor, currency)
}

fn beyond(
    code: FieldCode,
    (word, name): (&str, &str),
    minor: i64,
    currency: Currency,
) -> FieldIssue {
    let bound = Money {
        amount_minor: minor,
        currency,
    };
    FieldIssue::new(code, format!("Must be at {word} {bound}.")).with(name, minor)
}

#[cfg(test)]
mod tests;
