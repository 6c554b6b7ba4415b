//! Where this user is signed in, and the way to end it.

use leptos::prelude::*;
use shared::me::MySession;
use shared::page::Page;

use super::browser_name::browser_name;
use super::calls;
use super::whose::Whose;
use crate::client::Failure;
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
    let sessions = Fetched::new(|| (), |()| calls::sessions(Whose::Mine));
    view! {
        <Lines whose=Whose::Mine sessions/>
        <EndMany sessions/>
    }
    .into_any()
}

/// Where somebody else is signed in. `again` rises when it may have changed.
#[component]
pub fn SessionLines(whose: Whose, again: Signal<u32>) -> AnyView {
    let sessions = Fetched::new(move || again.get(), move |_| calls::sessions(whose));
    view! { <Lines whose sessions/> }.into_any()
}

#[component]
fn Lines(whose: Whose, sessions: Fetched<Page<MySession>>) -> AnyView {
    let lines = move |page: Signal<Page<MySession>>| {
        let is_empty = move || page.with(|page| page.data.is_empty());
        view! {
            <Show when=is_empty><p class="muted">"Signed in nowhere."</p></Show>
            <ul class="lines">
                {each(move || page.get().data, |session| session.id, move |session| view! { <SessionLine session whose sessions/> })}
            </ul>
        }
        .into_any()
    };
    view! { <Loaded what=sessions name="The sessions" rows=2 children=lines/> }.into_any()
}

/// After a lost phone or a password that somebody saw: everywhere else, or here as well.
#[component]
fn EndMany(sessions: Fetched<Page<MySession>>) -> AnyView {
    let here = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let failed = move |failure: &Failure| {
        let told = format!("Nobody was signed out: {}", failure.sentence());
        toasts.failed(told, Vec::new());
    };
    let all = Callback::new(move |()| {
        busy.set(true);
        let work = async move {
            match calls::end_all_sessions().await {
                Ok(()) => here.gone(),
                Err(failure) => failed(&failure),
            }
        };
        scope.start(work, move |()| busy.set(false));
    });
    let others = Callback::new(move |()| {
        busy.set(true);
        let work = async move {
            match calls::end_other_sessions().await {
                Ok(()) => toasts.done("circle-check", "Signed out everywhere else", Vec::new()),
                Err(failure) => failed(&failure),
            }
        };
        scope.start(work, move |()| {
            busy.set(false);
            sessions.again();
        });
    });
    let has_others = move || {
        let page = sessions.last;
        page.with(|page| page.as_ref().is_some_and(|page| page.data.len() > 1))
    };
    view! {
        <p class="row">
            <Show when=has_others><Button label="Sign out everywhere else" class="act" disabled=busy press=others/></Show>
            <Button label="Sign out everywhere" class="act" busy busy_word="Signing out…" press=all/>
        </p>
    }
    .into_any()
}

#[component]
fn SessionLine(session: MySession, whose: Whose, sessions: Fetched<Page<MySession>>) -> AnyView {
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
    } else if whose != Whose::Mine {
        ().into_any()
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
