//! What the job form suggests from: customers, and the items sold before.

use leptos::prelude::*;
use shared::customers::{Customer, CustomerQuery, CustomerSort};
use shared::id::CustomerId;
use shared::jobs::{Job, JobFilter, JobQuery, JobSort};
use shared::money::Money;
use shared::page::{Page, PageInfo, Sort, Summary};
use shared::quantity::Quantity;

use super::fields::Typed;
use crate::jobs::calls;
use crate::session::Session;
use crate::ui::fetched::Fetched;
use crate::ui::settled::settled;
use crate::ui::when::{date_words, today};

/// Rows of one question to the API, its largest page.
const MANY: u16 = 200;
const SHOWN: usize = 6;

/// Loaded once when the form opens; small shops need no more questions after that.
#[derive(Clone, Copy)]
pub struct Book {
    /// The customers of late.
    pub customers: Fetched<Page<Customer>>,
    /// Those that the server finds for the name typed, where there are more than one page.
    found: Fetched<Page<Customer>>,
    /// The last jobs of the customer.
    pub theirs: Fetched<Page<Job>>,
    pub recent: Fetched<Page<Job>>,
    /// The user's own jobs of today.
    pub mine: Fetched<Page<Job>>,
    pub mine_sum: Fetched<Summary>,
}

impl Book {
    pub fn open(typed: Typed, session: Session) -> Self {
        let customers = Fetched::new(|| (), |()| calls::customers(of_late()));
        let rested = settled(typed.customer);
        let search = move || {
            let more = customers.last.with(|page| {
                page.as_ref()
                    .is_some_and(|page| page.page.next_cursor.is_some())
            });
            let text = shared::text::clean(&rested());
            Some(text).filter(|text| more && !text.is_empty())
        };
        let found = Fetched::new(search, |text| async move {
            match text {
                Some(text) => {
                    calls::customers(CustomerQuery {
                        q: Some(text),
                        ..of_late()
                    })
                    .await
                }
                None => Ok(nothing()),
            }
        });
        let known = move || {
            typed
                .known
                .with(|known| known.as_ref().map(|known| known.id))
        };
        let theirs = Fetched::new(known, |id: Option<CustomerId>| async move {
            match id {
                Some(id) => {
                    calls::list(JobQuery {
                        customer_id: vec![id],
                        ..latest(50)
                    })
                    .await
                }
                None => Ok(nothing()),
            }
        });
        let recent = Fetched::new(|| (), |()| calls::list(latest(MANY)));
        let my_day = move || my_day(session);
        Self {
            customers,
            found,
            theirs,
            recent,
            mine: Fetched::new(my_day, |day| {
                calls::list(JobQuery {
                    created_by: day.created_by,
                    occurred_on_from: day.occurred_on_from,
                    occurred_on_to: day.occurred_on_to,
                    ..latest(MANY)
                })
            }),
            mine_sum: Fetched::new(my_day, calls::summary),
        }
    }

    /// The customers whose names begin so, the latest first (reactive).
    pub fn customers_named(self, text: &str) -> Vec<Customer> {
        let wanted = shared::text::words(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut named: Vec<Customer> = Vec::new();
        for page in [self.customers.last.get(), self.found.last.get()]
            .into_iter()
            .flatten()
        {
            for customer in page.data {
                let fits = begins(&shared::text::words(&customer.name), &wanted);
                if fits && named.iter().all(|known| known.id != customer.id) {
                    named.push(customer);
                }
            }
        }
        exact_first(&mut named, text, |customer| &customer.name);
        named.truncate(SHOWN);
        named
    }

    /// The customer of exactly this name (reactive).
    pub fn customer(self, name: &str) -> Option<Customer> {
        let key = shared::text::key(name);
        [self.customers.last.get(), self.found.last.get()]
            .into_iter()
            .flatten()
            .flat_map(|page| page.data)
            .find(|customer| shared::text::key(&customer.name) == key)
    }

    /// The items sold before, this customer's first (reactive).
    pub fn items(self) -> Vec<KnownItem> {
        let of =
            |page: Fetched<Page<Job>>| page.last.get().map(|page| page.data).unwrap_or_default();
        known_items(&of(self.theirs), &of(self.recent))
    }

    /// What this customer bought last (reactive).
    pub fn last_items(self) -> Vec<KnownItem> {
        let jobs = self
            .theirs
            .last
            .get()
            .map(|page| page.data)
            .unwrap_or_default();
        known_items(&jobs, &[])
    }

    /// A job was saved: the next sale's suggestions know it.
    pub fn again(self) {
        self.customers.again();
        self.recent.again();
        self.mine.again();
        self.mine_sum.again();
    }
}

/// An item as it was last sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownItem {
    pub description: String,
    pub quantity: Quantity,
    pub price: Money,
    /// `Adaeze & Sons, 2 Nov 2026`.
    pub source: String,
    words: Vec<String>,
}

