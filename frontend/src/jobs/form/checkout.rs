//! The checkout: how it is paid, how far it is, which day, the total, and “Save job”.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::jobs::{DraftStatus, PaymentMethod};
use shared::money::Money;

use super::save::save;
use super::state::FormState;
use crate::browser;
use crate::ui::amount::Amount;
use crate::ui::button::{Button, Weight};
use crate::ui::debounced::Spoken;
use crate::ui::effect::memo;
use crate::ui::input::{DateInput, Select};
use crate::ui::segments::{Choice, Segments};
use crate::ui::when::date_words;

const PAYMENTS: [Choice; 2] = [
    Choice {
        value: PaymentMethod::Cash.as_str(),
        label: "Cash",
        icon: Some("banknote"),
    },
    Choice {
        value: PaymentMethod::Transfer.as_str(),
        label: "Transfer",
        icon: Some("landmark"),
    },
];

const STATUSES: [Choice; 2] = [
    Choice {
        value: DraftStatus::Open.as_str(),
        label: "Incomplete",
        icon: None,
    },
    Choice {
        value: DraftStatus::Done.as_str(),
        label: "Completed",
        icon: None,
    },
];

#[component]
pub fn Checkout(state: FormState) -> AnyView {
    let typed = state.typed;
    let payment = Callback::new(move |word: String| typed.payment.set(word));
    let is_new = move || state.base.with(Option::is_none);
    let is_completed = move || {
        state
            .base
            .with(|base| base.as_ref().is_some_and(|job| job.completed_on.is_some()))
    };
    view! {
        <div class="checkout">
            <div class="checkout-choices">
                <div on:keydown=move |event| payment_key(state, &event)>
                    <Segments label="Payment" name="payment" choices=&PAYMENTS value=typed.payment choose=payment/>
                </div>
                <Show when=is_new><StatusChoice state/></Show>
                <DayChoice state/>
                <Show when=is_completed><DateInput form=state.form at="#/completed_on" label="Completed on" value=state.typed.completed/></Show>
            </div>
            <div class="checkout-bar">
                <TotalSoFar state/>
                <Button label="Save job" weight=Weight::Primary class="act checkout-save" keys=&["Ctrl", "Enter"] busy=state.form.busy submit=true/>
            </div>
        </div>
    }
    .into_any()
}

/// `c` and `t` choose while the focus is in the group; Enter goes on.
fn payment_key(state: FormState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let method = match event.key().as_str() {
        "c" => PaymentMethod::Cash,
        "t" => PaymentMethod::Transfer,
        "Enter" => {
            event.prevent_default();
            browser::focus_next(".checkout :is([name=status]:checked, .checkout-save)");
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    state.typed.payment.set(method.as_str().to_owned());
    browser::focus_next(format!(
        ".checkout [name=payment][value={}]",
        method.as_str()
    ));
}

#[component]
fn StatusChoice(state: FormState) -> AnyView {
    let status = state.typed.status;
    let choose = Callback::new(move |word: String| status.set(word));
    let options = STATUSES
        .map(|choice| (choice.value.to_owned(), choice.label.to_owned()))
        .to_vec();
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            browser::focus_next(".checkout-save");
        }
    };
    view! {
        <div class="only-wide-block" on:keydown=enter>
            <Segments label="Status" name="status" choices=&STATUSES value=status choose/>
        </div>
        <div class="only-phone-block"><Select form=state.form at="#/status" label="Status" value=status options/></div>
    }
    .into_any()
}

/// On the phone the day is a link until somebody wants another.
#[component]
fn DayChoice(state: FormState) -> AnyView {
    let unfolded = RwSignal::new(false);
    let shown = move || unfolded.get() || state.form.error("#/occurred_on").is_some();
    let day = move || {
        let text = state.typed.date.get();
        text.parse().map_or(text, date_words)
    };
    let change = move |_| {
        unfolded.set(true);
        browser::focus_next("#f-occurred_on");
    };
    view! {
        <p class="only-phone-block day-link" hidden=shown>
            <span class="muted">"Date: "{day}" · "</span><button type="button" class="text-link" on:click=change>"Change"</button>
        </p>
        <div class="day-field" class:folded-day=move || !shown()>
            <DateInput form=state.form at="#/occurred_on" label="Date" value=state.typed.date/>
        </div>
    }
    .into_any()
}

#[component]
fn TotalSoFar(state: FormState) -> AnyView {
    let sum = memo(move || state.typed.sheet().total(state.session.currency()));
    let money = Signal::derive(move || {
        let zero = || Money::zero(state.session.currency());
        sum.get().0.unwrap_or_else(zero)
    });
    let counted = move || {
        let (_, read, all) = sum.get();
        let word = if all == 1 { "item" } else { "items" };
        if read == all {
            format!("Total, {all} {word}")
        } else {
            format!("Total, {read} of {all} {word}")
        }
    };
    let spoken = Signal::derive(move || {
        let (_, read, all) = sum.get();
        format!("{} for {read} of {all}", money.get())
    });
    view! {
        <p class="checkout-total">
            <span class="small muted">{counted}</span>
            <Amount money sum=true class="first"/>
            <Spoken text=spoken/>
        </p>
    }
    .into_any()
}

/// Ctrl+Enter saves wherever the focus is, even while it is on its way from a part that went; a dialog keeps its keys.
pub fn hear_saving_key(state: FormState) {
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let wanted = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if wanted && !event.default_prevented() && browser::find("dialog[open]").is_none() {
            event.prevent_default();
            save(state);
        }
    });
    on_cleanup(move || handle.remove());
}
