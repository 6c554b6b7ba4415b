//! The live fields of the job form.

use leptos::prelude::*;
use shared::customers::CustomerRef;
use shared::date::Date;
use shared::id::ItemId;
use shared::money::Money;

use super::typed::{Days, Line, Sheet};

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
    /// The price that a taken suggestion wrote; what a person typed is theirs.
    put: ArcRwSignal<String>,
    /// The price of the taken suggestion, where another one stands already.
    pub offer: ArcRwSignal<Option<Money>>,
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
            put: ArcRwSignal::new(String::new()),
            offer: ArcRwSignal::new(None),
        }
    }

    /// A suggestion was taken: its price is written where none stands, and offered where somebody's own does.
    pub fn suggest_price(&self, price: Money, is_touched: bool) {
        let now = self.price.get_untracked();
        let is_ours = !is_touched && now == self.put.get_untracked();
        if now.trim().is_empty() || is_ours {
            self.put_price(price);
        } else {
            let differs = Money::parse(&now, price.currency()) != Ok(price);
            self.offer.set(differs.then_some(price));
        }
    }

    /// The price of a suggestion, on its taking or when its offer is accepted.
    pub fn put_price(&self, price: Money) {
        self.put.set(price.in_field());
        self.price.set(price.in_field());
        self.offer.set(None);
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
    /// When it was completed; empty while it is not.
    pub completed: RwSignal<String>,
    /// The days that stood there before anybody touched them.
    pub first_days: RwSignal<Days>,
    rows_made: StoredValue<u32>,
}

impl Typed {
    pub fn new(sheet: Sheet, first_days: Days) -> Self {
        let typed = Self {
            customer: RwSignal::new(String::new()),
            known: RwSignal::new(None),
            rows: RwSignal::new(Vec::new()),
            payment: RwSignal::new(String::new()),
            status: RwSignal::new(String::new()),
            date: RwSignal::new(String::new()),
            completed: RwSignal::new(String::new()),
            first_days: RwSignal::new(first_days),
            rows_made: StoredValue::new(0),
        };
        typed.put(sheet);
        typed
    }

    /// Everything typed, as text (reactive).
    pub fn sheet(self) -> Sheet {
        let first = self.first_days.get();
        let touched = |text: String, first: String| Some(text).filter(|text| *text != first);
        Sheet {
            customer: self.customer.get(),
            known: self.known.get(),
            lines: self.rows.with(|rows| rows.iter().map(Row::line).collect()),
            payment: self.payment.get(),
            status: self.status.get(),
            date: touched(self.date.get(), first.occurred.to_string()),
            completed: touched(self.completed.get(), shown(first.completed)),
        }
    }

    /// What is typed into a line's description (reactive).
    pub fn description(self, uid: u32) -> String {
        self.rows.with(|rows| {
            let line = rows.iter().find(|row| row.uid == uid);
            line.map(|row| row.description.get()).unwrap_or_default()
        })
    }

    /// A day that nobody touched is the day of saving, and moves on at midnight.
    pub fn follow(self, today: Date) {
        let first = self.first_days.get_untracked();
        let is_touched = self.date.get_untracked() != first.occurred.to_string();
        if first.occurred != today && !is_touched {
            self.first_days.set(Days::new(today));
            self.date.set(today.to_string());
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
        let first = self.first_days.get_untracked();
        self.customer.set(sheet.customer);
        self.known.set(sheet.known);
        let rows = sheet.lines.into_iter().map(|line| self.row(line));
        self.rows.set(rows.collect());
        self.payment.set(sheet.payment);
        self.status.set(sheet.status);
        self.date
            .set(sheet.date.unwrap_or(first.occurred.to_string()));
        self.completed
            .set(sheet.completed.unwrap_or(shown(first.completed)));
    }
}

fn shown(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