/// Those whose words begin so.
pub fn items_named(items: &[KnownItem], text: &str) -> Vec<KnownItem> {
    let wanted = shared::text::words(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let fits = |item: &&KnownItem| begins(&item.words, &wanted);
    let mut named: Vec<&KnownItem> = items.iter().filter(fits).collect();
    exact_first(&mut named, text, |item| &item.description);
    named.into_iter().take(SHOWN).cloned().collect()
}

/// Whose name is the very text comes first, by the key that makes two names the same.
fn exact_first<T>(found: &mut [T], text: &str, name: impl Fn(&T) -> &str) {
    let wanted = shared::text::key(text);
    found.sort_by_key(|one| shared::text::key(name(one)) != wanted);
}

/// Whether each wanted word begins one of these.
fn begins(words: &[String], wanted: &[String]) -> bool {
    wanted
        .iter()
        .all(|start| words.iter().any(|word| word.starts_with(start.as_str())))
}

/// Each item once, as it was last sold; jobs come latest first.
fn known_items(theirs: &[Job], others: &[Job]) -> Vec<KnownItem> {
    let mut seen = std::collections::BTreeSet::new();
    let mut known = Vec::new();
    for job in theirs.iter().chain(others) {
        for item in &job.items {
            if !seen.insert(shared::text::fold(&item.description)) {
                continue;
            }
            let who = crate::jobs::text::customer(job);
            known.push(KnownItem {
                description: item.description.clone(),
                quantity: item.quantity,
                price: item.unit_price,
                source: format!("{who}, {}", date_words(job.occurred_on)),
                words: shared::text::words(&item.description),
            });
        }
    }
    known
}

fn latest(limit: u16) -> JobQuery {
    JobQuery {
        sort: Some(Sort::by(JobSort::OccurredAt, true)),
        limit: Some(limit),
        ..JobQuery::default()
    }
}

fn of_late() -> CustomerQuery {
    CustomerQuery {
        sort: Some(Sort::by(CustomerSort::LastJobOn, true)),
        limit: Some(MANY),
        ..CustomerQuery::default()
    }
}

/// What I recorded today (reactive).
fn my_day(session: Session) -> JobFilter {
    let day = today(session);
    let me = session.me.with(|me| me.as_ref().map(|me| me.user.id));
    JobFilter {
        created_by: me.into_iter().collect(),
        occurred_on_from: Some(day),
        occurred_on_to: Some(day),
        ..JobFilter::default()
    }
}

fn nothing<T>() -> Page<T> {
    Page {
        data: Vec::new(),
        page: PageInfo::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str], text: &str) -> bool {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        begins(&words, &shared::text::words(text))
    }

    #[test]
    fn the_very_name_is_the_top_hit() {
        for (text, expected) in [
            ("ada", ["Ada", "Adaeze & Sons", "Ada Obi"]),
            (" ADA  obi ", ["Ada Obi", "Adaeze & Sons", "Ada"]),
            ("ad", ["Adaeze & Sons", "Ada", "Ada Obi"]),
        ] {
            let mut names = ["Adaeze & Sons", "Ada", "Ada Obi"];
            exact_first(&mut names, text, |name| name);
            assert_eq!(names, expected, "{text:?}");
        }
    }

    #[test]
    fn each_typed_word_begins_a_word_of_the_name() {
        let sticker = ["sticker", "round", "50", "mm"];
        for (text, expected) in [
            ("stick", true),
            ("STICK 50", true),
            ("50 round", true),
            ("ticker", false),
            ("stick 30", false),
        ] {
            assert_eq!(names(&sticker, text), expected, "{text}");
        }
    }
}
