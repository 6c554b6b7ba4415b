//! The small forms that the filter row opens: days, amounts, ticks. They are read once, when they are sent.

use leptos::prelude::*;
use shared::date::Date;
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::address::parsed;
use super::button::{Button, Weight};
use super::icon::Icon;
use super::period::Days;

/// What was filled in under a name.
pub fn filled(form: &HtmlFormElement, name: &str) -> Option<String> {
    let Ok(Some(input)) = form.query_selector(&format!("[name={name}]")) else {
        return None;
    };
    let input = input.dyn_ref::<HtmlInputElement>()?;
    Some(input.value()).filter(|text| !text.trim().is_empty())
}

/// Which boxes of a name are ticked.
pub fn ticked(form: &HtmlFormElement, name: &str) -> Vec<String> {
    let Ok(list) = form.query_selector_all(&format!("[name={name}]:checked")) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.get(at))
        .filter_map(|node| {
            node.dyn_ref::<HtmlInputElement>()
                .map(HtmlInputElement::value)
        })
        .collect()
}

/// The form that is sent, which the browser must not send itself.
pub fn form_of(event: &SubmitEvent) -> Option<HtmlFormElement> {
    event.prevent_default();
    let target = event.current_target()?;
    target.dyn_ref::<HtmlFormElement>().cloned()
}

/// From a day to a day, both included.
#[component]
pub fn DatesForm(days: Days, take: Callback<Days>) -> AnyView {
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let wrong = RwSignal::new(false);
    let sent = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let read = |name| filled(&form, name).and_then(|text| parsed(&text));
        let days: Days = (read("from"), read("to"));
        if !is_turned(days, wrong) {
            take.run(days);
        }
    };
    view! {
        <form class="stack" on:submit=sent>
            <Plain label="From" name="from" kind="date" value=day(days.0)/>
            <Plain label="To, included" name="to" kind="date" value=day(days.1)/>
            <Turned wrong why="The last day is before the first."/>
            <Button label="Show these days" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}

/// Whether a span ends before it begins; the form then says so.
pub fn is_turned<T: PartialOrd>(span: (Option<T>, Option<T>), wrong: RwSignal<bool>) -> bool {
    let turned = matches!(span, (Some(least), Some(most)) if most < least);
    wrong.set(turned);
    turned
}

/// What a form says of a span that ends before it begins.
#[component]
pub fn Turned(wrong: RwSignal<bool>, why: &'static str) -> AnyView {
    let said = move || {
        wrong.get().then(|| {
            view! { <span class="error"><Icon name="circle-alert" class="small"/><span>{why}</span></span> }
        })
    };
    view! { <div class="line-if-any" aria-live="polite">{said}</div> }.into_any()
}

/// A field without rules: what cannot be read is no filter.
#[component]
pub fn Plain(
    label: &'static str,
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    value: String,
) -> AnyView {
    let decimal = (kind == "text").then_some("decimal");
    view! {
        <label class="field"><span class="label">{label}</span><span class="box"><input type=kind name=name value=value inputmode=decimal autocomplete="off"/></span></label>
    }
    .into_any()
}

/// One box to tick.
#[component]
pub fn Tick(name: &'static str, value: &'static str, label: &'static str, on: bool) -> AnyView {
    view! { <label class="check"><input type="checkbox" name=name value=value checked=on/><span>{label}</span></label> }.into_any()
}
