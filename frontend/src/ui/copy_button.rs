//! Puts a text on the clipboard, and says so.

use leptos::prelude::*;

use super::button::Button;
use crate::browser;
use crate::task::Scope;

#[component]
pub fn CopyButton(text: String) -> AnyView {
    let copied = RwSignal::new(false);
    let scope = Scope::here();
    let copy = Callback::new(move |()| {
        let text = text.clone();
        scope.start(async move { browser::copy(&text).await }, move |done| {
            copied.set(done);
        });
    });
    let word = Signal::derive(move || if copied.get() { "Copied" } else { "Copy" }.to_owned());
    view! { <Button label=word icon="copy" class="bar" press=copy/> }.into_any()
}
