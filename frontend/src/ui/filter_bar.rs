//! The row above a list: periods, search, chips; the address holds the state, the parts only lead to other addresses.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::icon::Icon;
use super::kbd::Kbd;

const REST: Duration = Duration::from_millis(250);

/// The row itself.
#[component]
pub fn FilterBar(children: Children) -> AnyView {
    view! { <search class="filters">{children()}</search> }.into_any()
}

/// Words to search for. `search` is called after a moment of rest, or at once on Enter; `/` comes here.
#[component]
pub fn SearchBox(
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    search: Callback<String>,
) -> AnyView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let typed = move |event: web_sys::Event| {
        stop();
        let text = event_target_value(&event);
        let handle = set_timeout_with_handle(move || search.run(text), REST);
        if let Ok(handle) = handle {
            waiting.set_value(Some(handle));
        }
    };
    let input = NodeRef::<leptos::html::Input>::new();
    let entered = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        stop();
        if let Some(input) = input.get_untracked() {
            search.run(input.value());
        }
    };
    on_cleanup(stop);
    view! {
        <form class="box search-box" role="search" on:submit=entered>
            <Icon name="search"/>
            <input
                node_ref=input
                type="search"
                data-search
                aria-label=label
                placeholder=label
                autocomplete="off"
                prop:value=move || value.get()
                on:input=typed
            />
            <Kbd key="/"/>
        </form>
    }
    .into_any()
}

/// An active filter, “Field: value”, whose × leads to the list without it.
#[component]
pub fn Chip(#[prop(into)] label: String, #[prop(into)] without: String) -> AnyView {
    let name = format!("Remove {label}");
    view! {
        <span class="chip">
            {label}
            <a href=without aria-label=name title="Remove" data-noscroll><Icon name="x" class="small"/></a>
        </span>
    }
    .into_any()
}
