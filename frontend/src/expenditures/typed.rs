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

use crate::session::Session;
use crate::ui::address::parsed;
use crate::ui::input::line_total;
use crate::ui::when::skipped;

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
        Self {
            description: expenditure.description.clone(),
            quantity: expenditure.quantity.shown(),
            unit_cost: expenditure.unit_cost.in_field(),
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
        let mut refused = |name: &str, issue: FieldIssue| {
            wrong.push(FieldError::at_pointer(format!("#/{name}"), issue));
        };
        let quantity = Quantity::typed(&self.quantity).unwrap_or_else(|issue| {
            refused("quantity", issue);
            Quantity::ONE
        });
        let unit_cost = Money::parse(&self.unit_cost, currency).unwrap_or_else(|issue| {
            refused("unit_cost", issue);
            Money::zero(currency)
        });
        let mut no_day = |issue: FieldIssue| {
            refused("occurred_on", issue);
            None
        };
        let occurred_on = match self.date.as_deref().map(str::parse::<Date>) {
            Some(Ok(date)) if date > today => no_day(FieldIssue::future_day()),
            Some(Ok(date)) => Some(date),
            Some(Err(_)) => no_day(FieldIssue::new(FieldCode::BadFormat, "Choose a day.")),
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

    /// What is wrong with it in this shop (reactive in the shop's zone).
    pub fn wrong(&self, session: Session, currency: Currency, today: Date) -> Vec<FieldError> {
        let mut wrong = self.read(currency, today).1;
        wrong.extend(skipped(session, self.date.as_deref(), "#/occurred_on"));
        wrong
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

    /// A day that nobody touched is the day of saving, and moves on at midnight.
    pub fn follow(self, today: Date) {
        let first = self.first_date.get_untracked();
        if first != today && self.date.get_untracked() == first.to_string() {
            self.first_date.set(today);
            self.date.set(today.to_string());
        }
    }

    /// The day, where somebody typed one.
    pub fn typed_day(self) -> Option<Date> {
        let day = self.date.get_untracked();
        parsed(&day).filter(|day| *day != self.first_date.get_untracked())
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
