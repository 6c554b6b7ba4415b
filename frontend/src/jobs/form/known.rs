//! What is known of customers and items: found by what is typed, and kept up with each sale.

use std::collections::BTreeSet;

use shared::jobs::{CustomerSuggestion, ItemSuggestion, Job, Suggestions};
use shared::money::Money;
use shared::quantity::Quantity;
use shared::text::{key, words};

use crate::jobs::text;
use crate::ui::when::date_words;

/// Lines of one list of suggestions.
pub const SHOWN: usize = 6;

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

impl KnownItem {
    fn of(item: ItemSuggestion) -> Self {
        let who = text::name(item.customer.as_ref());
        Self {
            source: format!("{who}, {}", date_words(item.occurred_on)),
            words: words(&item.description),
            description: item.description,
            quantity: item.quantity,
            price: item.unit_price,
        }
    }
}

/// Each item once, as it stands first.
pub fn known_items(items: impl IntoIterator<Item = ItemSuggestion>) -> Vec<KnownItem> {
    let mut seen = BTreeSet::new();
    let first = items
        .into_iter()
        .filter(|item| seen.insert(key(&item.description)));
    first.map(KnownItem::of).collect()
}

/// Those whose words begin so.
pub fn items_named(items: &[KnownItem], text: &str) -> Vec<KnownItem> {
    let wanted = words(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let fits = |item: &&KnownItem| begins(&item.words, &wanted);
    let mut named: Vec<&KnownItem> = items.iter().filter(fits).collect();
    exact_first(&mut named, text, |item| &item.description);
    named.into_iter().take(SHOWN).cloned().collect()
}

/// Whose name is the very text comes first, by the key that makes two names the same.
pub fn exact_first<T>(found: &mut [T], text: &str, name: impl Fn(&T) -> &str) {
    let wanted = key(text);
    found.sort_by_key(|one| key(name(one)) != wanted);
}

/// Whether each wanted word begins one of these.
pub fn begins(words: &[String], wanted: &[String]) -> bool {
    wanted
        .iter()
        .all(|start| words.iter().any(|word| word.starts_with(start.as_str())))
}

/// Puts what was just sold in front, as the server would suggest it from now on.
pub fn remember(known: &mut Suggestions, job: &Job) {
    if let Some(customer) = &job.customer {
        let at = known.customers.iter().position(|one| one.id == customer.id);
        let before = at.map(|at| known.customers.remove(at));
        let is_new = before.is_none() && known.all_customers;
        let last = before.as_ref().and_then(|before| before.last_job_on);
        let jobs = before.and_then(|before| before.jobs);
        let now = CustomerSuggestion {
            id: customer.id,
            name: customer.name.clone(),
            last_job_on: last.max(Some(job.occurred_on)),
            jobs: jobs.map_or(is_new.then_some(1), |jobs| Some(jobs.saturating_add(1))),
        };
        known.customers.insert(0, now);
    }
    for item in job.items.iter().rev() {
        let same = key(&item.description);
        let at = known
            .items
            .iter()
            .position(|one| key(&one.description) == same);
        let is_older = |one: &ItemSuggestion| job.occurred_on < one.occurred_on;
        if at.and_then(|at| known.items.get(at)).is_some_and(is_older) {
            continue;
        }
        if let Some(at) = at {
            known.items.remove(at);
        }
        let now = ItemSuggestion {
            description: item.description.clone(),
            quantity: item.quantity,
            unit_price: item.unit_price,
            customer: job.customer.clone(),
            occurred_on: job.occurred_on,
        };
        known.items.insert(0, now);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(has: &[&str], text: &str) -> bool {
        let has: Vec<String> = has.iter().map(|word| (*word).to_owned()).collect();
        begins(&has, &words(text))
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

    fn known(all_customers: bool) -> Suggestions {
        let customer = |id: u8, name: &str| json!({"id": uuid(id), "name": name, "last_job_on": "2026-11-02", "jobs": 4});
        let read = json!({
            "customers": [customer(1, "Emex"), customer(2, "Ada")],
            "items": [
                {"description": "Flyer", "quantity": "1", "unit_price": naira(7), "customer": null, "occurred_on": "2026-11-20"},
                {"description": "Banner", "quantity": "1", "unit_price": naira(500), "customer": null, "occurred_on": "2026-11-02"},
            ],
            "all_customers": all_customers,
            "all_items": true,
        });
        serde_json::from_value(read).unwrap()
    }

    fn sale(customer: Option<(u8, &str)>, day: &str, items: &[(&str, i64)]) -> Job {
        let item = |(description, price): &(&str, i64)| json!({"id": uuid(9), "description": description, "quantity": "2", "unit_price": naira(*price), "line_total": naira(2 * price)});
        let by = json!({"id": uuid(7), "username": "tobi"});
        let read = json!({
            "id": uuid(8), "rev": 1, "number": "J-2026-00001", "status": "open", "payment_method": "cash",
            "customer": customer.map(|(id, name)| json!({"id": uuid(id), "name": name})),
            "items": items.iter().map(item).collect::<Vec<_>>(),
            "total": naira(1), "occurred_on": day, "occurred_at": "2026-11-24T09:00:00Z", "completed_on": null, "completed_at": null,
            "created_at": "2026-11-24T09:00:00Z", "created_by": by, "updated_at": "2026-11-24T09:00:00Z", "updated_by": by, "deleted_at": null,
        });
        serde_json::from_value(read).unwrap()
    }

    fn uuid(last: u8) -> String {
        format!("01932c07-0000-7000-8000-0000000000{last:02}")
    }

    fn naira(amount_minor: i64) -> serde_json::Value {
        json!({"amount_minor": amount_minor, "currency": "NGN"})
    }

    fn customers(known: &Suggestions) -> Vec<(&str, Option<u64>)> {
        let told = |one: &'_ CustomerSuggestion| one.jobs;
        known
            .customers
            .iter()
            .map(|one| (one.name.as_str(), told(one)))
            .collect()
    }

    fn items(known: &Suggestions) -> Vec<(&str, i64)> {
        let told = |one: &ItemSuggestion| one.unit_price.amount_minor();
        known
            .items
            .iter()
            .map(|one| (one.description.as_str(), told(one)))
            .collect()
    }

    #[test]
    fn a_sale_puts_its_customer_and_its_items_in_front() {
        let mut known = known(true);
        remember(
            &mut known,
            &sale(
                Some((2, "Ada")),
                "2026-11-24",
                &[("BANNER", 600), ("Mug", 9)],
            ),
        );
        assert_eq!(customers(&known), [("Ada", Some(5)), ("Emex", Some(4))]);
        assert_eq!(items(&known), [("BANNER", 600), ("Mug", 9), ("Flyer", 7)]);
        remember(&mut known, &sale(Some((3, "Kola")), "2026-11-24", &[]));
        assert_eq!(customers(&known)[0], ("Kola", Some(1)));
    }

    #[test]
    fn an_older_sale_changes_no_price_that_is_newer() {
        let mut known = known(true);
        remember(
            &mut known,
            &sale(None, "2026-11-10", &[("Flyer", 3), ("Banner", 400)]),
        );
        assert_eq!(items(&known), [("Banner", 400), ("Flyer", 7)]);
    }

    #[test]
    fn how_often_somebody_bought_who_was_not_at_hand_is_not_guessed() {
        let mut known = known(false);
        remember(&mut known, &sale(Some((3, "Kola")), "2026-11-24", &[]));
        assert_eq!(customers(&known)[0], ("Kola", None));
    }
}
