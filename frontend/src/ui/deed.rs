//! One step of a record's history: who did what, before → after, when.

use leptos::prelude::*;
use shared::instant::Instant;

use super::icon::Icon;
use super::when;
use crate::session::use_session;

/// What happened, in words.
pub struct Deed {
    pub icon: &'static str,
    pub who: String,
    /// “changed the job”.
    pub did: &'static str,
    pub changes: Vec<Told>,
    pub at: Instant,
}

/// A changed field in words; `before` is empty where there was nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub name: &'static str,
    pub before: String,
    pub after: String,
}

#[component]
pub fn DeedLine(deed: Deed) -> AnyView {
    let session = use_session();
    let Deed {
        icon,
        who,
        did,
        changes,
        at,
    } = deed;
    let change = |told: Told| {
        let before = (!told.before.is_empty()).then(|| view! { <del>{told.before}</del>" → " });
        view! { <small>{told.name}" "{before}<ins>{told.after}</ins></small> }
    };
    view! {
        <li>
            <span class="mark-square"><Icon name=icon class="small"/></span>
            <div><p><b>{who}</b>" "{did}</p>{changes.into_iter().map(change).collect_view()}</div>
            <small class="muted">{move || when::short(session, at)}</small>
        </li>
    }
    .into_any()
}
