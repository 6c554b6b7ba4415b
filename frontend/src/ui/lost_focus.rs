//! The focus of what goes away: it falls to the page's title instead of nowhere, so that the keyboard and a screen
//! reader go on from the page. Whoever wants it elsewhere takes it first.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, MutationObserver, MutationObserverInit};

use crate::browser;

const TITLE: &str = "main h1";

thread_local! {
    static LAST: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Follows the focus from here on; called once, at the start.
pub fn watch() {
    window_event_listener(leptos::ev::focusin, |_| LAST.set(browser::focused()));
    let changed = Closure::<dyn Fn()>::new(look);
    let started = MutationObserver::new(changed.as_ref().unchecked_ref()).and_then(|observer| {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        observer.observe_with_options(&document(), &what)
    });
    if started.is_err() {
        leptos::logging::error!("the focus is not followed");
    }
    changed.forget();
}

fn look() {
    if is_gone() {
        // A frame for the page to be drawn, and one for whoever sets the focus then.
        request_animation_frame(|| request_animation_frame(catch));
    }
}

fn is_gone() -> bool {
    LAST.with_borrow(|last| last.as_ref().is_some_and(|last| !last.is_connected()))
}

fn catch() {
    let is_nowhere = browser::focused().is_none_or(|element| element.tag_name() == "BODY");
    if !is_gone() || !is_nowhere || browser::find("dialog[open]").is_some() {
        return;
    }
    // Without a title yet, the next change of the page looks again.
    if let Some(title) = browser::find(TITLE)
        && browser::focus_in_place(&title)
    {
        LAST.set(Some(title));
    }
}
