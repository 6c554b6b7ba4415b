//! Back and forward find the page where it was left: the rows come after the browser's own attempt.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use leptos::prelude::*;

/// Frames in which the rows of a page may arrive: about three seconds.
const FRAMES: u16 = 180;

thread_local! {
    static PLACES: RefCell<HashMap<String, f64>> = RefCell::default();
    /// Rises with each wish, so that an older one ends.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Remembers places for as long as the frame stands.
pub fn remember() {
    let scrolled = window_event_listener(leptos::ev::scroll, |_| {
        PLACES.with_borrow_mut(|places| places.insert(here(), place()));
    });
    let back = window_event_listener(leptos::ev::popstate, |_| {
        if let Some(place) = PLACES.with_borrow(|places| places.get(&here()).copied()) {
            return_to(place, next_turn(), FRAMES);
        }
    });
    // Whoever moves the page now means it.
    let moved = ["wheel", "touchmove", "keydown", "pointerdown"].map(|name| {
        window_event_listener_untyped(name, |_| {
            next_turn();
        })
    });
    on_cleanup(move || {
        scrolled.remove();
        back.remove();
        moved.into_iter().for_each(|listener| listener.remove());
    });
}

fn next_turn() -> u32 {
    TURN.set(TURN.get().wrapping_add(1));
    TURN.get()
}

fn return_to(wanted: f64, turn: u32, frames: u16) {
    request_animation_frame(move || {
        if TURN.get() != turn || frames == 0 {
            return;
        }
        if (place() - wanted).abs() >= 1.0 {
            window().scroll_to_with_x_and_y(0.0, wanted);
        }
        // What is drawn later may be shorter for a moment, so the place is held until nothing moves it any more.
        return_to(wanted, turn, frames - 1);
    });
}

fn here() -> String {
    window().location().href().unwrap_or_default()
}

fn place() -> f64 {
    window().scroll_y().unwrap_or_default()
}
