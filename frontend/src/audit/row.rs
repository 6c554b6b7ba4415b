//! One event: who did what, to which record, what changed, and from where.

use leptos::prelude::*;
use shared::audit::Event;

use super::words;
use crate::session::use_session;
use crate::ui::amount::grouped;
use crate::ui::icon::Icon;
use crate::ui::when;

#[component]
pub fn EventLine(event: Event) -> AnyView {
    let session = use_session();
    let (icon, did) = words::did(&event.action);
    let record = words::record_of(&event);
    let changes = words::told(&event, untrack(|| session.currency()));
    let traces = traces(&event);
    let request = event.request_id.clone();
    let is_refused = event.outcome == "failure";
    let at = event.at;
    let who = match event.actor {
        Some(actor) => actor.username,
        None => "Zehmo".to_owned(),
    };
    let change = |(name, before, after): (String, String, String)| {
        let before = (!before.is_empty()).then(|| view! { <del>{before}</del>" → " });
        view! { <small>{name}" "{before}<ins>{after}</ins></small> }
    };
    view! {
        <li>
            <span class="mark-square"><Icon name=icon class="small"/></span>
            <div>
                <p>
                    <b>{who}</b>" "{did}
                    {is_refused.then(|| view! { <span class="muted">" (refused)"</span> })}
                    {record.map(|href| view! { " " <a href=href>"Show it"</a> })}
                </p>
                {changes.into_iter().map(change).collect_view()}
                <small class="muted break">{traces}{request.map(|request| view! { <span class="only-wide">" · request "{request}</span> })}</small>
            </div>
            <small class="muted">{move || when::long(session, at)}</small>
        </li>
    }
    .into_any()
}

/// `№ 1,042 · Staff · from 192.0.2.7`.
fn traces(event: &Event) -> String {
    let mut traces = vec![format!("№ {}", grouped(&event.seq.to_string()))];
    traces.extend(event.role.map(|role| role.label().to_owned()));
    traces.extend(event.ip.as_ref().map(|ip| format!("from {ip}")));
    traces.extend(event.token.map(|token| format!("with the token {token}")));
    traces.join(" · ")
}
