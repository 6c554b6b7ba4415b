//! A text that follows another after a moment of rest, so that not every letter asks the server.

use std::time::Duration;

use leptos::prelude::*;

use super::effect::effect;

/// Before the server is asked.
const REST: Duration = Duration::from_millis(150);
/// Before a figure is read out: longer than anybody takes from one key to the next.
const SPOKEN_REST: Duration = Duration::from_secs(1);

/// The text as it was when typing rested.
pub fn debounced(typed: Signal<String>) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    after(REST, typed)
}

/// What screen readers are told of a text that changes with every key.
#[component]
pub fn Spoken(#[prop(into)] text: Signal<String>) -> AnyView {
    let rested = after(SPOKEN_REST, text);
    view! { <span class="seen-by-readers" aria-live="polite">{rested}</span> }.into_any()
}

fn after(
    rest: Duration,
    text: Signal<String>,
) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let rested = RwSignal::new(text.get_untracked());
    let mut waiting = None::<TimeoutHandle>;
    effect(move || {
        let text = text.get();
        if let Some(waiting) = waiting.take() {
            waiting.clear();
        }
        if rested.with_untracked(|rested| *rested == text) {
            return;
        }
        let settle = move || {
            rested.try_set(text);
        };
        waiting = set_timeout_with_handle(settle, rest).into_iter().next();
    });
    move || rested.get()
}
