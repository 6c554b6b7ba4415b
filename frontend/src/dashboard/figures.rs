//! The figures: cells of one panel, each a link to the list whose count or sum it is, if one list is.

use leptos::prelude::*;
use shared::dashboard::{Dashboard, Figure, FigureKey};
use shared::date::Date;

use crate::ui::amount::{ToldAmount, grouped};
use crate::ui::effect::memo;
use crate::ui::icon::Icon;
use crate::ui::when::{month_name, weekday_name};

fn figure(dashboard: &Dashboard, key: FigureKey) -> Option<Figure> {
    dashboard
        .figures
        .iter()
        .find(|figure| figure.key == key)
        .cloned()
}

/// Revenue less spending is net; and what was spent today.
#[component]
pub fn MoneyFigures(shown: Signal<Dashboard>) -> AnyView {
    let month = move || month_name(shown.with(|shown| shown.today));
    view! {
        <div class="figures money-figures">
            <MoneyCell shown key=FigureKey::RevenueMonth label=Signal::derive(move || format!("Revenue, {}", month())) note=Signal::derive(move || shown.with(revenue_note))/>
            <MoneyCell shown key=FigureKey::SpentMonth label=Signal::derive(move || format!("Spent, {}", month())) out=true note=Signal::derive(move || shown.with(|shown| since(shown.today)))/>
            <span class="equals" aria-hidden="true"><Icon name="equal"/></span>
            <MoneyCell shown key=FigureKey::NetMonth label=Signal::derive(move || format!("Net, {} so far", month())) net=true note=Signal::derive(move || shown.with(net_note))/>
            <MoneyCell shown key=FigureKey::SpentToday label="Spent today" out=true second=true note=Signal::derive(move || shown.with(|shown| weekday_name(shown.today).to_owned()))/>
        </div>
    }
    .into_any()
}

#[component]
fn MoneyCell(
    shown: Signal<Dashboard>,
    key: FigureKey,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] note: Signal<String>,
    #[prop(optional)] out: bool,
    /// The result: double rule, red below zero.
    #[prop(optional)]
    net: bool,
    #[prop(optional)] second: bool,
) -> AnyView {
    let cell = memo(move || shown.with(|shown| figure(shown, key)));
    let size = if second { "second" } else { "first" };
    move_view(move || {
        let Figure { money, list, .. } = cell.get()?;
        let marked = list
            .is_some()
            .then(|| view! { <Icon name="chevron-right" class="small"/> });
        let inside = view! {
            <span class="figure-label"><span>{label}</span>{marked}</span>
            <span class="figure-amount"><ToldAmount money out net sum=net class=size/></span>
            <span class="figure-note">{note}</span>
        };
        let class = format!("figure-cell {size}-cell");
        Some(match list {
            Some(href) => {
                view! { <a class=class class:net-cell=net href=href>{inside}</a> }.into_any()
            }
            None => view! { <div class=class class:net-cell=net>{inside}</div> }.into_any(),
        })
    })
}

fn move_view<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    view! { {view} }.into_any()
}

/// Five counts; what waits for somebody is marked by word and icon.
#[component]
pub fn CountFigures(shown: Signal<Dashboard>) -> AnyView {
    let week = Signal::derive(move || {
        shown.with(|shown| format!("since Monday {}", shown.today.first_of_week().day()))
    });
    let month = Signal::derive(move || shown.with(|shown| since(shown.today)));
    view! {
        <div class="figures count-figures">
            <CountCell shown key=FigureKey::JobsToday label="Jobs today" note="recorded for today"/>
            <CountCell shown key=FigureKey::CompletedToday label="Completed" rest="today" note="whenever they were taken"/>
            <CountCell shown key=FigureKey::CompletedWeek label="Completed this week" note=week class="wide-only-cell"/>
            <CountCell shown key=FigureKey::CompletedMonth label="Completed this month" note=month class="wide-only-cell"/>
            <CountCell shown key=FigureKey::Incomplete label="Incomplete" note="from all days" waits=true/>
        </div>
    }
    .into_any()
}

#[component]
fn CountCell(
    shown: Signal<Dashboard>,
    key: FigureKey,
    label: &'static str,
    /// The part of the label that the phone does without.
    #[prop(optional)]
    rest: &'static str,
    #[prop(into)] note: Signal<String>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] waits: bool,
) -> AnyView {
    let cell = memo(move || shown.with(|shown| figure(shown, key)));
    move_view(move || {
        let Figure { count, list, .. } = cell.get()?;
        let count = count?;
        let marked = waits && count > 0;
        Some(view! {
            <a class=format!("figure-cell {class}") href=list>
                <span class="figure-label" class:waiting=marked>
                    {marked.then(|| view! { <Icon name="circle-dashed" class="small"/> })}<span>{label}<span class="only-wide">" "{rest}</span></span><Icon name="chevron-right" class="small"/>
                </span>
                <b class="figure-count">{grouped(&count.to_string())}</b>
                <span class="figure-note">{note}</span>
            </a>
        })
    })
}

/// `since 1 November`.
fn since(today: Date) -> String {
    format!("since 1 {}", month_name(today))
}

/// `118 completed jobs`.
fn revenue_note(dashboard: &Dashboard) -> String {
    let count = figure(dashboard, FigureKey::CompletedMonth).and_then(|figure| figure.count);
    match count {
        Some(1) => "1 completed job".to_owned(),
        Some(count) => format!("{} completed jobs", grouped(&count.to_string())),
        None => String::new(),
    }
}

/// `₦344,650.00 in all of October`: a part of a month is not held against a whole one.
fn net_note(dashboard: &Dashboard) -> String {
    let before = dashboard.months.iter().rev().nth(1);
    let net = before.and_then(|month| {
        let net = month.money_in?.checked_sub(month.money_out?)?;
        Some(format!(
            "{net} in all of {}",
            month_name(month.month.first())
        ))
    });
    net.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with_months(months: &[(&str, i64, i64)]) -> Dashboard {
        let money = |minor: i64| json!({"amount_minor": minor, "currency": "NGN"});
        let months: Vec<_> = months
            .iter()
            .map(|(month, money_in, money_out)| json!({"month": month, "in": money(*money_in), "out": money(*money_out)}))
            .collect();
        serde_json::from_value(json!({
            "as_of": "2026-11-24T14:10:00.000Z", "today": "2026-11-24", "figures": [], "months": months,
        }))
        .unwrap()
    }

    #[test]
    fn beside_the_net_so_far_stands_the_whole_month_before() {
        for (before, expected) in [
            (6_000, "₦50.00 in all of October"),
            (400, "\u{2212}₦6.00 in all of October"),
        ] {
            let dashboard = with_months(&[("2026-10", before, 1_000), ("2026-11", 9_000, 0)]);
            assert_eq!(net_note(&dashboard), expected);
        }
        assert_eq!(net_note(&with_months(&[("2026-11", 1, 0)])), "");
    }
}
