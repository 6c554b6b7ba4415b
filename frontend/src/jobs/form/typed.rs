//! What is typed into the job form: text until it is read as the job that it means.

use serde::{Deserialize, Serialize};
use shared::currency::Currency;
use shared::customers::CustomerRef;
use shared::date::Date;
use shared::field::{self, FieldIssue};
use shared::id::ItemId;
use shared::jobs::{DraftStatus, ItemDraft, Job, JobDraft, PaymentMethod};
use shared::money::Money;
use shared::problem::{FieldCode, FieldError};
use shared::quantity::Quantity;

use crate::session::Session;
use crate::ui::address::parsed;
use crate::ui::input::line_total;
use crate::ui::when::skipped;

/// One line as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Names the line for as long as the form is open, whatever its place.
    pub uid: u32,
    /// The line's id in a job that is being corrected.
    pub id: Option<ItemId>,
    pub description: String,
    pub quantity: String,
    pub price: String,
}

impl Line {
    pub fn is_empty(&self) -> bool {
        [&self.description, &self.quantity, &self.price]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    /// The line's total; none while quantity or price is no number.
    pub fn total(&self, currency: Currency) -> Option<Money> {
        line_total(&self.quantity, &self.price, currency)
    }
}

/// Everything typed, as text: what the draft keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub customer: String,
    /// The customer taken from the suggestions.
    pub known: Option<CustomerRef>,
    pub lines: Vec<Line>,
    pub payment: String,
    pub status: String,
    /// None until somebody touches it: a new job gets the day of saving, an old one keeps its own.
    pub date: Option<String>,
    /// The same for the day on which it was completed.
    #[serde(default)]
    pub completed: Option<String>,
}

/// The days of a job before anybody touches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub occurred: Date,
    pub completed: Option<Date>,
}

impl Days {
    pub fn of(job: &Job) -> Self {
        Self {
            occurred: job.occurred_on,
            completed: job.completed_on,
        }
    }

    /// Of a job that is taken today.
    pub fn new(today: Date) -> Self {
        Self {
            occurred: today,
            completed: None,
        }
    }
}

impl Sheet {
    /// A new job: one empty line.
    pub fn empty(payment: String) -> Self {
        Self {
            lines: vec![Line::default()],
            payment,
            status: DraftStatus::Open.as_str().to_owned(),
            ..Self::default()
        }
    }

    /// A job as it stands, to be corrected.
    pub fn of(job: &Job) -> Self {
        let line = |(uid, item): (u32, &shared::jobs::JobItem)| Line {
            uid,
            id: Some(item.id),
            description: item.description.clone(),
            quantity: item.quantity.shown(),
            price: item.unit_price.in_field(),
        };
        let mut lines: Vec<Line> = (0..).zip(&job.items).map(line).collect();
        if lines.is_empty() {
            lines.push(Line::default());
        }
        Self {
            customer: job
                .customer
                .as_ref()
                .map(|customer| customer.name.clone())
                .unwrap_or_default(),
            known: job.customer.clone(),
            lines,
            payment: job.payment_method.as_str().to_owned(),
            status: job.status.as_str().to_owned(),
            date: None,
            completed: None,
        }
    }

    /// Whether nothing is typed that would be lost.
    pub fn is_blank(&self) -> bool {
        let nobody = self.customer.trim().is_empty();
        nobody && self.date.is_none() && self.lines.iter().all(Line::is_empty)
    }

    /// Whether both say the same; empty lines and the lines' names say nothing.
    pub fn means_the_same(&self, other: &Self) -> bool {
        let said = |sheet: &Self| {
            let lines = sheet.lines.iter().filter(|line| !line.is_empty());
            let lines = lines.map(|line| Line {
                uid: 0,
                ..line.clone()
            });
            Self {
                lines: lines.collect(),
                ..sheet.clone()
            }
        };
        said(self) == said(other)
    }

    /// The taken customer, while the name is still that one's.
    pub fn known_customer(&self) -> Option<&CustomerRef> {
        let same = |known: &&CustomerRef| {
            shared::text::key(&known.name) == shared::text::key(&self.customer)
        };
        self.known.as_ref().filter(same)
    }

