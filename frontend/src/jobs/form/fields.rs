//! The live fields of the job form.

use leptos::prelude::*;
use shared::customers::CustomerRef;
use shared::date::Date;
use shared::id::ItemId;

use super::typed::{Line, Sheet};

/// One line's live fields; counted references, because lines come and go by key presses.
#[derive(Clone)]
pub struct Row {
    /// Never used twice in an open form, so that a new line in an old place is drawn anew.
    pub key: u32,
    pub uid: u32,
    pub id: Option<ItemId>,
    pub description: ArcRwSignal<String>,
    pub quantity: ArcRwSignal<String>,
    pub price: ArcRwSignal<String>,
}

impl Row {
    fn of(line: Line, key: u32) -> Self {
        Self {
            key,
            uid: line.uid,
            id: line.id,
            description: ArcRwSignal::new(line.description),
            quantity: ArcRwSignal::new(line.quantity),
            price: ArcRwSignal::new(line.price),
        }
    }

    pub fn line(&self) -> Line {
        Line {
            uid: self.uid,
            id: self.id,
            description: self.description.get(),
            quantity: self.quantity.get(),
            price: self.price.get(),
        }
    }
}

/// The fields.
#[derive(Clone, Copy)]
pub struct Typed {
    pub customer: RwSignal<String>,
    pub known: RwSignal<Option<CustomerRef>>,
    pub rows: RwSignal<Vec<Row>>,
    pub payment: RwSignal<String>,
    pub status: RwSignal<String>,
    pub date: RwSignal<String>,
    /// The date that stood there before anybody touched it.
    pub first_date: RwSignal<Date>,
    rows_made: StoredValue<u32>,
}

impl Typed {
    pub fn new(sheet: Sheet, first_date: Date) -> Self {
        let typed = Self {
            customer: RwSignal::new(String::new()),
            known: RwSignal::new(None),
            rows: RwSignal::new(Vec::new()),
            payment: RwSignal::new(String::new()),
            status: RwSignal::new(String::new()),
            date: RwSignal::new(String::new()),
            first_date: RwSignal::new(first_date),
            rows_made: StoredValue::new(0),
        };
        typed.put(sheet);
        typed
    }

    /// Everything typed, as text (reactive).
    pub fn sheet(self) -> Sheet {
        let untouched = self.first_date.get().to_string();
        Sheet {
            customer: self.customer.get(),
            known: self.known.get(),
            lines: self.rows.with(|rows| rows.iter().map(Row::line).collect()),
            payment: self.payment.get(),
            status: self.status.get(),
            date: Some(self.date.get()).filter(|date| *date != untouched),
        }
    }

    /// A line's live fields.
    pub fn row(self, line: Line) -> Row {
        let made = self.rows_made.get_value();
        self.rows_made.set_value(made.wrapping_add(1));
        Row::of(line, made)
    }

    /// Puts a sheet in place of what stands there.
    pub fn put(self, sheet: Sheet) {
        let untouched = self.first_date.get_untracked().to_string();
        self.customer.set(sheet.customer);
        self.known.set(sheet.known);
        let rows = sheet.lines.into_iter().map(|line| self.row(line));
        self.rows.set(rows.collect());
        self.payment.set(sheet.payment);
        self.status.set(sheet.status);
        self.date.set(sheet.date.unwrap_or(untouched));
    }
}
