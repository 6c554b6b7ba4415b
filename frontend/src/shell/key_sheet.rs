//! The sheet of all keys.

use leptos::prelude::*;

use super::keys::Layers;
use crate::ui::button::IconButton;
use crate::ui::dialog::Dialog;
use crate::ui::kbd::Kbd;

/// What a key does, the keys, and what stands between them.
type Line = (&'static str, &'static [&'static str], &'static str);

const EVERYWHERE: [Line; 7] = [
    ("Find or do anything", &["Ctrl", "K"], ""),
    ("Search this page", &["/"], ""),
    ("New job", &["n"], ""),
    ("New expenditure", &["e"], ""),
    ("Save", &["Ctrl", "Enter"], ""),
    ("Close the topmost layer", &["Esc"], ""),
    ("This sheet", &["?"], ""),
];
const GO_TO: [Line; 4] = [
    ("Dashboard", &["g", "d"], "then"),
    ("Jobs", &["g", "j"], "then"),
    ("Expenditures", &["g", "e"], "then"),
    ("Customers", &["g", "c"], "then"),
];
const LISTS: [Line; 3] = [
    ("Next row", &["j", "↓"], "or"),
    ("Previous row", &["k", "↑"], "or"),
    ("Open", &["Enter"], ""),
];
const JOB_FORM: [Line; 6] = [
    ("Take the suggestion, go on", &["Enter"], ""),
    ("From quantity to price", &["Tab"], ""),
    ("Next row, in quantity or price", &["Enter"], ""),
    ("To payment, in an empty row", &["Enter"], ""),
    ("Cash, transfer", &["c", "t"], ","),
    ("Save job", &["Ctrl", "Enter"], ""),
];

#[component]
pub fn KeySheet() -> AnyView {
    let open = expect_context::<Layers>().sheet;
    let close = Callback::new(move |()| open.set(false));
    let foot = move || {
        view! {
            <p class="muted first">"Single letters work outside fields only. They can be switched off in "<a href="/account#keys" on:click=move |_| open.set(false)>"Account, Keys"</a>"."</p>
        }
    };
    view! {
        <Dialog open title="All keys" class="wide keys-sheet" acts=foot>
            <span class="corner row"><Kbd key="Esc"/><IconButton name="Close" icon="x" press=close/></span>
            <div class="key-columns">
                <Group title="Everywhere" lines=&EVERYWHERE/>
                <div class="stack"><Group title="Go to" lines=&GO_TO/><Group title="Lists" lines=&LISTS/></div>
                <Group title="Job form" lines=&JOB_FORM/>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Group(title: &'static str, lines: &'static [Line]) -> AnyView {
    let line = |(what, keys, between): &'static Line| {
        let caps = keys.iter().enumerate().map(|(at, key)| {
            let joint = (at > 0 && !between.is_empty()).then(|| view! { <span>{*between}</span> });
            view! { {joint}<span class="seen-by-readers">{*key}</span><Kbd key=key/> }
        });
        view! { <div><dt>{*what}</dt><dd class="keys">{caps.collect_view()}</dd></div> }
    };
    view! { <section><h3>{title}</h3><dl class="key-lines">{lines.iter().map(line).collect_view()}</dl></section> }.into_any()
}
