//! What happened to a record: who, what, before → after, when; newest first.

use leptos::prelude::*;
use shared::audit::{Change, HistoryEntry};
use shared::currency::Currency;
use shared::page::Page;

use super::{Resource, calls};
use crate::session::use_session;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::history::{Entry, EntryLine, FieldChange};
use crate::ui::loaded::Loaded;

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
