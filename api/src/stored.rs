//! Columns back into types. What cannot be read was not written by this program.

use std::str::FromStr;

use shared::currency::Currency;
use shared::money::Money;
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// A text column as an id, a date, a status, …
pub fn stored<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_unreadable| {
        ApiError::broken(format!(
            "a stored {} cannot be read",
            std::any::type_name::<T>()
        ))
    })
}

/// An amount column in the shop's one currency.
pub fn money(minor: i64, currency: Currency) -> Result<Money, ApiError> {
    Money::new(minor, currency)
        .map_err(|_beyond| ApiError::broken("a stored amount is out of range"))
}

/// A sum of amounts. Beyond the limit of an amount it cannot be told: problem `too_large`.
pub fn sum(minor: i128, currency: Currency) -> Result<Money, ApiError> {
    representable(minor, currency).ok_or_else(|| {
        let detail = "The sum of these records is beyond the largest amount. Narrow the filter.";
        ApiError::new(ProblemCode::TooLarge, detail)
    })
}

/// The same where nothing else must suffer from it: nothing for what is beyond the limit.
pub fn representable(minor: i128, currency: Currency) -> Option<Money> {
    i64::try_from(minor).map_or(None, |minor| Money::new(minor, currency).map_or(None, Some))
}
