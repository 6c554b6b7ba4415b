//! Key caps, told to readers as `aria-keyshortcuts` of the control they belong to.

use leptos::prelude::*;

/// One key cap; a single letter disappears when single keys are switched off.
#[component]
pub fn Kbd(key: &'static str) -> AnyView {
    let shown = if key == "Enter" { "↵" } else { key };
    let single = key.chars().count() == 1;
    view! { <kbd class="key" class:single=single aria-hidden="true">{shown}</kbd> }.into_any()
}
