//! The rules for amounts of money. Their sentences speak in money, their bounds are whole minor units.
use super::{FieldIssue, quantity};
use crate::currency::Currency;
use crate::money::{self, MAX_MINOR, Money, PRICE_MAX_MINOR};
use crate::quantity::Quantity;

/// The price or cost of one unit: 0 to 10¹² minor units.
#[must_use]
pub fn price(value: &Money) -> Vec<FieldIssue> {
    if value.amount_minor() < 0 {
        return vec![money::at_least(0, value.currency())];
    }
    if value.amount_minor() > PRICE_MAX_MINOR {
        return vec![money::at_most(PRICE_MAX_MINOR, value.currency())];
    }
    Vec::new()
}

/// Quantity × price of a line stays within the limit of money, as far as both are known and right by themselves.
#[must_use]
pub fn line_total(of: Option<Quantity>, at: Option<Money>) -> Option<FieldIssue> {
    let (of, at) = (of?, at?);
    let is_wrong_itself = !quantity(&of).is_empty() || !price(&at).is_empty();
    match Money::line(of, at) {
        None if !is_wrong_itself => Some(too_much(at.currency())),
        _ => None,
    }
}

/// A total beyond the limit of money, of one line or of several together.
#[must_use]
pub fn too_much(currency: Currency) -> FieldIssue {
    money::at_most(MAX_MINOR, currency)
}

/// The bound of a filter over amounts: within ±[`MAX_MINOR`] minor units.
#[must_use]
pub fn minor(value: &i64) -> Vec<FieldIssue> {
    if *value > MAX_MINOR {
        return vec![FieldIssue::too_large(MAX_MINOR)];
    }
    if *value < -MAX_MINOR {
        return vec![FieldIssue::too_small(-MAX_MINOR)];
    }
    Vec::new()
}
