//! Money in and out by month: pairs of bars with a read-out line, and the same figures as a table.

mod scale;

use leptos::prelude::*;
use shared::currency::Currency;
use shared::date::Month;
use shared::money::Money;

use super::amount::Amount;
use super::segments::{Choice, Segments};
use crate::ui::effect::{live, memo};
use scale::{percent, scale, short};

const MONTHS: [(&str, &str); 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];
const VIEWS: [Choice; 2] = [
    Choice {
        value: "chart",
        label: "Chart",
        icon: Some("chart-column"),
    },
    Choice {
        value: "table",
        label: "Table",
        icon: Some("table-2"),
    },
];

/// One month's money.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InOut {
    pub month: Month,
    pub money_in: Money,
    pub money_out: Money,
}

impl InOut {
    fn net(self) -> Money {
        self.money_in
            .checked_sub(self.money_out)
            .unwrap_or(Money::zero(self.money_in.currency()))
    }

    fn names(self) -> (&'static str, &'static str) {
        usize::try_from(self.month.first().month() - 1)
            .map_or(("", ""), |at| MONTHS.get(at).copied().unwrap_or(("", "")))
    }
}

/// The months in their order; the last one is “so far”.
#[component]
pub fn Chart(
    title: &'static str,
    /// The part of the title that the phone does without.
    rest: &'static str,
    #[prop(into)] months: Signal<Vec<InOut>>,
) -> AnyView {
    let seen = RwSignal::new("chart".to_owned());
    let as_chart = move || seen.with(|seen| seen == "chart");
    view! {
        <section class="chart panel-box">
            <div class="row chart-head">
                <h2 class="h3">{title}<span class="only-wide">{rest}</span></h2>
                <span class="push row legend small" hidden=move || !as_chart()>
                    <i class="swatch in"></i>"In"<i class="swatch out"></i>"Out"
                </span>
                <Segments label="Show as" quiet_label=true name="chart-view" class="bar" choices=&VIEWS value=seen choose=Callback::new(move |to| seen.set(to))/>
            </div>
            {live(move || if as_chart() { view! { <Bars months/> }.into_any() } else { view! { <Twin months/> }.into_any() })}
        </section>
    }
    .into_any()
}

#[component]
fn Bars(months: Signal<Vec<InOut>>) -> AnyView {
    let chosen = RwSignal::new(None::<usize>);
    let read = move || {
        let months = months.get();
        let last = months.len().saturating_sub(1);
        let at = chosen.get().unwrap_or(last);
        months.get(at).map(|month| {
            let so_far = if at == last { ", so far" } else { "" };
            view! {
                <b>{month.names().1}{so_far}</b>
                <span class="push">"In "<Amount money=month.money_in/></span>
                <span>"Out "<Amount money=month.money_out out=true/></span>
            }
        })
    };
    let top = memo(move || months.with(|months| scale(months)));
    let symbol = move || {
        months.with(|months| {
            months
                .first()
                .map_or("", |month| month.money_in.currency().symbol())
        })
    };
    let grid = move || {
        let exponent = months.with(|months| {
            months
                .first()
                .map_or(2, |month| month.money_in.currency().exponent())
        });
        (0..=4).rev().map(|quarter| view! { <li><span><span class="only-wide">{symbol()}</span>{short(top.get() / 4 * quarter, exponent)}</span></li> }).collect_view()
    };
    let columns = move || {
        let months = months.get();
        let last = months.len().saturating_sub(1);
        months.into_iter().enumerate().map(|(at, month)| view! { <MonthBars month top=top.get() last=at == last look=Callback::new(move |on: bool| chosen.set(on.then_some(at)))/> }).collect_view()
    };
    view! {
        <p class="row read-out" aria-live="polite">{read}</p>
        <div class="bars">
            <ol class="grid-lines" aria-hidden="true">{grid}</ol>
            <ol class="months">{columns}</ol>
        </div>
    }
    .into_any()
}

#[component]
fn MonthBars(month: InOut, top: i64, last: bool, look: Callback<bool>) -> AnyView {
    let (short_name, long_name) = month.names();
    let net = month.net();
    let exponent = net.currency().exponent();
    let sign = if net.amount_minor() < 0 {
        "\u{2212}"
    } else {
        "+"
    };
    let label = format!(
        "{long_name}: in {}, out {}, net {net}",
        month.money_in, month.money_out
    );
    view! {
        <li>
            <button type="button" class:now=last
                on:mouseenter=move |_| look.run(true) on:mouseleave=move |_| look.run(false)
                on:focus=move |_| look.run(true) on:blur=move |_| look.run(false) on:click=move |_| look.run(true)>
                <span class="seen-by-readers">{label}</span>
                <span class="pair-of-bars" aria-hidden="true">
                    <i class="bar-in" style:height=percent(month.money_in.amount_minor(), top)></i>
                    <i class="bar-out" style:height=percent(month.money_out.amount_minor(), top)></i>
                </span>
                <span class="month-name" aria-hidden="true">{short_name}</span>
                <span class="month-net" aria-hidden="true" class:bad=net.amount_minor() < 0>{sign}<span class="only-wide">{net.currency().symbol()}</span>{short(net.amount_minor().saturating_abs(), exponent)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// The same figures as a table, sums under it.
#[component]
fn Twin(months: Signal<Vec<InOut>>) -> AnyView {
    let rows = move || {
        let months = months.get();
        let last = months.len().saturating_sub(1);
        months
            .into_iter()
            .enumerate()
            .map(|(at, month)| {
                let name = format!(
                    "{} {}{}",
                    month.names().0,
                    month.month.first().year(),
                    if at == last { ", so far" } else { "" }
                );
                view! {
                    <tr class:strong=at == last>
                        <th scope="row">{name}</th>
                        <td class="figure"><Amount money=month.money_in/></td>
                        <td class="figure"><Amount money=month.money_out out=true/></td>
                        <td class="figure"><Amount money=month.net() net=true/></td>
                    </tr>
                }
            })
            .collect_view()
    };
    let sums = move || {
        let months = months.get();
        let currency = months
            .first()
            .map_or(Currency::NGN, |month| month.money_in.currency());
        let ins = Money::sum(currency, months.iter().map(|month| month.money_in));
        let outs = Money::sum(currency, months.iter().map(|month| month.money_out));
        let net = ins.zip(outs).and_then(|(ins, outs)| ins.checked_sub(outs));
        view! {
            <tr>
                <th scope="row">"Sum"</th>
                <td class="figure">{ins.map(|money| view! { <Amount money sum=true/> })}</td>
                <td class="figure">{outs.map(|money| view! { <Amount money out=true sum=true/> })}</td>
                <td class="figure">{net.map(|money| view! { <Amount money net=true sum=true/> })}</td>
            </tr>
        }
    };
    view! {
        <table class="twin">
            <caption class="seen-by-readers">"Money in and out by month"</caption>
            <thead><tr><th scope="col">"Month"</th><th scope="col" class="figure">"In"</th><th scope="col" class="figure">"Out"</th><th scope="col" class="figure">"Net"</th></tr></thead>
            <tbody>{rows}</tbody>
            <tfoot>{sums}</tfoot>
        </table>
    }
    .into_any()
}
