//! What changed in the books, for those parts of the app that show it: an act tells it, and each list or record that is
//! open hears it. Neither holds the other, so that an act may outlive the page on which it was pressed.

use std::any::Any;
use std::rc::Rc;

use leptos::prelude::*;
use shared::money::Money;
use shared::page::{Page, Summary};

use super::fetched::Fetched;

/// What happened to a record.
pub enum Change<R> {
    /// It is recorded.
    New(R),
    /// It will be so as soon as the server agrees, or is again because the server refused.
    Now(R),
    /// The server did it: which lists hold it now, and their sums, the server knows.
    Done(R),
    /// Something happened: ask the server.
    Unknown,
}

/// A kind of record that lists show.
pub trait Record: Clone + Send + Sync + 'static {
    /// The same for each version of one record.
    fn same(&self, other: &Self) -> bool;

    /// What it adds to the sum of its list; nothing where lists have none.
    fn amount(&self) -> Option<Money> {
        None
    }
}

type Hear = Rc<dyn Fn(&dyn Any)>;

/// Whoever hears of changes; `use_changes()` gives it to pages.
#[derive(Clone, Copy)]
pub struct Changes {
    hearers: StoredValue<Vec<(u32, Hear)>, LocalStorage>,
    next: StoredValue<u32>,
}

/// The changes from inside a component.
///
/// # Panics
/// Never in this app: `App` provides them before anything else is drawn.
pub fn use_changes() -> Changes {
    expect_context()
}

impl Changes {
    pub fn provide() {
        provide_context(Self {
            hearers: StoredValue::new_local(Vec::new()),
            next: StoredValue::new(0),
        });
    }

    pub fn tell(self, change: &dyn Any) {
        for (_, hear) in self.hearers.get_value() {
            hear(change);
        }
    }

    /// Hears of changes of this kind until the part of the page that is being drawn goes.
    pub fn hear<C: 'static>(self, hear: impl Fn(&C) + 'static) {
        self.hear_any(Rc::new(move |change: &dyn Any| {
            if let Some(change) = change.downcast_ref::<C>() {
                hear(change);
            }
        }));
    }

    fn hear_any(self, hear: Hear) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.hearers
            .update_value(|hearers| hearers.push((id, hear)));
        on_cleanup(move || {
            self.hearers
                .update_value(|hearers| hearers.retain(|(other, _)| *other != id));
        });
    }
}

/// Keeps an open list, and the count and sum at its foot, as the acts leave them; a row that its filter no longer takes goes.
pub fn follow_list<R: Record>(
    page: Fetched<Page<R>>,
    summary: Option<Fetched<Summary>>,
    takes: impl Fn(&R) -> bool + 'static,
) {
    let put = move |record: &R| {
        let stays = takes(record);
        let mut leaves = None;
        page.change(|page| {
            let at = page.data.iter().position(|row| row.same(record));
            match at {
                Some(at) if !stays => leaves = Some(page.data.remove(at)),
                Some(at) => {
                    if let Some(row) = page.data.get_mut(at) {
                        *row = record.clone();
                    }
                }
                None => {}
            }
        });
        if let (Some(row), Some(summary)) = (leaves, summary) {
            summary.change(|summary| summary.take_off(row.amount()));
        }
    };
    use_changes().hear(move |change: &Change<R>| match change {
        Change::Now(record) => put(record),
        Change::Done(record) => {
            put(record);
            ask(page, summary);
        }
        Change::New(_) | Change::Unknown => ask(page, summary),
    });
}

fn ask<R: Record>(page: Fetched<Page<R>>, summary: Option<Fetched<Summary>>) {
    page.again();
    if let Some(summary) = summary {
        summary.again();
    }
}

/// Keeps one open record as the acts leave it.
pub fn follow_one<R: Record>(shown: Fetched<R>) {
    use_changes().hear(move |change: &Change<R>| match change {
        Change::Now(record) | Change::Done(record) => shown.change(|shown| {
            if shown.same(record) {
                *shown = record.clone();
            }
        }),
        Change::New(_) => {}
        Change::Unknown => shown.again(),
    });
}
