//! A quantity, a price and a total of the original: our formula decides the total, the old one is only compared with it.

use shared::currency::Currency;
use shared::money::{self, Money};
use shared::quantity::{self, Quantity};

use super::figure::{self, NotAFigure, Scaled};
use crate::imports::source::Value;

/// What three old figures come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    /// The old total, rounded to the minor unit; nothing where it is no amount.
    pub source_minor: Option<i64>,
    /// Our line; nothing when it stays out.
    pub line: Option<Line>,
    /// What was adjusted, or why it stays out.
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub quantity_milli: i64,
    pub unit_minor: i64,
    pub total_minor: i64,
}

/// `price` names the figure for people: "price" in a job, "unit cost" in an expenditure.
pub fn reckon(
    quantity: &Value,
    price: (&str, &Value),
    total: &Value,
    currency: Currency,
) -> Reckoned {
    let places = usize::from(currency.exponent());
    let old_total = figure::scaled(total, places);
    let source_minor = match &old_total {
        Ok(figure) if figure.units.abs() <= money::MAX_MINOR => Some(figure.units),
        _ => None,
    };
    let figures = Figures {
        quantity: figure::scaled(quantity, 3),
        price: figure::scaled(price.1, places),
        total: old_total,
    };
    match figures.line(price.0, currency) {
        Ok((line, mut reasons)) => {
            reasons.extend(difference(source_minor, line.total_minor, currency));
            Reckoned {
                source_minor,
                line: Some(line),
                reasons,
            }
        }
        Err(reason) => Reckoned {
            source_minor,
            line: None,
            reasons: vec![reason],
        },
    }
}

struct Figures {
    quantity: Result<Scaled, NotAFigure>,
    price: Result<Scaled, NotAFigure>,
    total: Result<Scaled, NotAFigure>,
}

impl Figures {
    /// The line with what was rounded, or why there is none.
    fn line(&self, price_name: &str, currency: Currency) -> Result<(Line, Vec<String>), String> {
        let quantity = figure_of("quantity", &self.quantity)?;
        let price = figure_of(price_name, &self.price)?;
        let total = figure_of("total", &self.total)?;
        let milli = Quantity::from_milli(quantity.units);
        if quantity.units < quantity::MIN_MILLI {
            return Err(format!("Quantity is {milli}"));
        }
        if quantity.units > quantity::MAX_MILLI {
            return Err(format!("Quantity is {milli}, beyond 9999999"));
        }
        if total.units > money::MAX_MINOR {
            return Err(format!("The total {}", NotAFigure::TooLarge.predicate()));
        }
        let amount = |figure: Scaled| shown(figure.units, currency);
        if price.units < 0 {
            return Err(format!("The {price_name} is {}, below zero", amount(price)));
        }
        if total.units < 0 {
            return Err(format!("The total is {}, below zero", amount(total)));
        }
        if price.units > money::PRICE_MAX_MINOR {
            let most = shown(money::PRICE_MAX_MINOR, currency);
            return Err(format!(
                "The {price_name} is {}, beyond {most}",
                amount(price)
            ));
        }
        let ours = Money::new(price.units, currency)
            .map_or(None, |price| Money::line(milli, price))
            .ok_or("Quantity × price is beyond every limit")?;
        let mut reasons = Vec::new();
        if quantity.is_rounded {
            reasons.push(format!("Quantity was rounded to {milli}"));
        }
        if price.is_rounded {
            reasons.push(format!("The {price_name} was rounded to {}", amount(price)));
        }
        let line = Line {
            quantity_milli: quantity.units,
            unit_minor: price.units,
            total_minor: ours.amount_minor(),
        };
        Ok((line, reasons))
    }
}

fn figure_of(name: &str, figure: &Result<Scaled, NotAFigure>) -> Result<Scaled, String> {
    match figure {
        Ok(figure) => Ok(*figure),
        Err(not) => Err(format!("The {name} {}", not.predicate())),
    }
}

fn difference(source_minor: Option<i64>, ours_minor: i64, currency: Currency) -> Option<String> {
    let source = source_minor.filter(|source| *source != ours_minor)?;
    let (old, new) = (shown(source, currency), shown(ours_minor, currency));
    Some(format!("The old total is {old}, quantity × price is {new}"))
}

/// An amount for people, or its bare number where it is beyond the limit.
pub fn shown(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).map_or_else(
        |_beyond| money::format_amount(minor, currency.exponent()),
        |amount| amount.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(quantity: f64, price: f64, total: f64) -> (Option<i64>, Option<i64>, String) {
        let found = reckon(
            &Value::Real(quantity),
            ("price", &Value::Real(price)),
            &Value::Real(total),
            Currency::NGN,
        );
        (
            found.source_minor,
            found.line.map(|line| line.total_minor),
            found.reasons.join("; "),
        )
    }

    /// Quantity, price, total as the file has them; the source's and our total in minor units; what is said.
    type Case = (f64, f64, f64, Option<i64>, Option<i64>, &'static str);

    const LINES: [Case; 17] = [
        (3.0, 1500.0, 4500.0, Some(450_000), Some(450_000), ""),
        (3.0, 0.1, 0.1 + 0.2, Some(30), Some(30), ""),
        (2.5, 100.0, 250.0, Some(25_000), Some(25_000), ""),
        (
            2.0,
            1000.0,
            1950.0,
            Some(195_000),
            Some(200_000),
            "The old total is ₦1,950.00, quantity × price is ₦2,000.00",
        ),
        (
            3.3333,
            100.0,
            333.33,
            Some(33_333),
            Some(33_330),
            "Quantity was rounded to 3.333; The old total is ₦333.33, quantity × price is ₦333.30",
        ),
        (0.0, 5.0, 0.0, Some(0), None, "Quantity is 0"),
        (-5.0, 100.0, -500.0, Some(-50_000), None, "Quantity is -5"),
        (0.0001, 5.0, 0.0005, Some(0), None, "Quantity is 0"),
        (
            f64::INFINITY,
            5.0,
            f64::INFINITY,
            None,
            None,
            "The quantity is infinite, not a figure",
        ),
        (
            1.0,
            f64::INFINITY,
            f64::INFINITY,
            None,
            None,
            "The price is infinite, not a figure",
        ),
        (
            1.0,
            1e308,
            1e308,
            None,
            None,
            "The price is beyond every limit",
        ),
        (
            1.0,
            -5.0,
            -5.0,
            Some(-500),
            None,
            "The price is −₦5.00, below zero",
        ),
        (
            1.0,
            5.0,
            -5.0,
            Some(-500),
            None,
            "The total is −₦5.00, below zero",
        ),
        (
            1e7,
            5.0,
            5e7,
            Some(5_000_000_000),
            None,
            "Quantity is 10000000, beyond 9999999",
        ),
        (
            9_999_999.0,
            1e10,
            9.0e13,
            Some(9_000_000_000_000_000),
            None,
            "Quantity × price is beyond every limit",
        ),
        (
            1.0,
            5.0,
            9.9e13,
            None,
            None,
            "The total is beyond every limit",
        ),
        (
            1.0,
            1.1e10,
            1.1e10,
            Some(1_100_000_000_000),
            None,
            "The price is ₦11,000,000,000.00, beyond ₦10,000,000,000.00",
        ),
    ];

    #[test]
    fn b22_b25_our_formula_decides_and_the_difference_is_named() {
        for (quantity, price, total, source, ours, reasons) in LINES {
            assert_eq!(
                check(quantity, price, total),
                (source, ours, reasons.to_owned()),
                "{quantity} × {price} = {total}"
            );
        }
    }
}
