//! The clock of the session: renews in time, warns two minutes before the end, and notices the end.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::{MINUTE_MS, Phase, Session, access};
use crate::browser;
use crate::browser::server_now_ms as now_ms;
use crate::task::background;

const WARN_MS: i64 = 120_000;
const PROBE_EVERY_MS: i64 = 5_000;
const TICK: Duration = Duration::from_secs(1);

thread_local! {
    static INPUT_AT_MS: Cell<i64> = const { Cell::new(0) };
    static PROBED_AT_MS: Cell<i64> = const { Cell::new(0) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Starts the clock; it runs as long as the page.
pub fn watch(session: Session) {
    let note = || INPUT_AT_MS.set(now_ms());
    let pointer = window_event_listener(leptos::ev::pointerdown, move |_| note());
    let key = window_event_listener(leptos::ev::keydown, move |_| note());
    let back = window_event_listener(leptos::ev::focus, move |_| tick(session));
    let online = window_event_listener(leptos::ev::online, move |_| session.connected.set(true));
    let offline = window_event_listener(leptos::ev::offline, move |_| session.connected.set(false));
    set_interval(move || tick(session), TICK);
    on_cleanup(move || {
        pointer.remove();
        key.remove();
        back.remove();
        online.remove();
        offline.remove();
    });
}

/// The person answered “stay signed in”.
pub fn stay(session: Session) {
    renew(session, true);
}

fn tick(session: Session) {
    let minute = now_ms() / MINUTE_MS;
    if session.minute.get_untracked() != minute {
        session.minute.set(minute);
    }
    look_for_connection(session);
    if session.phase.get_untracked() != Phase::SignedIn {
        return;
    }
    let Some(times) = access::times() else { return };
    let now = now_ms();
    let left = times.idle_ends_at_ms.saturating_sub(now);
    let worked = INPUT_AT_MS.get() > times.taken_at_ms;
    let warned = session.ends_in_ms.get_untracked().is_some();
    match () {
        () if left <= 0 => renew(session, false),
        () if left <= WARN_MS && worked && !warned => renew(session, true),
        () if left <= WARN_MS => session.ends_in_ms.set(Some(left)),
        () => {
            if warned {
                session.ends_in_ms.set(None);
            }
            if now >= times.renew_at_ms {
                renew(session, worked);
            }
        }
    }
}

/// Asks from time to time whether the server is back: what was missed is loaded when it is.
fn look_for_connection(session: Session) {
    let is_away = !session.connected.get_untracked() && !browser::is_offline();
    let is_open = session.phase.get_untracked() == Phase::SignedIn;
    let waits = now_ms().saturating_sub(PROBED_AT_MS.get()) < PROBE_EVERY_MS;
    if !is_away || !is_open || waits {
        return;
    }
    PROBED_AT_MS.set(now_ms());
    background(async move {
        if let Err(failure) = session.look_again().await {
            leptos::logging::log!("the server is not back yet: {}", failure.sentence());
        }
    });
}

fn renew(session: Session, by_person: bool) {
    if BUSY.replace(true) {
        return;
    }
    background(async move {
        match access::refresh(by_person).await {
            Ok(_) => session.ends_in_ms.set(None),
            Err(failure) if failure.is_end_of_session() => session.end(),
            Err(failure) => leptos::logging::log!(
                "the session could not be renewed yet: {}",
                failure.sentence()
            ),
        }
        BUSY.set(false);
    });
}
