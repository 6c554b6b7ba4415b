//! Money in and out by month: pairs of bars with a read-out line, and the same figures as a table.

pub mod scale;

use leptos::prelude::*;
use shared::currency::Currency;
use shared::date::Month;
use shared::money::Money;

use super::amount::{BEYOND, ToldAmount};
use super::segments::{Choice, Segments};
use crate::task::while_here;
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

/// One month's money; none where it is beyond the largest amount.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InOut {
    pub month: Month,
    pub money_in: Option<Money>,
    pub money_out: Option<Money>,
}

impl InOut {
    fn net(self) -> Option<Money> {
        self.money_in?.checked_sub(self.money_out?)
    }

    fn names(self) -> (&'static str, &'static str) {
        usize::try_from(self.month.first().month() - 1)
            .map_or(("", ""), |at| MONTHS.get(at).copied().unwrap_or(("", "")))
    }
}

/// The currency of the first amount there is.
fn currency_of(months: &[InOut]) -> Currency {
    months
        .iter()
        .find_map(|month| month.money_in.or(month.money_out))
        .map_or(Currency::NGN, Money::currency)
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
                <span class="push">"In "<ToldAmount money=month.money_in/></span>
                <span>"Out "<ToldAmount money=month.money_out out=true/></span>
            }
        })
    };
    let exponent = move || months.with(|months| currency_of(months).exponent());
    let top = memo(move || months.with(|months| scale(months, exponent())));
    let grid = move || {
        let currency = months.with(|months| currency_of(months));
        // Without a bar there is only the base line.
        let lines = if top.get() == 0 { 0..=0 } else { 0..=4 };
        lines.rev().map(|quarter| view! { <li><span><span class="only-wide">{currency.symbol()}</span>{short(top.get() / 4 * quarter, currency.exponent())}</span></li> }).collect_view()
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
    let told = |money: Option<Money>| money.map_or(BEYOND.to_owned(), |money| money.to_string());
    let label = format!(
        "{long_name}: in {}, out {}, net {}",
        told(month.money_in),
        told(month.money_out),
        told(net)
    );
    view! {
        <li>
            <button type="button" class:now=last
                on:mouseenter=move |_| look.run(true) on:mouseleave=while_here(move |_| look.run(false))
                on:focus=move |_| look.run(true) on:blur=while_here(move |_| look.run(false)) on:click=move |_| look.run(true)>
                <span class="seen-by-readers">{label}</span>
                <span class="pair-of-bars" aria-hidden="true">
                    <i class="bar-in" class:nothing=nothing(month.money_in) style:height=percent(month.money_in, top)></i>
                    <i class="bar-out" class:nothing=nothing(month.money_out) style:height=percent(month.money_out, top)></i>
                </span>
                <span class="month-name" aria-hidden="true">{short_name}</span>
                <span class="month-net" aria-hidden="true" class:bad=net.is_some_and(|net| net.amount_minor() < 0)>{net.map_or_else(|| "–".into_any(), short_net)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// No bar, then: its edges alone would look like a little.
fn nothing(money: Option<Money>) -> bool {
    money.is_some_and(|money| money.amount_minor() == 0)
}

/// `+₦1.2m`; on the phone `+1.2m`.
fn short_net(net: Money) -> AnyView {
    let (minor, currency) = (net.amount_minor(), net.currency());
    let sign = match minor.signum() {
        -1 => "\u{2212}",
        0 => "",
        _ => "+",
    };
    let amount = short(minor.saturating_abs(), currency.exponent());
    view! { {sign}<span class="only-wide">{currency.symbol()}</span>{amount} }.into_any()
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
                        <td class="figure"><ToldAmount money=month.money_in/></td>
                        <td class="figure"><ToldAmount money=month.money_out out=true/></td>
                        <td class="figure"><ToldAmount money=month.net() net=true/></td>
                    </tr>
                }
            })
            .collect_view()
    };
    let sums = move || {
        let months = months.get();
        let currency = currency_of(&months);
        let sum = |side: fn(&InOut) -> Option<Money>| -> Option<Money> {
            let all: Option<Vec<Money>> = months.iter().map(side).collect();
            Money::sum(currency, all?)
        };
        let ins = sum(|month| month.money_in);
        let outs = sum(|month| month.money_out);
        let net = ins.zip(outs).and_then(|(ins, outs)| ins.checked_sub(outs));
        view! {
            <tr>
                <th scope="row">"Sum"</th>
                <td class="figure"><ToldAmount money=ins sum=true/></td>
                <td class="figure"><ToldAmount money=outs out=true sum=true/></td>
                <td class="figure"><ToldAmount money=net net=true sum=true/></td>
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
