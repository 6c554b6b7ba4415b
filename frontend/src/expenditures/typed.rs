//! What is typed for an expenditure, and the draft that it means.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureDraft};
use shared::field::{self, FieldIssue};
use shared::money::Money;
use shared::problem::{FieldCode, FieldError};
use shared::quantity::Quantity;

use crate::ui::input::line_total;

/// Everything as text: what a draft keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub description: String,
    pub quantity: String,
    pub unit_cost: String,
    /// None until somebody touches it: then it is the day of saving, or the day as it was.
    pub date: Option<String>,
}

impl Sheet {
    pub fn empty() -> Self {
        Self {
            quantity: "1".to_owned(),
            ..Self::default()
        }
    }

    pub fn of(expenditure: &Expenditure) -> Self {
        let cost = expenditure.unit_cost.shown();
        Self {
            description: expenditure.description.clone(),
            quantity: expenditure.quantity.shown(),
            unit_cost: format!("{}{}", cost.whole, cost.fraction),
            date: None,
        }
    }

    /// Quantity × unit cost; none while one of them is no number.
    pub fn total(&self, currency: Currency) -> Option<Money> {
        line_total(&self.quantity, &self.unit_cost, currency)
    }

    /// The draft that is meant, and what is wrong with it.
    pub fn read(&self, currency: Currency, today: Date) -> (ExpenditureDraft, Vec<FieldError>) {
        let mut wrong = Vec::new();
        let mut refused = |name: &str, code: FieldCode, detail: String| {
            wrong.push(FieldError::at_pointer(
                format!("#/{name}"),
                FieldIssue::new(code, detail),
            ));
        };
        let quantity = Quantity::typed(&self.quantity).unwrap_or_else(|_| {
            refused(
                "quantity",
                FieldCode::BadFormat,
                "Write a number, as in 3 or 2.5.".to_owned(),
            );
            Quantity::ONE
        });
        let unit_cost = Money::parse(&self.unit_cost, currency).unwrap_or_else(|_| {
            refused(
                "unit_cost",
                FieldCode::BadFormat,
                "Write digits, as in 3500.".to_owned(),
            );
            Money::zero(currency)
        });
        let date = self.date.as_deref().map(str::parse::<Date>);
        let occurred_on = match date {
            Some(Ok(date)) if date > today => {
                refused(
                    "occurred_on",
                    FieldCode::OutOfPeriod,
                    "This date is in the future.".to_owned(),
                );
                None
            }
            Some(Ok(date)) => Some(date),
            Some(Err(_)) => {
                refused(
                    "occurred_on",
                    FieldCode::BadFormat,
                    "Choose a day.".to_owned(),
                );
                None
            }
            None => None,
        };
        let draft = ExpenditureDraft {
            id: None,
            description: shared::text::clean(&self.description),
            quantity,
            unit_cost,
            occurred_on,
        };
        for error in field::check(&draft).err().unwrap_or_default() {
            if !wrong.iter().any(|known| known.pointer == error.pointer) {
                wrong.push(error);
            }
        }
        (draft, wrong)
    }
}

/// The fields.
#[derive(Clone, Copy)]
pub struct Typed {
    pub description: RwSignal<String>,
    pub quantity: RwSignal<String>,
    pub unit_cost: RwSignal<String>,
    pub date: RwSignal<String>,
    /// The date that stood there before anybody touched it.
    pub first_date: RwSignal<Date>,
}

impl Typed {
    pub fn new(sheet: Sheet, first_date: Date) -> Self {
        let typed = Self {
            description: RwSignal::new(String::new()),
            quantity: RwSignal::new(String::new()),
            unit_cost: RwSignal::new(String::new()),
            date: RwSignal::new(String::new()),
            first_date: RwSignal::new(first_date),
        };
        typed.put(sheet);
        typed
    }

    /// Everything typed, as text (reactive).
    pub fn sheet(self) -> Sheet {
        let untouched = self.first_date.get().to_string();
        Sheet {
            description: self.description.get(),
            quantity: self.quantity.get(),
            unit_cost: self.unit_cost.get(),
            date: Some(self.date.get()).filter(|date| *date != untouched),
        }
    }

    pub fn put(self, sheet: Sheet) {
        self.description.set(sheet.description);
        self.quantity.set(sheet.quantity);
        self.unit_cost.set(sheet.unit_cost);
        let untouched = self.first_date.get_untracked().to_string();
        self.date.set(sheet.date.unwrap_or(untouched));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_fields_are_named_once_and_the_right_ones_are_read() {
        let today = "2026-11-24".parse().unwrap();
        for (description, quantity, unit_cost, date, expected) in [
            ("Diesel", "10", "1,150", None, vec![]),
            (
                "",
                "x",
                "y",
                Some("2027-01-01"),
                vec![
                    "#/quantity",
                    "#/unit_cost",
                    "#/occurred_on",
                    "#/description",
                ],
            ),
            ("Diesel", "0", "-1", None, vec!["#/quantity", "#/unit_cost"]),
            ("Diesel", "1", "1", Some("2026-11-24"), vec![]),
        ] {
            let sheet = Sheet {
                description: description.to_owned(),
                quantity: quantity.to_owned(),
                unit_cost: unit_cost.to_owned(),
                date: date.map(str::to_owned),
            };
            let (_, wrong) = sheet.read(Currency::NGN, today);
            let at: Vec<_> = wrong
                .iter()
                .filter_map(|error| error.pointer.as_deref())
                .collect();
            assert_eq!(at, expected, "{description} {quantity} {unit_cost}");
            assert_eq!(sheet.total(Currency::NGN).is_some(), expected.is_empty());
        }
    }
}
