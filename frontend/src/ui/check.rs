//! One thing that is so or not.

use leptos::prelude::*;

#[component]
pub fn Check(#[prop(into)] label: String, on: RwSignal<bool>) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || on.get() on:change=move |event| on.set(event_target_checked(&event))/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}
