//! One step of a record's history: who did what, before → after, when.

use leptos::prelude::*;
use shared::instant::Instant;

use super::icon::Icon;
use super::when;
use crate::session::use_session;

/// What happened, in words.
pub struct Entry {
    pub icon: &'static str,
    pub who: String,
    /// “changed the job”.
    pub did: &'static str,
    pub changes: Vec<FieldChange>,
    pub at: Instant,
}

/// A changed field in words; `before` is empty where there was nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub name: &'static str,
    pub before: String,
    pub after: String,
}

#[component]
pub fn EntryLine(
    entry: Entry,
    /// Was not read before.
    #[prop(optional)]
    is_new: bool,
) -> AnyView {
    let session = use_session();
    let Entry {
        icon,
        who,
        did,
        changes,
        at,
    } = entry;
    let change = |changed: FieldChange| {
        let before =
            (!changed.before.is_empty()).then(|| view! { <del>{changed.before}</del>" → " });
        view! { <small>{changed.name}" "{before}<ins>{changed.after}</ins></small> }
    };
    view! {
        <li>
            <span class="mark-square"><Icon name=icon class="small"/></span>
            <div><p><b>{who}</b>" "{did}</p>{changes.into_iter().map(change).collect_view()}</div>
            <small class="muted">{is_new.then(|| view! { <b>"New · "</b> })}{move || when::short(session, at)}</small>
        </li>
    }
    .into_any()
}
