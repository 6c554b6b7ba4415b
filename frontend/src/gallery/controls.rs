//! Buttons, choices and fields.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::field::FieldIssue;
use shared::problem::FieldError;

use crate::ui::button::{Button, IconButton, LinkButton, Weight};
use crate::ui::combobox::Combobox;
use crate::ui::form::{Form, FormSummary};
use crate::ui::input::{DateInput, MoneyInput, PasswordInput, QtyInput, Select, TextInput};
use crate::ui::segments::{Choice, LinkChoice, LinkSegments, Segments};
use crate::ui::suggestion::Suggestion;

const PAYMENT: [Choice; 2] = [
    Choice {
        value: "cash",
        label: "Cash",
        icon: Some("banknote"),
    },
    Choice {
        value: "transfer",
        label: "Transfer",
        icon: Some("landmark"),
    },
];

#[component]
pub fn Controls() -> AnyView {
    view! {
        <div class="stack">
            <Buttons/>
            <Choices/>
            <Fields/>
        </div>
    }
    .into_any()
}

#[component]
fn Buttons() -> AnyView {
    let nothing = Callback::new(|()| {});
    view! {
        <h2>"Buttons"</h2>
        <p class="row">
            <Button label="Save job" weight=Weight::Primary keys=&["Ctrl", "Enter"]/>
            <Button label="Save job" weight=Weight::Primary busy=true/>
            <Button label="Save job" weight=Weight::Primary disabled=true/>
        </p>
        <p class="row">
            <Button label="Edit"/>
            <Button label="Close" weight=Weight::Quiet/>
            <Button label="Trash" icon="trash-2" weight=Weight::Danger/>
            <IconButton name="More" icon="ellipsis" press=nothing/>
            <LinkButton label="New job" href="/jobs/new" keys=&["n"]/>
        </p>
    }
    .into_any()
}

#[component]
fn Choices() -> AnyView {
    let payment = RwSignal::new("cash".to_owned());
    let link = |label: &'static str, chosen: bool| LinkChoice {
        label,
        short: label,
        href: "/dev/gallery".to_owned(),
        chosen,
    };
    let choices = vec![
        link("Today", true),
        link("This week", false),
        link("All", false),
    ];
    view! {
        <h2>"Choice of few"</h2>
        <LinkSegments name="Period" choices=choices/>
        <Segments label="Payment" name="gallery-payment" choices=&PAYMENT value=payment choose=Callback::new(move |to| payment.set(to))/>
    }
    .into_any()
}

fn wrong(at: &str, issue: FieldIssue) -> FieldError {
    FieldError::at_pointer(at, issue)
}

#[component]
fn Fields() -> AnyView {
    let form = Form::new(|| {
        vec![
            wrong("#/quantity", FieldIssue::too_small("0.001")),
            wrong("#/price", FieldIssue::required()),
            wrong("#/date", FieldIssue::required()),
        ]
    });
    form.left("#/quantity");
    let text = |value: &str| RwSignal::new(value.to_owned());
    let names = Signal::derive(|| {
        ["Adaeze & Sons", "Chinada Foods"]
            .map(|label| Suggestion {
                key: label.to_owned(),
                label: label.to_owned(),
                note: "13 jobs".to_owned(),
                right: String::new(),
                icon: Some("user"),
            })
            .to_vec()
    });
    let customer = text("ada");
    let take = Callback::new(move |taken: Suggestion| customer.set(taken.label));
    let options = vec![("NGN".to_owned(), "Nigerian naira (NGN)".to_owned())];
    view! {
        <h2>"Fields"</h2>
        <FormSummary form/>
        <Combobox form at="#/customer" label="Customer" value=customer suggestions=names take icon="user" placeholder="Name, empty for a walk-in"/>
        <TextInput form at="#/name" label="Name" value=text("") hint="3 to 20 letters"/>
        <PasswordInput form at="#/password" label="Password" value=text("ink-Drum-7") autocomplete="new-password"/>
        <div class="pair">
            <QtyInput form at="#/quantity" label="Quantity" value=text("0")/>
            <MoneyInput form at="#/price" label="Price, ₦" value=text("4500") currency=Currency::NGN/>
            <DateInput form at="#/date" label="Date" value=text("2026-11-24")/>
            <Select form at="#/currency" label="Currency" value=text("NGN") options fixed=true hint="Fixed: the first sale is saved."/>
        </div>
    }
    .into_any()
}
