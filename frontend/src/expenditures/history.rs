//! What happened to an expenditure; newest first.

use leptos::prelude::*;
use serde_json::Value;
use shared::audit::{Change, HistoryEntry};
use shared::currency::Currency;
use shared::date::Date;
use shared::id::ExpenditureId;
use shared::money::Money;
use shared::page::Page;
use shared::quantity::Quantity;

use super::calls;
use crate::session::use_session;
use crate::ui::address::parsed;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::history::{Entry, EntryLine, FieldChange};
use crate::ui::loaded::Loaded;
use crate::ui::when::date_words;

/// `rev` changes with every change of the expenditure: the history follows it.
#[component]
pub fn History(id: ExpenditureId, #[prop(into)] rev: Signal<i64>) -> AnyView {
    let session = use_session();
    let history = Fetched::new(move || rev.get(), move |_| calls::history(id));
    let line = move |entry| {
        let entry = entry_of(entry, session.currency());
        view! { <EntryLine entry/> }
    };
    let lines = move |page: Signal<Page<HistoryEntry>>| {
        view! { <ol class="history">{live(move || page.get().data.into_iter().map(line).collect_view())}</ol> }.into_any()
    };
    view! {
        <section class="stack-2">
            <h3>"History"</h3>
            <Loaded what=history name="The history" rows=2 children=lines/>
        </section>
    }
    .into_any()
}

fn entry_of(entry: HistoryEntry, currency: Currency) -> Entry {
    let verb = entry
        .action
        .rsplit_once('.')
        .map_or(entry.action.as_str(), |(_, verb)| verb);
    let (icon, did) = match verb {
        "created" => ("plus", "recorded it"),
        "updated" => ("pencil", "changed it"),
        "deleted" => ("trash-2", "moved it to the trash"),
        "restored" => ("rotate-ccw", "brought it back"),
        "imported" => ("file-down", "brought it in from the old books"),
        _ => ("info", "did something to it"),
    };
    let is_new = matches!(verb, "created" | "imported");
    let changes = entry
        .changes
        .iter()
        .filter_map(|change| in_words(change, currency))
        // A new one is read above; its history need not say it again.
        .filter(|_| !is_new);
    Entry {
        icon,
        did,
        changes: changes.collect(),
        who: entry
            .actor
            .map_or_else(|| "Zehmo".to_owned(), |actor| actor.username),
        at: entry.at,
    }
}

/// A change in words; what the sentence tells already is left out.
fn in_words(change: &Change, currency: Currency) -> Option<FieldChange> {
    let money = |value: &Value| {
        Money::new(value.as_i64()?, currency).map_or(None, |money| Some(money.to_string()))
    };
    let words = |value: &Value| match change.field.as_str() {
        "quantity_milli" => Some(Quantity::from_milli(value.as_i64()?).shown()),
        "unit_cost_minor" | "total_minor" => money(value),
        "occurred_on" => Some(date_words(parsed::<Date>(value.as_str()?)?)),
        _ => value.as_str().map(str::to_owned),
    };
    let name = match change.field.as_str() {
        "description" => "Description",
        "quantity_milli" => "Quantity",
        "unit_cost_minor" => "Unit cost",
        "total_minor" => "Total",
        "occurred_on" => "Date",
        _ => return None,
    };
    Some(FieldChange {
        name,
        before: words(&change.before).unwrap_or_default(),
        after: words(&change.after).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_put_in_words() {
        for (field, before, after, expected) in [
            (
                "quantity_milli",
                json!(2_000),
                json!(2_500),
                Some(("Quantity", "2", "2.5")),
            ),
            (
                "unit_cost_minor",
                json!(115_000),
                json!(0),
                Some(("Unit cost", "₦1,150.00", "₦0.00")),
            ),
            (
                "occurred_on",
                Value::Null,
                json!("2026-11-24"),
                Some(("Date", "", "24 Nov 2026")),
            ),
            (
                "description",
                json!("a"),
                json!("b"),
                Some(("Description", "a", "b")),
            ),
            ("deleted", json!(false), json!(true), None),
        ] {
            let change = Change {
                field: field.to_owned(),
                before,
                after,
            };
            let expected = expected.map(|(name, before, after)| FieldChange {
                name,
                before: before.to_owned(),
                after: after.to_owned(),
            });
            assert_eq!(in_words(&change, Currency::NGN), expected, "{field}");
        }
    }
}
