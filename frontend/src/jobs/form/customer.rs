//! Who the job is for: the top hit of the names known, a new name, or nobody in particular.

use leptos::prelude::*;
use shared::customers::CustomerRef;
use shared::jobs::CustomerSuggestion;

use super::state::FormState;
use crate::task::while_here;
use crate::ui::amount::grouped;
use crate::ui::combobox::Combobox;
use crate::ui::effect::memo;
use crate::ui::suggestion::Suggestion;
use crate::ui::when::date_words;

#[component]
pub fn CustomerField(state: FormState) -> AnyView {
    let text = state.typed.customer;
    let named = memo(move || state.suggestions.customers_named(&text.get()));
    let suggestions =
        Signal::derive(move || named.get().iter().map(suggestion).collect::<Vec<_>>());
    let first_line = move || {
        let first = state
            .typed
            .rows
            .with_untracked(|rows| rows.first().map(|row| row.uid));
        if let Some(uid) = first {
            state.focus(uid, "description");
        }
    };
    let take = Callback::new(move |taken: Suggestion| {
        let customer = named
            .get_untracked()
            .into_iter()
            .find(|customer| customer.id.to_string() == taken.key);
        if let Some(CustomerSuggestion { id, name, .. }) = customer {
            text.set(name.clone());
            state.typed.known.set(Some(CustomerRef { id, name }));
        }
        first_line();
    });
    let keep = Callback::new(move |()| {
        recognise(state);
        first_line();
    });
    let foot = move || {
        view! { <p class="foot"><span>"↵ take it, go to the items"</span><span>"Tab: keep “"{text}"”"</span></p> }
    };
    view! {
        <div class="customer-line" on:focusout=while_here(move |_| recognise(state))>
            <Combobox form=state.form at="#/customer_name" label="Customer" value=text suggestions take keep
                icon="user" placeholder="Walk-in" takes_top=true foot/>
            <p class="small muted customer-facts" aria-live="polite">{move || facts(state)}</p>
        </div>
    }
    .into_any()
}

fn suggestion(customer: &CustomerSuggestion) -> Suggestion {
    Suggestion {
        key: customer.id.to_string(),
        label: customer.name.clone(),
        note: customer.last_job_on.map(date_words).unwrap_or_default(),
        right: customer.jobs.map(jobs).unwrap_or_default(),
        icon: None,
    }
}

fn jobs(count: u64) -> String {
    let word = if count == 1 { "job" } else { "jobs" };
    format!("{} {word}", grouped(&count.to_string()))
}

/// A name typed in full is a known customer too.
fn recognise(state: FormState) {
    let Some(text) = state.typed.customer.try_get_untracked() else {
        return;
    };
    let known = untrack(|| state.suggestions.customer(&text));
    if let Some(CustomerSuggestion { id, name, .. }) = known {
        let reference = Some(CustomerRef { id, name });
        if state.typed.known.get_untracked() != reference {
            state.typed.known.set(reference);
        }
    }
}

/// `12 jobs · last 23 Nov 2026`.
fn facts(state: FormState) -> String {
    let text = state.typed.customer.get();
    if text.trim().is_empty() {
        return String::new();
    }
    match state.suggestions.customer(&text) {
        Some(customer) => {
            let last = customer
                .last_job_on
                .map(|day| format!(" · last {}", date_words(day)));
            let count = customer.jobs.map(jobs);
            format!("{}{}", count.unwrap_or_default(), last.unwrap_or_default())
        }
        None if state.typed.sheet().known_customer().is_some() => String::new(),
        None => "New customer".to_owned(),
    }
}
