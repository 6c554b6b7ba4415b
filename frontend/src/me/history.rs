//! What happened to the own account: whoever did not do it himself should know.

use leptos::prelude::*;
use shared::audit::HistoryEntry;
use shared::page::Page;

use super::calls;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::history::{Entry, EntryLine};
use crate::ui::loaded::Loaded;

#[component]
pub fn History() -> AnyView {
    let history = Fetched::new(|| (), |()| calls::history());
    let line = |entry| view! { <EntryLine entry=in_words(entry)/> };
    let lines = move |page: Signal<Page<HistoryEntry>>| {
        view! { <ol class="history">{live(move || page.get().data.into_iter().map(line).collect_view())}</ol> }.into_any()
    };
    view! { <Loaded what=history name="What happened" rows=2 children=lines/> }.into_any()
}

fn in_words(entry: HistoryEntry) -> Entry {
    let (icon, did) = match entry.action.as_str() {
        "user.created" => ("plus", "made this account"),
        "user.imported" => ("file-down", "brought this account in from the old books"),
        "user.updated" => ("pencil", "changed this account"),
        "user.code_issued" => ("lock", "gave a code for a new password"),
        "user.disabled" => ("ban", "disabled this account"),
        "user.enabled" => ("rotate-ccw", "let this account in again"),
        "authn_password_change" => ("lock", "set a new password"),
        "authn.step_up" => ("lock", "proved anew who they are"),
        "factor.added" => ("shield", "turned the second factor on"),
        "factor.removed" => ("shield", "turned the second factor off"),
        "factor.reset" => ("shield", "removed the second factor of this account"),
        "factor.recovery_codes_made" => ("shield", "made new recovery codes"),
        "token.made" => ("plus", "made a personal token"),
        "token.revoked" => ("ban", "revoked a personal token"),
        "authn_token_reuse" => (
            "circle-alert",
            "ended a session whose key was used twice: somebody may have copied it",
        ),
        "session.ended_everywhere" => ("log-out", "signed out everywhere"),
        _ => ("info", "did something to this account"),
    };
    let is_alarm = entry.action == "authn_token_reuse";
    Entry {
        icon,
        did,
        changes: Vec::new(),
        who: entry
            .actor
            .filter(|_| !is_alarm)
            .map_or_else(|| "Zehmo".to_owned(), |actor| actor.username),
        at: entry.at,
    }
}
