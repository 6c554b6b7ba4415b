//! A button that takes a file: made or fetched by the server, kept by the browser.

use leptos::prelude::*;

use super::button::{Button, Weight};
use super::toasts::use_toasts;
use crate::client::download;
use crate::task::Scope;

/// `path` is the file's address in the API at the moment of the press.
#[component]
pub fn TakeButton(
    label: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] weight: Signal<Weight>,
    #[prop(into)] path: Signal<String>,
) -> AnyView {
    let (busy, toasts, scope) = (RwSignal::new(false), use_toasts(), Scope::here());
    let press = Callback::new(move |()| {
        busy.set(true);
        let path = path.get_untracked();
        let taken = async move { download::fetch(&path).await };
        scope.start(taken, move |outcome| {
            busy.set(false);
            match outcome {
                Ok(file) => toasts.done("file-down", file.kept(), Vec::new()),
                Err(failure) => {
                    let told = format!("There is no file: {}", failure.sentence());
                    toasts.failed(told, Vec::new());
                }
            }
        });
    });
    match icon {
        Some(icon) => view! { <Button label icon class weight busy busy_word="Fetching…" press/> },
        None => view! { <Button label class weight busy busy_word="Fetching…" press/> },
    }
    .into_any()
}
