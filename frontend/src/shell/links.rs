//! A link that leads away from a page with something unsaved asks that page first, and so does the browser's Back.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::browser;
use crate::ui::page_head::Frame;

/// Hears every click before the router does, for as long as the frame stands.
pub fn ask_first(frame: Frame) {
    let heard = browser::first_to_hear_clicks(move |event| {
        if let Some(address) = led_to(event)
            && (frame.holds(&address) || frame.follow(&address))
        {
            event.prevent_default();
        }
    });
    StoredValue::new_local(heard);
    let typed = window_event_listener(leptos::ev::input, move |_| frame.typed());
    let went = window_event_listener(leptos::ev::popstate, move |_| frame.went());
    on_cleanup(move || {
        typed.remove();
        went.remove();
    });
}

/// The address in this app that a plain click on a link leads to; none for a part of the same page.
fn led_to(event: &MouseEvent) -> Option<String> {
    let special = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if special || event.button() != 0 {
        return None;
    }
    let target: Element = event.target()?.dyn_into().into_iter().next()?;
    let link = target.closest("a[href]").unwrap_or(None)?;
    let link: HtmlAnchorElement = link.dyn_into().into_iter().next()?;
    let here = window().location();
    let same_house = here.origin() == Ok(link.origin());
    if !same_house || !link.target().is_empty() || link.has_attribute("download") {
        return None;
    }
    let path = link.pathname();
    if here.pathname().as_ref() == Ok(&path) {
        return None;
    }
    Some(format!("{path}{}{}", link.search(), link.hash()))
}
