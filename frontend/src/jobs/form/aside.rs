//! Beside the job form: what this customer bought last, what I saved today, the keys.

use leptos::prelude::*;

use super::known::KnownItem;
use super::lines::line_of;
use super::saved_today::SavedToday;
use super::state::FormState;
use crate::ui::effect::{live, memo};
use crate::ui::icon::Icon;
use crate::ui::kbd::Kbd;

const LAST_ITEMS: usize = 5;

#[component]
pub fn Beside(state: FormState) -> AnyView {
    let is_new = move || state.base.with(Option::is_none);
    view! {
        <aside class="form-aside" aria-label="For this job">
            <LastItems state/>
            <Show when=is_new><SavedToday session=state.session/></Show>
            <Keys/>
        </aside>
    }
    .into_any()
}

fn take(state: FormState, item: &KnownItem) {
    let empty = untrack(|| {
        state
            .typed
            .rows
            .with(|rows| rows.last().filter(|row| row.line().is_empty()).cloned())
    });
    let line = line_of(item);
    let uid = match empty {
        Some(row) => {
            row.description.set(line.description);
            row.quantity.set(line.quantity);
            row.price.set(line.price);
            row.uid
        }
        None => state.add(line),
    };
    state.focus(uid, "quantity");
}

#[component]
fn LastItems(state: FormState) -> AnyView {
    let items = memo(move || state.suggestions.last_items());
    let name = move || {
        state.typed.known.with(|known| {
            known
                .as_ref()
                .map(|known| known.name.clone())
                .unwrap_or_default()
        })
    };
    let line = move |item: KnownItem| {
        let times = format!("{} × {}", item.quantity.shown(), item.price.in_field());
        let title = item.description.clone();
        view! {
            <li><button type="button" class="aside-line" title=title.clone() on:click=move |_| take(state, &item)>
                <Icon name="plus" class="small"/><span class="cut">{title.clone()}</span><span class="push small muted nowrap">{times}</span>
            </button></li>
        }
    };
    view! {
        <Show when=move || items.with(|items| !items.is_empty())>
            <section>
                <h2 class="h3 cut">"Last for "{name}</h2>
                <ul>{live(move || items.get().into_iter().take(LAST_ITEMS).map(line).collect_view())}</ul>
            </section>
        </Show>
    }
    .into_any()
}

/// The same items as chips, for the phone.
#[component]
pub fn LastChips(state: FormState) -> AnyView {
    let items = memo(move || state.suggestions.last_items());
    let chip = move |item: KnownItem| {
        let name = item.description.clone();
        view! { <button type="button" class="chip" on:click=move |_| take(state, &item)><Icon name="plus" class="small"/><span class="cut">{name}</span></button> }
    };
    view! {
        <Show when=move || items.with(|items| !items.is_empty())>
            <div class="last-chips" role="group" aria-label="Items of this customer">{live(move || items.get().into_iter().take(LAST_ITEMS).map(chip).collect_view())}</div>
        </Show>
    }
    .into_any()
}

#[component]
fn Keys() -> AnyView {
    let line = |keys: AnyView, what: &'static str| view! { <div><dt class="keys">{keys}</dt><dd class="muted">{what}</dd></div> };
    view! {
        <section class="form-keys">
            <h2 class="h3">"Keys"</h2>
            <dl>
                {line(view! { <Kbd key="Enter"/> }.into_any(), "next field, next row")}
                {line(view! { <Kbd key="Tab"/> }.into_any(), "quantity to price")}
                {line(view! { <Kbd key="Enter"/>" on empty" }.into_any(), "to payment")}
                {line(view! { <Kbd key="c"/><Kbd key="t"/> }.into_any(), "cash, transfer")}
                {line(view! { <Kbd key="Ctrl"/><Kbd key="Enter"/> }.into_any(), "save")}
            </dl>
        </section>
    }
    .into_any()
}
