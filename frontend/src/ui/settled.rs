//! A text that follows another after a moment of rest, so that not every letter asks the server.

use std::time::Duration;

use leptos::prelude::*;

use super::effect::effect;

const REST: Duration = Duration::from_millis(150);

/// The text as it was when typing rested.
pub fn settled(typed: RwSignal<String>) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let rested = RwSignal::new(typed.get_untracked());
    let mut waiting = None::<TimeoutHandle>;
    effect(move || {
        let text = typed.get();
        if let Some(waiting) = waiting.take() {
            waiting.clear();
        }
        if rested.with_untracked(|rested| *rested == text) {
            return;
        }
        let settle = move || {
            rested.try_set(text);
        };
        waiting = set_timeout_with_handle(settle, REST).into_iter().next();
    });
    move || rested.get()
}
