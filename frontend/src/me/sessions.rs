//! Where this user is signed in, and the way to end it.

use leptos::prelude::*;
use shared::me::MySession;
use shared::page::Page;

use super::browser_name::browser_name;
use super::calls;
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::button::{Button, Weight};
use crate::ui::each::each;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::toasts::use_toasts;
use crate::ui::when;

#[component]
pub fn Sessions() -> AnyView {
    let sessions = Fetched::new(|| (), |()| calls::sessions());
    let lines = move |page: Signal<Page<MySession>>| {
        view! {
            <ul class="lines">
                {each(move || page.get().data, |session| session.id, move |session| view! { <SessionLine session sessions/> })}
            </ul>
        }
        .into_any()
    };
    view! {
        <Loaded what=sessions name="Your sessions" rows=2 children=lines/>
        <EndAll/>
    }
    .into_any()
}

/// After a lost phone or a password that somebody saw.
#[component]
fn EndAll() -> AnyView {
    let here = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let end = Callback::new(move |()| {
        busy.set(true);
        let work = async move {
            match calls::end_all_sessions().await {
                Ok(()) => here.gone(),
                Err(failure) => toasts.failed(
                    format!("Nobody was signed out: {}", failure.sentence()),
                    Vec::new(),
                ),
            }
        };
        scope.start(work, move |()| busy.set(false));
    });
    view! { <p><Button label="Sign out everywhere" class="act" busy busy_word="Signing out…" press=end/></p> }
        .into_any()
}

#[component]
fn SessionLine(session: MySession, sessions: Fetched<Page<MySession>>) -> AnyView {
    let here = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let MySession {
        id,
        last_seen_at,
        user_agent,
        ip,
        current,
        ..
    } = session;
    let name = browser_name(user_agent.as_deref().unwrap_or_default());
    let ended = name.clone();
    let end = Callback::new(move |()| {
        busy.set(true);
        let ended = ended.clone();
        let work = async move {
            let outcome = calls::end_session(id).await;
            match &outcome {
                Ok(()) => toasts.done(
                    "circle-check",
                    format!("Session ended: {ended}"),
                    Vec::new(),
                ),
                Err(failure) => toasts.failed(
                    format!("The session is still open: {}", failure.sentence()),
                    Vec::new(),
                ),
            }
            outcome.is_ok()
        };
        scope.start(work, move |ended| {
            busy.set(false);
            if ended {
                sessions.change(|page| page.data.retain(|session| session.id != id));
            }
        });
    });
    let last_act = if current {
        view! { <b>"this browser"</b> }.into_any()
    } else {
        view! { <Button label="End" weight=Weight::Quiet class="bar" busy busy_word="Ending…" press=end/> }.into_any()
    };
    view! {
        <li>
            <Icon name="monitor"/>
            <span>{name}</span>
            <small class="muted">{ip} " · last seen " {move || when::long(here, last_seen_at)}</small>
            <span class="push">{last_act}</span>
        </li>
    }
    .into_any()
}
