//! The pointer between press and release: what moves in that moment is not clicked, so that messages wait for its end.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;

type Postponed = Box<dyn FnOnce()>;

thread_local! {
    static IS_PRESSED: Cell<bool> = const { Cell::new(false) };
    static POSTPONED: RefCell<Vec<Postponed>> = const { RefCell::new(Vec::new()) };
}

/// Follows the pointer from here on; called once, at the start.
pub fn watch() {
    for down in ["pointerdown", "mousedown"] {
        window_event_listener_untyped(down, |_| IS_PRESSED.set(true));
    }
    for up in [
        "pointerup",
        "mouseup",
        "pointercancel",
        "dragend",
        "keydown",
    ] {
        window_event_listener_untyped(up, |_| {
            IS_PRESSED.set(false);
            // The click comes after the release.
            set_timeout(run_postponed, Duration::ZERO);
        });
    }
}

fn run_postponed() {
    if !IS_PRESSED.get() {
        for work in POSTPONED.take() {
            work();
        }
    }
}

/// Does it now, or once the pressed pointer has clicked: what moves between press and release is not clicked.
pub fn after_click(work: impl FnOnce() + 'static) {
    if IS_PRESSED.get() {
        POSTPONED.with_borrow_mut(|postponed| postponed.push(Box::new(work)));
    } else {
        work();
    }
}
