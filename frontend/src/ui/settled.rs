//! A text that follows another after a moment of rest, so that not every letter asks the server.

use std::time::Duration;

use leptos::prelude::*;

const REST: Duration = Duration::from_millis(150);

/// The text as it was when typing rested.
pub fn settled(typed: RwSignal<String>) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let rested = RwSignal::new(typed.get_untracked());
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        let text = typed.get();
        if let Some(Some(waiting)) = waiting {
            waiting.clear();
        }
        if rested.with_untracked(|rested| *rested == text) {
            return None;
        }
        let settle = move || {
            rested.try_set(text);
        };
        set_timeout_with_handle(settle, REST).into_iter().next()
    });
    move || rested.get()
}
