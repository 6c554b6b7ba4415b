//! The keys that work everywhere. Single letters act only outside fields, and only while they are switched on.

use std::cell::Cell;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement};

use crate::browser;
use crate::prefs::{Prefs, use_prefs};
use crate::ui::page_head::Frame;

/// How long `g` waits for its second letter.
const PREFIX_MS: i64 = 1_500;

/// What lies over the page and can be called from anywhere.
#[derive(Clone, Copy)]
pub struct Layers {
    pub sheet: RwSignal<bool>,
    pub palette: RwSignal<bool>,
}

impl Layers {
    pub fn provide() -> Self {
        let layers = Self {
            sheet: RwSignal::new(false),
            palette: RwSignal::new(false),
        };
        provide_context(layers);
        layers
    }
}

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    Palette,
    Search,
    Go(&'static str),
    Row(Step),
    Keys,
    Close,
    Prefix,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Next,
    Previous,
}

/// Where and when a key was pressed.
#[derive(Clone, Copy, Default)]
struct Pressed<'a> {
    key: &'a str,
    command: bool,
    in_field: bool,
    after_g: bool,
    singles: bool,
}

fn wish(pressed: Pressed) -> Option<Wish> {
    match (pressed.command, pressed.key) {
        (true, "k" | "K") => return Some(Wish::Palette),
        (true, _) => return None,
        (false, "Escape") => return Some(Wish::Close),
        _ if pressed.in_field => return None,
        (false, "ArrowDown") => return Some(Wish::Row(Step::Next)),
        (false, "ArrowUp") => return Some(Wish::Row(Step::Previous)),
        _ => {}
    }
    if !pressed.singles {
        return None;
    }
    match (pressed.after_g, pressed.key) {
        (true, "d") => Some(Wish::Go("/dashboard")),
        (true, "j") => Some(Wish::Go("/jobs")),
        (true, "e") => Some(Wish::Go("/expenditures")),
        (true, "c") => Some(Wish::Go("/customers")),
        (true, _) => None,
        (false, "g") => Some(Wish::Prefix),
        (false, "n") => Some(Wish::Go("/jobs/new")),
        (false, "e") => Some(Wish::Go("/expenditures#new")),
        (false, "j") => Some(Wish::Row(Step::Next)),
        (false, "k") => Some(Wish::Row(Step::Previous)),
        (false, "/") => Some(Wish::Search),
        (false, "?") => Some(Wish::Keys),
        _ => None,
    }
}

thread_local! {
    static G_AT_MS: Cell<i64> = const { Cell::new(0) };
}

/// Listens for as long as the frame stands.
pub fn listen(layers: Layers, frame: Frame) {
    let prefs = use_prefs();
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() || event.alt_key() {
            return;
        }
        let key = event.key();
        if key == "Enter" && (event.ctrl_key() || event.meta_key()) && submit_form() {
            return event.prevent_default();
        }
        let found = wish(pressed(&event, &key, prefs));
        if let Some(found) = found
            && fulfil(found, layers, |address| {
                if !frame.holds(address) {
                    frame.go(address);
                }
            })
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

fn pressed<'a>(event: &KeyboardEvent, key: &'a str, prefs: Prefs) -> Pressed<'a> {
    let after_g = browser::now_ms().saturating_sub(G_AT_MS.replace(0)) < PREFIX_MS;
    Pressed {
        key,
        command: event.ctrl_key() || event.meta_key(),
        in_field: browser::focused().is_some_and(|element| browser::takes_text(&element)),
        after_g,
        singles: prefs.single_keys(),
    }
}

/// Says whether the key was used.
fn fulfil(wish: Wish, layers: Layers, go: impl Fn(&str)) -> bool {
    let covered = browser::find("dialog[open]").is_some();
    match wish {
        Wish::Palette if !covered => layers.palette.set(true),
        Wish::Keys if !covered => layers.sheet.set(true),
        Wish::Prefix => G_AT_MS.set(browser::now_ms()),
        Wish::Go(address) if !covered => go(address),
        Wish::Search if !covered => return focus_first("[data-search]"),
        Wish::Row(step) if !covered => return move_row(step),
        Wish::Close if !covered && browser::find("[popover=auto]:popover-open").is_none() => {
            return press("[data-close-drawer]");
        }
        _ => return false,
    }
    true
}

/// Saves the form that has the focus, wherever in it; says whether there is one.
fn submit_form() -> bool {
    let form = browser::focused().map(|element| element.closest("form"));
    match form {
        Some(Ok(Some(form))) => form
            .dyn_into::<HtmlFormElement>()
            .is_ok_and(|form| form.request_submit().is_ok()),
        _ => false,
    }
}

fn focus_first(selector: &str) -> bool {
    browser::find(selector).is_some_and(|element| browser::focus(&element))
}

fn press(selector: &str) -> bool {
    browser::find(selector)
        .map(|element| element.click())
        .is_some()
}

/// Moves between the rows' links; arrows keep scrolling until a row has the focus.
fn move_row(step: Step) -> bool {
    let rows: Vec<HtmlElement> = browser::find_all(".row-link");
    let here = browser::focused().and_then(|focused| rows.iter().position(|row| *row == focused));
    let to = match (step, here) {
        (Step::Next, None) => Some(0),
        (Step::Next, Some(at)) => Some(at.saturating_add(1)),
        (Step::Previous, None) => None,
        (Step::Previous, Some(at)) => at.checked_sub(1),
    };
    to.and_then(|at| rows.get(at)).is_some_and(browser::focus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_the_sheet_says() {
        let on = Pressed {
            singles: true,
            ..Pressed::default()
        };
        let off = Pressed::default();
        let typing = Pressed {
            in_field: true,
            ..on
        };
        let command = Pressed {
            command: true,
            ..typing
        };
        let then = Pressed {
            after_g: true,
            ..on
        };
        let cases = [
            (on, "n", Some(Wish::Go("/jobs/new"))),
            (typing, "n", None),
            (off, "n", None),
            (command, "k", Some(Wish::Palette)),
            (command, "j", None),
            (on, "j", Some(Wish::Row(Step::Next))),
            (then, "j", Some(Wish::Go("/jobs"))),
            (then, "e", Some(Wish::Go("/expenditures"))),
            (then, "x", None),
            (typing, "Escape", Some(Wish::Close)),
            (off, "ArrowDown", Some(Wish::Row(Step::Next))),
        ];
        for (pressed, key, expected) in cases {
            assert_eq!(wish(Pressed { key, ..pressed }), expected, "{key}");
        }
    }
}
