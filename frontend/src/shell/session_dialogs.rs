//! What lies over the page when the session is about to end, and when it has ended; the draft below stays untouched.

use leptos::prelude::*;
use shared::instant::Instant;

use super::bars::sign_out;
use crate::auth::sign_in::SignInForm;
use crate::browser;
use crate::session::{self, Phase, use_session};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::effect::{effect, live, memo};
use crate::ui::lazy::PartLoading;
use crate::ui::toasts::use_toasts;
use crate::ui::when;

/// Two minutes before the end: a countdown, the time of day, and two ways.
#[component]
pub fn IdleDialog() -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let left_s = memo(move || session.ends_in_ms.get().map(|ms| ms.max(0) / 1_000));
    let near = memo(move || left_s.get().is_some());
    effect(move || open.set(near.get()));
    let stay = Callback::new(move |()| session::stay(session));
    let leave = Callback::new(move |()| sign_out(session, toasts));
    let clock = move || {
        left_s
            .get()
            .map(|left| format!("{}:{:02}", left / 60, left % 60))
    };
    // Readers hear it at two minutes, one minute and half a minute only.
    let spoken = memo(move || {
        left_s.get().map(|left| match left {
            61.. => "2 minutes until you are signed out",
            31.. => "1 minute until you are signed out",
            _ => "Half a minute until you are signed out",
        })
    });
    let ends_at = move || {
        let ends_ms = left_s
            .get_untracked()
            .map(|left| browser::server_now_ms().saturating_add(left.saturating_mul(1_000)));
        ends_ms.map(|ms| when::short(session, Instant::from_millis(ms)))
    };
    let acts = move || {
        view! {
            <Button label="Sign out now" weight=Weight::Quiet class="first" press=leave/>
            <Button label="Stay signed in" weight=Weight::Primary keys=&["Enter"] autofocus=true press=stay/>
        }
    };
    view! {
        <Dialog open title=Signal::derive(move || format!("Still there, {}?", session.username())) class="narrow" stays=true acts>
            <p class="muted">"Nothing was done here for a while. A draft stays in this tab, for you only."</p>
            <p class="row"><span class="countdown" role="timer">{clock}</span><span class="muted">"until you are signed out, at "{ends_at}</span></p>
            <p class="seen-by-readers" aria-live="assertive">{spoken}</p>
        </Dialog>
    }
    .into_any()
}

/// The session has ended: sign in over the page and go on.
#[component]
pub fn SignInDialog(second: fn() -> PartLoading) -> AnyView {
    let session = use_session();
    let open = RwSignal::new(false);
    let ended = memo(move || session.phase.get() == Phase::Ended);
    effect(move || open.set(ended.get()));
    let leave = Callback::new(|()| browser::load("/sign-in"));
    let acts = move || view! { <Button label="Leave this page" weight=Weight::Quiet class="first" press=leave/> };
    view! {
        <Dialog open title="Your session has ended" class="narrow" stays=true acts>
            <p class="muted">"Sign in again and go on where you were. A draft stays for the one who wrote it."</p>
            {live(move || view! { <SignInForm second username=session.me.with_untracked(|me| me.as_ref().map(|me| me.user.username.clone()).unwrap_or_default())/> })}
        </Dialog>
    }
    .into_any()
}
