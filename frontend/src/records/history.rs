//! What happened to a record: who, what, before → after, when; newest first.

use leptos::prelude::*;
use serde_json::Value;
use shared::audit::{Change, HistoryEntry};
use shared::currency::Currency;
use shared::date::Date;
use shared::money::Money;
use shared::page::Page;
use shared::quantity::Quantity;

use super::{Resource, calls};
use crate::session::use_session;
use crate::ui::address::parsed;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::history::{Entry, EntryLine, FieldChange};
use crate::ui::loaded::Loaded;
use crate::ui::when::date_words;

/// A kind of record's own words.
pub struct Words {
    /// Icon and deed of an event's last word, `updated`: “changed the job”.
    pub did: fn(&str) -> (&'static str, &'static str),
    /// A change in words; none for what the sentence tells already.
    pub change: fn(&Change, Currency) -> Option<FieldChange>,
}

/// `rev` changes with every change of the record: the history follows it.
pub fn history<R: Resource>(id: R::Id, rev: Signal<i64>, words: &'static Words) -> AnyView {
    let session = use_session();
    let history = Fetched::new(move || rev.get(), move |_| calls::history::<R>(id));
    let line = move |entry| {
        let entry = in_words(entry, session.currency(), words);
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

fn in_words(entry: HistoryEntry, currency: Currency, words: &Words) -> Entry {
    let action = entry.action.as_str();
    let verb = action.rsplit_once('.').map_or(action, |(_, verb)| verb);
    let (icon, did) = (words.did)(verb);
    // A new one is read above; its history need not say it again.
    let is_new = matches!(verb, "created" | "imported");
    let changes = entry.changes.iter().filter(|_| !is_new);
    Entry {
        icon,
        did,
        changes: changes
            .filter_map(|change| (words.change)(change, currency))
            .collect(),
        who: entry
            .actor
            .map_or_else(|| "Zehmo".to_owned(), |actor| actor.username),
        at: entry.at,
    }
}

/// Icon and deed of the events that all records have.
pub fn did(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "created" => ("plus", "recorded it"),
        "updated" => ("pencil", "changed it"),
        "deleted" => ("trash-2", "moved it to the trash"),
        "restored" => ("rotate-ccw", "brought it back"),
        "imported" => ("file-down", "brought it in from the old books"),
        _ => ("info", "did something to it"),
    }
}

/// A change of one of these facts in words: its name on the wire, whose end says what it holds, and the name that people read.
pub fn fact(
    change: &Change,
    currency: Currency,
    names: &[(&'static str, &'static str)],
) -> Option<FieldChange> {
    let (field, name) = names.iter().find(|(field, _)| *field == change.field)?;
    let words = |value: &Value| match field.rsplit_once('_') {
        Some((_, "milli")) => Some(Quantity::from_milli(value.as_i64()?).shown()),
        Some((_, "minor")) => {
            Money::new(value.as_i64()?, currency).map_or(None, |money| Some(money.to_string()))
        }
        Some((_, "on")) => Some(date_words(parsed::<Date>(value.as_str()?)?)),
        _ => value.as_str().map(str::to_owned),
    };
    Some(FieldChange {
        name,
        before: words(&change.before).unwrap_or_default(),
        after: words(&change.after).unwrap_or_default(),
    })
}
