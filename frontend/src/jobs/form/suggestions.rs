//! What the job form suggests from: asked once when the form opens, then of the server only what is not at hand.

use leptos::prelude::*;
use shared::customers::CustomerRef;
use shared::jobs::{CustomerSuggestion, ItemSuggestion, Job, SuggestionQuery, Suggestions};

use super::fields::Typed;
use super::known::{KnownItem, SHOWN, begins, exact_first, known_items, remember};
use crate::client::Failure;
use crate::jobs::calls;
use crate::ui::changes::{Change, use_changes};
use crate::ui::debounced::debounced;
use crate::ui::fetched::Fetched;

#[derive(Clone, Copy)]
pub struct SuggestionSource {
    typed: Typed,
    /// The customers and items of late, and what was sold since.
    at_hand: Fetched<Suggestions>,
    /// What the server finds for the name typed, while not all customers are at hand.
    named: Fetched<Suggestions>,
    /// What it finds for the description typed, while not all items are.
    described: Fetched<Suggestions>,
    /// The items of the customer.
    theirs: Fetched<Suggestions>,
    /// The description that was taken last: nothing more is to be found for it.
    taken: StoredValue<String>,
}

impl SuggestionSource {
    /// `description` is of the line that is being typed.
    pub fn open(typed: Typed, description: Signal<String>) -> Self {
        let at_hand = Fetched::new(|| (), |()| calls::suggestions(SuggestionQuery::default()));
        let taken = StoredValue::new(String::new());
        let lacks = move |is_all: fn(&Suggestions) -> bool| {
            at_hand
                .last
                .with(|at_hand| at_hand.as_ref().is_some_and(|found| !is_all(found)))
        };
        let customer = move || {
            typed
                .known
                .with(|known| known.as_ref().map(|known| known.id))
        };
        let name = debounced(typed.customer.into());
        let unknown_name = move || {
            let text = shared::text::clean(&name());
            let is_taken = typed
                .known
                .with(|known| known.as_ref().is_some_and(|known| known.name == text));
            let is_asked = lacks(|found| found.all_customers) && !text.is_empty() && !is_taken;
            is_asked.then_some(SuggestionQuery {
                q: Some(text),
                customer_id: None,
            })
        };
        let what = debounced(description);
        let unknown_item = move || {
            let text = shared::text::clean(&what());
            let is_taken = taken.with_value(|taken| *taken == text);
            let is_asked = lacks(|found| found.all_items) && !text.is_empty() && !is_taken;
            is_asked.then(|| SuggestionQuery {
                q: Some(text),
                customer_id: customer(),
            })
        };
        let of_theirs = move || {
            let customer_id = customer()?;
            Some(SuggestionQuery {
                q: None,
                customer_id: Some(customer_id),
            })
        };
        let book = Self {
            typed,
            at_hand,
            named: Fetched::new(unknown_name, ask),
            described: Fetched::new(unknown_item, ask),
            theirs: Fetched::new(of_theirs, ask),
            taken,
        };
        use_changes().hear(move |change: &Change<Job>| match change {
            // What was sold is known.
            Change::New(job) => at_hand.change(|at_hand| remember(at_hand, job)),
            Change::Unknown => at_hand.again(),
            Change::Now(_) | Change::Done(_) => {}
        });
        book
    }

    /// The customers whose names begin so, the latest first (reactive).
    pub fn customers_named(self, text: &str) -> Vec<CustomerSuggestion> {
        let wanted = shared::text::words(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut named: Vec<CustomerSuggestion> = Vec::new();
        for customer in self.customers() {
            let fits = begins(&shared::text::words(&customer.name), &wanted);
            if fits && named.iter().all(|known| known.id != customer.id) {
                named.push(customer);
            }
        }
        exact_first(&mut named, text, |customer| &customer.name);
        named.truncate(SHOWN);
        named
    }

    /// The customer of exactly this name (reactive).
    pub fn customer(self, name: &str) -> Option<CustomerSuggestion> {
        let key = shared::text::key(name);
        self.customers()
            .find(|customer| shared::text::key(&customer.name) == key)
    }

    fn customers(self) -> impl Iterator<Item = CustomerSuggestion> {
        let found = [self.at_hand, self.named].map(|found| found.last.get());
        found
            .into_iter()
            .flatten()
            .flat_map(|found| found.customers)
    }

    /// The items sold before, this customer's first (reactive).
    pub fn items(self) -> Vec<KnownItem> {
        let found = [self.described, self.at_hand].map(|found| found.last.get());
        let others = found.into_iter().flatten().flat_map(|found| found.items);
        known_items(self.their_items().into_iter().chain(others))
    }

    /// What this customer bought last (reactive).
    pub fn last_items(self) -> Vec<KnownItem> {
        known_items(self.their_items())
    }

    fn their_items(self) -> Vec<ItemSuggestion> {
        let customer = self.typed.known.get().map(|known| known.id);
        let mut items = self.theirs.last.get().unwrap_or_default().items;
        let is_theirs = |sold_to: &CustomerRef| Some(sold_to.id) == customer;
        items.retain(|item| item.customer.as_ref().is_some_and(is_theirs));
        items
    }

    /// A suggested item was taken.
    pub fn took(self, description: &str) {
        self.taken.set_value(description.to_owned());
    }
}

async fn ask(query: Option<SuggestionQuery>) -> Result<Suggestions, Failure> {
    match query {
        Some(query) => calls::suggestions(query).await,
        None => Ok(Suggestions::default()),
    }
}
