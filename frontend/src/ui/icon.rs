//! One Lucide shape out of the sprite that the page names.

use leptos::prelude::*;

use crate::browser;

thread_local! {
    static SPRITE: String = browser::find("meta[name=icons]")
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default();
}

/// A decorative icon: the word beside it carries the meaning. `class` takes `small`, `large`, `turning`.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] class: &'static str) -> AnyView {
    let href = SPRITE.with(|sprite| format!("{sprite}#{name}"));
    view! {
        <svg class=format!("icon {class}") aria-hidden="true">
            <use href=href></use>
        </svg>
    }
    .into_any()
}

/// The red square with the white Z.
#[component]
pub fn Mark(#[prop(optional)] large: bool) -> AnyView {
    let href = SPRITE.with(|sprite| format!("{sprite}#zehmo"));
    view! {
        <span class="mark" class:large=large aria-hidden="true">
            <svg>
                <use href=href></use>
            </svg>
        </span>
    }
    .into_any()
}

/// The first two letters of a user's name.
#[component]
pub fn Initials(#[prop(into)] name: Signal<String>, #[prop(optional)] small: bool) -> AnyView {
    let letters = move || name.with(|name| name.chars().take(2).collect::<String>().to_uppercase());
    view! { <span class="initials" class:small=small aria-hidden="true">{letters}</span> }
        .into_any()
}
