//! Buttons and links that look like buttons. One primary a view.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::Icon;
use super::kbd::Kbd;
use crate::ui::effect::live;

/// How much a button asks for.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    Primary,
    #[default]
    Secondary,
    Quiet,
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// A button with a verb. While `busy` it turns, says `busy_word`, keeps its place and cannot be pressed again.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] weight: Signal<Weight>,
    #[prop(optional)] icon: Option<&'static str>,
    /// `bar`, `act`, `wide`, `first`.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] keys: &'static [&'static str],
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(default = "Saving…")] busy_word: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] press: Option<Callback<()>>,
) -> AnyView {
    let pressed = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(press) = press {
            press.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=move || format!("button {} {class}", weight.get().class())
            aria-busy=move || busy.get().then_some("true")
            aria-keyshortcuts=(!keys.is_empty()).then(|| keys.join("+").replace("Ctrl", "Control"))
            disabled=move || disabled.get()
            autofocus=autofocus
            on:click=pressed
        >
            {live(move || busy.get().then(|| view! { <Icon name="loader-circle" class="turning"/> }))}
            {live(move || icon.filter(|_| !busy.get()).map(|icon| view! { <Icon name=icon/> }))}
            <span>{move || if busy.get() { busy_word.to_owned() } else { label.get() }}</span>
            {keys.iter().map(|key| view! { <Kbd key=key/> }).collect_view()}
        </button>
    }
    .into_any()
}

/// A button that shows only an icon: its name is read and shown on pointing.
#[component]
pub fn IconButton(
    name: &'static str,
    icon: &'static str,
    #[prop(optional)] class: &'static str,
    press: Callback<()>,
) -> AnyView {
    view! {
        <button type="button" class=format!("button quiet square bar {class}") aria-label=name title=name on:click=move |_| press.run(())>
            <Icon name=icon/>
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional, into)] weight: Signal<Weight>,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] keys: &'static [&'static str],
) -> AnyView {
    view! {
        <a
            class=move || format!("button {} {class}", weight.get().class())
            href=move || href.get()
            aria-keyshortcuts=(!keys.is_empty()).then(|| keys.join("+").replace("Ctrl", "Control"))
        >
            {icon.map(|icon| view! { <Icon name=icon/> })}
            <span>{label}</span>
            {keys.iter().map(|key| view! { <Kbd key=key/> }).collect_view()}
        </a>
    }
    .into_any()
}
