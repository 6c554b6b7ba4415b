//! A choice of few: as links where the address holds the choice, as radio buttons in a form.

use leptos::prelude::*;

use super::icon::Icon;
use crate::ui::effect::live;

/// One choice that is an address.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkChoice {
    pub label: &'static str,
    /// On the phone.
    pub short: &'static str,
    pub href: String,
    pub chosen: bool,
}

/// Choices that lead somewhere; extra children (a “Dates” button) follow them inside the frame.
#[component]
pub fn LinkSegments(
    name: &'static str,
    #[prop(into)] choices: Signal<Vec<LinkChoice>>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let link = |choice: LinkChoice| {
        view! {
            <a href=choice.href aria-current=choice.chosen.then_some("true") data-noscroll>
                <b class="only-wide-grid" data-word=choice.label>{choice.label}</b>
                <b class="only-phone-grid" data-word=choice.short>{choice.short}</b>
            </a>
        }
    };
    view! {
        <nav class="segments" aria-label=name>
            {live(move || choices.get().into_iter().map(link).collect_view())}
            {children.map(|children| children())}
        </nav>
    }
    .into_any()
}

/// One choice of a form: its value, its word and maybe an icon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub icon: Option<&'static str>,
}

/// Radio buttons in one frame; arrow keys move the choice.
#[component]
pub fn Segments(
    #[prop(into)] label: String,
    /// Unique in the page.
    name: &'static str,
    choices: &'static [Choice],
    #[prop(into)] value: Signal<String>,
    choose: Callback<String>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] quiet_label: bool,
) -> AnyView {
    let radio = move |choice: &'static Choice| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    value=choice.value
                    prop:checked=move || value.with(|value| value == choice.value)
                    on:change=move |_| choose.run(choice.value.to_owned())
                />
                {choice.icon.map(|icon| view! { <Icon name=icon/> })}
                <b data-word=choice.label>{choice.label}</b>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="label" class:seen-by-readers=quiet_label>{label}</legend>
            <div class=format!("segments {class}")>{choices.iter().map(radio).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
