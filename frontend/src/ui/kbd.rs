//! Key caps, told to readers as `aria-keyshortcuts` of the control they belong to.

use leptos::prelude::*;

/// One key cap; a key that acts alone disappears when single keys are switched off. Capitals come after a Ctrl.
#[component]
pub fn Kbd(key: &'static str) -> AnyView {
    let shown = if key == "Enter" { "↵" } else { key };
    let single = key.len() == 1 && !key.bytes().all(|byte| byte.is_ascii_uppercase());
    view! { <kbd class="key" class:single=single aria-hidden="true">{shown}</kbd> }.into_any()
}
