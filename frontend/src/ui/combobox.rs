//! A field with suggestions below it, by the ARIA combobox pattern: the focus stays in the field, arrows move the choice.

pub mod choosing;

use leptos::prelude::*;

use super::field::{Field, Wiring};
use super::form::Form;
use super::icon::Icon;
use super::input::untabbed;
use super::suggestion::{OptionLine, Suggestion};
use crate::task::while_here;
use choosing::{Choosing, Lit};

/// Suggestions come from the page, which watches `value`.
#[component]
pub fn Combobox(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] suggestions: Signal<Vec<Suggestion>>,
    /// A suggestion was taken, by Enter or pointer.
    take: Callback<Suggestion>,
    /// Enter on the text itself.
    #[prop(optional)]
    keep: Option<Callback<()>>,
    #[prop(optional)] placeholder: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] quiet_label: bool,
    #[prop(optional)] autofocus: bool,
    /// The first suggestion is lit while typing, so that Enter takes the top hit; not while a better one may be coming.
    #[prop(optional, into)]
    takes_top: Signal<bool>,
    #[prop(optional, into)] foot: ViewFn,
) -> AnyView {
    form.register(&at, &label);
    form.keep_text(&at, value);
    let wiring = Wiring::new(form, &at);
    let list_id = format!("{}-list", wiring.id);
    let choosing = Choosing {
        value,
        suggestions,
        open: RwSignal::new(false),
        lit: RwSignal::new(Lit::Nothing),
        takes_top,
        take,
        keep,
    };
    let entry = wiring.clone();
    view! {
        <Field wiring label quiet_label>
            <div class="combobox">
                <div class=format!("box {class}")>
                    {icon.map(|name| view! { <Icon name/> })}
                    <Entry form at wiring=entry choosing list_id=list_id.clone() placeholder autofocus/>
                </div>
                <div class="suggestions" hidden=move || !choosing.shown()>
                    <Suggestions choosing list_id/>
                    {foot.run()}
                </div>
            </div>
        </Field>
    }
    .into_any()
}

#[component]
fn Entry(
    form: Form,
    at: String,
    wiring: Wiring,
    choosing: Choosing,
    list_id: String,
    placeholder: &'static str,
    autofocus: bool,
) -> AnyView {
    let Wiring {
        id,
        described_by,
        error,
    } = wiring;
    let chosen_id = list_id.clone();
    let active = move || choosing.place().map(|index| format!("{chosen_id}-{index}"));
    let typed_at = at.clone();
    let typed = move |event: web_sys::Event| {
        form.changed(&typed_at);
        choosing.typed(untabbed(event_target_value(&event)));
    };
    let left = while_here(move |_| {
        choosing.open.set(false);
        form.left(&at);
    });
    view! {
        <input
            id=id
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            placeholder=placeholder
            dir="auto"
            autofocus=autofocus
            aria-expanded=move || choosing.shown().to_string()
            aria-controls=list_id
            aria-autocomplete="list"
            aria-activedescendant=active
            aria-describedby=described_by
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            prop:value=move || choosing.value.get()
            on:input=typed
            on:keydown=move |event| choosing.key(&event)
            on:blur=left
        />
    }
    .into_any()
}

#[component]
fn Suggestions(choosing: Choosing, list_id: String) -> AnyView {
    let option_id = list_id.clone();
    let line = move |(index, suggestion): (usize, Suggestion)| {
        let query = choosing.value.get();
        view! {
            <li
                id=format!("{option_id}-{index}")
                class="option"
                role="option"
                aria-selected=move || (choosing.place() == Some(index)).to_string()
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| choosing.accept(index)
            >
                <OptionLine suggestion query/>
            </li>
        }
    };
    let lines = move || {
        let list = choosing.suggestions.get();
        list.into_iter().enumerate().map(&line).collect_view()
    };
    view! { <ul id=list_id role="listbox" aria-label="Suggestions">{lines}</ul> }.into_any()
}
