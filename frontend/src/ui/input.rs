//! The controls in which people type or choose one value: text, password, money, quantity, date, select.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::field;
use shared::money::Money;
use shared::quantity::Quantity;

use super::field::{Field, Wiring};
use super::form::Form;
use super::icon::Icon;
use crate::task::while_here;
use crate::ui::effect::live;

/// Quantity × price as typed; none while one of them is no number that a line may have.
pub fn line_total(quantity: &str, price: &str, currency: Currency) -> Option<Money> {
    let typed = (Quantity::typed(quantity), Money::parse(price, currency));
    let (Ok(quantity), Ok(price)) = typed else {
        return None;
    };
    let right = field::quantity(&quantity).is_empty() && field::price(&price).is_empty();
    Money::line(quantity, price).filter(|_| right)
}

/// One line of text. The value lives in the page's signal; `at` is the JSON pointer that rules and server name it by.
#[component]
pub fn TextInput(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(default = "text".into(), into)] kind: Signal<String>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] placeholder: &'static str,
    /// `figure`, `mono`, `bar`.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] quiet_label: bool,
    /// What the field does when it is left, beside speaking up: money puts its digits in order.
    #[prop(optional)]
    leave: Option<Callback<()>>,
    /// What stands at the end of the box.
    #[prop(optional, into)]
    end: ViewFn,
) -> AnyView {
    form.register(&at, &label);
    form.keep_text(&at, value);
    let wiring = Wiring::new(form, &at);
    let entry = wiring.clone();
    let heard = Heard {
        form,
        at,
        value,
        leave,
    };
    view! {
        <Field wiring label hint quiet_label>
            <div class=format!("box {class}")>
                {icon.map(|name| view! { <Icon name/> })}
                <Entry wiring=entry heard kind autocomplete inputmode placeholder required autofocus/>
                {end.run()}
            </div>
        </Field>
    }
    .into_any()
}

/// A tab comes in with a pasted cell, shows as a space and would be refused without being seen.
pub fn untabbed(text: String) -> String {
    if text.contains('\t') {
        text.replace('\t', " ")
    } else {
        text
    }
}

/// Who hears of what is typed.
#[derive(Clone)]
struct Heard {
    form: Form,
    at: String,
    value: RwSignal<String>,
    leave: Option<Callback<()>>,
}

#[component]
fn Entry(
    wiring: Wiring,
    heard: Heard,
    kind: Signal<String>,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    placeholder: &'static str,
    required: bool,
    autofocus: bool,
) -> AnyView {
    let Wiring {
        id,
        described_by,
        error,
    } = wiring;
    let Heard {
        form,
        at,
        value,
        leave,
    } = heard;
    let typed_at = at.clone();
    let typed = move |event: web_sys::Event| {
        form.changed(&typed_at);
        let text = event_target_value(&event);
        // A password is taken as it is.
        let is_secret = autocomplete.ends_with("password");
        value.set(if is_secret { text } else { untabbed(text) });
    };
    let left = while_here(move |_| {
        form.left(&at);
        if let Some(leave) = leave {
            leave.run(());
        }
    });
    view! {
        <input
            id=id
            type=move || kind.get()
            prop:value=move || value.get()
            autocomplete=autocomplete
            autocapitalize="none"
            spellcheck="false"
            inputmode=inputmode
            placeholder=placeholder
            dir="auto"
            required=required
            autofocus=autofocus
            aria-describedby=described_by
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            on:input=typed
            on:blur=left
        />
    }
    .into_any()
}

/// A password that can be shown. Managers and paste are welcome.
#[component]
pub fn PasswordInput(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional)] autofocus: bool,
) -> AnyView {
    let shown = RwSignal::new(false);
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" }.to_owned());
    let toggle = move || {
        view! {
            <button type="button" aria-pressed=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)>
                {live(move || view! { <Icon name=if shown.get() { "eye-off" } else { "eye" }/> })}
                <span>{move || if shown.get() { "Hide" } else { "Show" }}</span>
                <span class="seen-by-readers">" password"</span>
            </button>
        }
    };
    view! { <TextInput form at label value hint kind autocomplete autofocus required=true end=toggle/> }.into_any()
}

/// An amount of money, typed as digits; the sign of the currency stands in the label or head.
#[component]
pub fn MoneyInput(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    currency: Currency,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(default = "figure")] class: &'static str,
    #[prop(optional)] quiet_label: bool,
) -> AnyView {
    let leave = Callback::new(move |()| {
        let typed = value.try_get_untracked().unwrap_or_default();
        if let Ok(money) = Money::parse(&typed, currency) {
            value.set(money.in_field());
        }
    });
    view! { <TextInput form at label value hint class quiet_label leave inputmode="decimal"/> }
        .into_any()
}

/// A quantity with up to three decimals.
#[component]
pub fn QtyInput(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = "figure")] class: &'static str,
    #[prop(optional)] quiet_label: bool,
) -> AnyView {
    let leave = Callback::new(move |()| {
        let typed = value.try_get_untracked().unwrap_or_default();
        if let Ok(quantity) = Quantity::typed(&typed) {
            value.set(quantity.shown());
        }
    });
    view! { <TextInput form at label value class quiet_label leave inputmode="decimal"/> }
        .into_any()
}

/// A day, as the browser's own date field.
#[component]
pub fn DateInput(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] quiet_label: bool,
) -> AnyView {
    view! { <TextInput form at label value hint class quiet_label kind="date"/> }.into_any()
}

/// One of many, as the browser's own list.
#[component]
pub fn Select(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// Value and word, in the order shown.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] fixed: Signal<bool>,
) -> AnyView {
    form.register(&at, &label);
    let wiring = Wiring::new(form, &at);
    let (id, described_by, error) = (wiring.id.clone(), wiring.described_by.clone(), wiring.error);
    let chosen = move |event: web_sys::Event| {
        form.changed(&at);
        value.set(event_target_value(&event));
    };
    let option = move |(key, word): (String, String)| {
        let key_now = key.clone();
        view! { <option value=key selected=move || value.with(|value| *value == key_now)>{word}</option> }
    };
    view! {
        <Field wiring label hint>
            <div class="box">
                <select
                    id=id
                    disabled=move || fixed.get()
                    aria-describedby=described_by
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change=chosen
                >
                    {live(move || options.get().into_iter().map(option).collect_view())}
                </select>
                {live(move || view! { <Icon name=if fixed.get() { "lock" } else { "chevron-down" }/> })}
            </div>
        </Field>
    }
    .into_any()
}
