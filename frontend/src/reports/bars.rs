//! Money in and out by steps, drawn: a pair of bars a step, each told when it is looked at. The table below has the same figures.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::date::{Date, Month};
use shared::money::Money;
use shared::reports::{Report, ReportRow};

use crate::task::while_here;
use crate::ui::amount::ToldAmount;
use crate::ui::chart::InOut;
use crate::ui::chart::scale::{percent, scale, short};

/// So many steps have room for their names.
const NAMED: usize = 12;

#[component]
pub fn Bars(report: Report) -> AnyView {
    let steps: Vec<InOut> = report.rows.iter().map(in_out).collect();
    let currency = report.total.money.map_or(Currency::NGN, Money::currency);
    let exponent = currency.exponent();
    let top = scale(&steps, exponent);
    if steps.len() < 2 || top == 0 {
        // One step is better said by the table alone.
        return ().into_any();
    }
    let labels: Vec<String> = report.rows.iter().map(|row| row.label.clone()).collect();
    let names_fit = steps.len() <= NAMED;
    let chosen = RwSignal::new(steps.len() - 1);
    let read = {
        let (labels, steps) = (labels.clone(), steps.clone());
        move || {
            let at = chosen.get();
            let (label, step) = labels.get(at).cloned().zip(steps.get(at).copied())?;
            Some(view! {
                <b>{label}</b>
                <span class="push">"In "<ToldAmount money=step.money_in/></span>
                <span>"Out "<ToldAmount money=step.money_out out=true/></span>
            })
        }
    };
    let lines = (0..=4).rev().map(|quarter| view! { <li><span><span class="only-wide">{currency.symbol()}</span>{short(top / 4 * quarter, exponent)}</span></li> }).collect_view();
    let pairs = steps.into_iter().zip(labels).enumerate();
    let pairs = pairs.map(|(at, (step, label))| {
        pair(
            step,
            label,
            names_fit,
            top,
            Callback::new(move |()| chosen.set(at)),
        )
    });
    view! {
        <section class="panel-box chart">
            <div class="row chart-head">
                <h2 class="h3">"In and out"</h2>
                <span class="push row legend small"><i class="swatch in"></i>"In"<i class="swatch out"></i>"Out"</span>
            </div>
            <p class="row read-out" aria-live="polite">{read}</p>
            <div class="bars">
                <ol class="grid-lines" aria-hidden="true">{lines}</ol>
                <ol class="months">{pairs.collect_view()}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn in_out(row: &ReportRow) -> InOut {
    let day = row.key.parse().unwrap_or(Date::MIN);
    InOut {
        month: Month::of(day),
        money_in: row.money,
        money_out: row.out.as_ref().and_then(|out| out.money),
    }
}

fn pair(step: InOut, label: String, named: bool, top: i64, look: Callback<()>) -> AnyView {
    let told = |money: Option<Money>| {
        money.map_or(crate::ui::amount::BEYOND.to_owned(), |money| {
            money.to_string()
        })
    };
    let words = format!(
        "{label}: in {}, out {}",
        told(step.money_in),
        told(step.money_out)
    );
    let nothing = |money: Option<Money>| money.is_some_and(|money| money.amount_minor() == 0);
    view! {
        <li>
            <button type="button" on:mouseenter=while_here(move |_| look.run(())) on:focus=while_here(move |_| look.run(())) on:click=move |_| look.run(())>
                <span class="seen-by-readers">{words}</span>
                <span class="pair-of-bars" aria-hidden="true">
                    <i class="bar-in" class:nothing=nothing(step.money_in) style:height=percent(step.money_in, top)></i>
                    <i class="bar-out" class:nothing=nothing(step.money_out) style:height=percent(step.money_out, top)></i>
                </span>
                {named.then(|| view! { <span class="month-name" aria-hidden="true">{label}</span> })}
            </button>
        </li>
    }
    .into_any()
}