    /// The job that is meant, and what is wrong with it; pointers name lines by their uid.
    pub fn read(&self, currency: Currency, today: Date) -> (JobDraft, Vec<FieldError>) {
        let filled: Vec<&Line> = self.lines.iter().filter(|line| !line.is_empty()).collect();
        let mut wrong = Vec::new();
        let items = filled
            .iter()
            .map(|line| read_line(line, currency, &mut wrong))
            .collect();
        let known = self.known_customer().map(|customer| customer.id);
        let name = shared::text::clean(&self.customer);
        let draft = JobDraft {
            customer_id: known,
            customer_name: Some(name).filter(|name| known.is_none() && !name.is_empty()),
            items,
            payment_method: parsed::<PaymentMethod>(&self.payment),
            occurred_on: read_day(&self.date, "#/occurred_on", today, &mut wrong),
            status: parsed::<DraftStatus>(&self.status),
            ..JobDraft::default()
        };
        self.read_completed(today, &mut wrong);
        let uids: Vec<u32> = filled.iter().map(|line| line.uid).collect();
        let first = self.lines.first().map_or(0, |line| line.uid);
        for error in field::check(&draft).err().unwrap_or_default() {
            let error = by_uid(error, &uids, first);
            if !wrong.iter().any(|known| known.pointer == error.pointer) {
                wrong.push(error);
            }
        }
        (draft, wrong)
    }

    /// What is wrong with it in this shop (reactive in the shop's zone).
    pub fn wrong(&self, session: Session, currency: Currency, today: Date) -> Vec<FieldError> {
        let mut wrong = self.read(currency, today).1;
        for (day, pointer) in [
            (&self.date, "#/occurred_on"),
            (&self.completed, "#/completed_on"),
        ] {
            wrong.extend(skipped(session, day.as_deref(), pointer));
        }
        wrong
    }

    /// Another day of completion, if one is typed.
    pub fn read_completed(&self, today: Date, wrong: &mut Vec<FieldError>) -> Option<Date> {
        read_day(&self.completed, "#/completed_on", today, wrong)
    }

    /// The sum of the lines that can be read, how many those are, and of how many.
    pub fn total(&self, currency: Currency) -> (Option<Money>, usize, usize) {
        let filled: Vec<&Line> = self.lines.iter().filter(|line| !line.is_empty()).collect();
        let read: Vec<Money> = filled
            .iter()
            .filter_map(|line| line.total(currency))
            .collect();
        let count = read.len();
        (Money::sum(currency, read), count, filled.len())
    }
}

fn read_day(
    typed: &Option<String>,
    pointer: &str,
    today: Date,
    wrong: &mut Vec<FieldError>,
) -> Option<Date> {
    let issue = match typed.as_deref()?.parse::<Date>() {
        Ok(date) if date <= today => return Some(date),
        Ok(_) => FieldIssue::future_day(),
        Err(_) => FieldIssue::new(FieldCode::BadFormat, "Choose a day."),
    };
    wrong.push(FieldError::at_pointer(pointer, issue));
    None
}

/// The pointer of a line's field in the form.
pub fn at(uid: u32, name: &str) -> String {
    format!("#/items/{uid}/{name}")
}

/// What cannot be read is told and stands in as something harmless, so that the other rules still speak.
fn read_line(line: &Line, currency: Currency, wrong: &mut Vec<FieldError>) -> ItemDraft {
    let mut refused = |name: &str, issue: FieldIssue| {
        wrong.push(FieldError::at_pointer(at(line.uid, name), issue));
    };
    let quantity = Quantity::typed(&line.quantity).unwrap_or_else(|issue| {
        refused("quantity", issue);
        Quantity::ONE
    });
    let unit_price = Money::parse(&line.price, currency).unwrap_or_else(|issue| {
        refused("unit_price", issue);
        Money::zero(currency)
    });
    ItemDraft {
        id: line.id,
        description: shared::text::clean(&line.description),
        quantity,
        unit_price,
    }
}

/// Renames a pointer from the line's place among those sent to the line's uid; a job without lines lacks its first.
pub fn by_uid(error: FieldError, uids: &[u32], first: u32) -> FieldError {
    let pointer = error.pointer.as_deref().unwrap_or_default();
    if pointer == "#/items" && uids.is_empty() {
        let issue = FieldIssue::new(FieldCode::Required, "Write what is sold.");
        return FieldError::at_pointer(at(first, "description"), issue);
    }
    let place = pointer
        .strip_prefix("#/items/")
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(index, name)| {
            let index = parsed::<usize>(index)?;
            Some((*uids.get(index)?, name))
        });
    match place {
        Some((uid, name)) => FieldError {
            pointer: Some(at(uid, name)),
            ..error
        },
        None => error,
    }
}

#[cfg(test)]
mod tests;
