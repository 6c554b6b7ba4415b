//! Amounts, states, messages, the chart, and the pages without data.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::date::{Date, Month};
use shared::money::Money;
use shared::problem::{Problem, ProblemCode};

use crate::client::{Failure, Refusal};
use crate::ui::amount::{Amount, Number};
use crate::ui::blank::{Blank, ProblemBlank};
use crate::ui::chart::{Chart, InOut};
use crate::ui::message::{Message, Tone};
use crate::ui::status::{Look, Status};
use crate::ui::toasts::{Act, use_toasts};

#[component]
pub fn Figures() -> AnyView {
    view! {
        <div class="stack">
            <Amounts/>
            <Messages/>
            <Chart title="In and out" rest=", six months" months=months()/>
            <Blanks/>
        </div>
    }
    .into_any()
}

fn naira(minor: i64) -> Money {
    Money::new(minor, Currency::NGN).unwrap_or(Money::zero(Currency::NGN))
}

fn months() -> Vec<InOut> {
    let first = Month::of(Date::from_days(20_605));
    let figures = [
        (121_540_000, 68_820_000),
        (140_275_000, 73_190_000),
        (78_730_000, 90_245_000),
        (156_600_000, 64_030_000),
        (173_125_000, 84_570_000),
        (184_250_000, 61_230_000),
    ];
    (0..)
        .zip(figures)
        .map(|(at, (money_in, money_out))| InOut {
            month: first.plus(at),
            money_in: Some(naira(money_in)),
            money_out: Some(naira(money_out)),
        })
        .collect()
}

#[component]
fn Amounts() -> AnyView {
    view! {
        <h2>"Money and states"</h2>
        <p class="row"><Amount money=naira(184_250_000)/><Amount money=naira(61_230_000) out=true/><Amount money=naira(-11_515_000) net=true/></p>
        <p class="row"><Amount money=naira(123_020_000) sum=true/><Amount money=naira(123_020_000) class="first"/><Number number="J-2026-01204"/></p>
        <p class="row">
            <Status look=Look::Done word="Completed"/>
            <Status look=Look::Waiting word="Incomplete"/>
            <Status look=Look::Ready word="Ready"/>
            <Status look=Look::Off word="Void"/>
            <Status look=Look::Saving word="Saving…"/>
        </p>
    }
    .into_any()
}

#[component]
fn Messages() -> AnyView {
    let toasts = use_toasts();
    let undo = move |_| {
        let undo = Act::new("Undo", || {});
        toasts.undo(
            "job".to_owned(),
            "trash-2",
            "Job moved to trash".to_owned(),
            undo,
        );
    };
    let done = move |_| toasts.done("circle-check", "Job saved", Vec::new());
    let failed = move |_| toasts.failed("Job is still incomplete: no connection.", Vec::new());
    view! {
        <h2>"Messages"</h2>
        <Message tone=Tone::Plain><p>"November is closed."</p></Message>
        <Message tone=Tone::Good><p>"All sums agree to the kobo."</p></Message>
        <Message tone=Tone::Warn icon="wifi-off"><p>"Offline: showing what was loaded at 14:05."</p></Message>
        <Message tone=Tone::Bad><p><b>"3 fields need attention"</b></p></Message>
        <p class="row">
            <button type="button" class="button" on:click=undo>"Undo toast"</button>
            <button type="button" class="button" on:click=done>"Done toast"</button>
            <button type="button" class="button" on:click=failed>"Error toast"</button>
        </p>
    }
    .into_any()
}

#[component]
fn Blanks() -> AnyView {
    let problem = Problem::new(
        ProblemCode::Busy,
        "The server is too busy to answer.",
        "0193c7e2-41aa-7b1f-9d06-5e2f8c1a77b4",
    );
    let failure = Failure::Refused(Box::new(Refusal {
        problem,
        retry_after_s: None,
    }));
    view! {
        <Blank icon="clipboard-list" title="No jobs today" why="The first one of the day starts with the customer's name." narrow=true/>
        <ProblemBlank what="The jobs" failure again=Callback::new(|()| {})/>
    }
    .into_any()
}
