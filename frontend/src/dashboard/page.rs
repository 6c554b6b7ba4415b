//! The page: head, figures, chart, today's jobs; three steps to begin while there is nothing to show.

use leptos::prelude::*;
use shared::dashboard::{Dashboard, FigureKind, MonthFigures};
use shared::money::Money;
use shared::permission::Permission;

use super::calls;
use super::figures::{CountFigures, MoneyFigures};
use super::today::TodaysJobs;
use crate::browser;
use crate::session::{Session, use_session};
use crate::ui::blank::Blank;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::can::Can;
use crate::ui::chart::{Chart, InOut};
use crate::ui::effect::{effect, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::when;

/// As often as a figure of today is worth another look.
const RENEW_MINUTES: i64 = 5;

#[component]
pub fn DashboardPage() -> AnyView {
    let session = use_session();
    let dashboard = Fetched::new(|| (), |()| calls::dashboard());
    renew(session, dashboard);
    let note = Signal::derive(move || {
        dashboard.last.with(|last| {
            last.as_ref().map_or_else(String::new, |last| {
                let time = when::shop_time(last.as_of, &session.zone()).time;
                format!("{} · figures of {time}", when::day_in_full(last.today))
            })
        })
    });
    let failed = Signal::derive(move || {
        if dashboard.failed.with(Option::is_some) {
            Weight::Secondary
        } else {
            Weight::Primary
        }
    });
    let figures = move |shown: Signal<Dashboard>| view! { <Figures shown/> }.into_any();
    view! {
        <section class="page">
            <div class="page-top plain-top">
                <PageHead title="Dashboard" note>
                    <Can permission=Permission::ExpendituresWrite><LinkButton label="New expenditure" href="/expenditures#new" keys=&["e"]/></Can>
                    <Can permission=Permission::JobsWrite><LinkButton label="New job" href="/jobs/new" weight=failed keys=&["n"]/></Can>
                </PageHead>
            </div>
            <div class="dashboard">
                <Loaded what=dashboard name="The figures" is_empty=nothing_yet empty=|| view! { <Begin/> }.into_any() rows=6 children=figures/>
            </div>
        </section>
    }
    .into_any()
}

/// An open dashboard stays true: it is asked for again every few minutes, at midnight, and after what was done here.
fn renew(session: Session, dashboard: Fetched<Dashboard>) {
    let turn = memo(move || {
        (
            session.minute.get() / RENEW_MINUTES,
            when::today(session),
            session.changes.get(),
        )
    });
    let mut first = true;
    effect(move || {
        turn.with(|_| ());
        if !std::mem::replace(&mut first, false) && !browser::is_hidden() {
            dashboard.again();
        }
    });
    // Whoever comes back to the tab sees what is so now.
    let back = window_event_listener(leptos::ev::focus, move |_| dashboard.again());
    on_cleanup(move || back.remove());
}

#[component]
fn Figures(shown: Signal<Dashboard>) -> AnyView {
    let months = Signal::derive(move || shown.with(|shown| money_of(&shown.months)));
    let sees_money = memo(move || shown.with(tells_money));
    view! {
        <div class="dashboard-rows" class:without-money=move || !sees_money.get()>
            <Show when=move || sees_money.get()><MoneyFigures shown/></Show>
            <CountFigures shown/>
            <Show when=move || sees_money.get()><Chart title="In and out" rest=", six months" months/></Show>
            <TodaysJobs today=Signal::derive(move || shown.with(|shown| shown.today)) as_of=Signal::derive(move || shown.with(|shown| shown.as_of))/>
        </div>
    }
    .into_any()
}

/// Whether any amount is told: none is to who may not see business figures.
fn tells_money(dashboard: &Dashboard) -> bool {
    let figure = dashboard
        .figures
        .iter()
        .any(|figure| figure.money.is_some());
    let month = |month: &MonthFigures| month.money_in.or(month.money_out).is_some();
    figure || dashboard.months.iter().any(month)
}

/// The months for the chart.
fn money_of(months: &[MonthFigures]) -> Vec<InOut> {
    let both = |month: &MonthFigures| InOut {
        month: month.month,
        money_in: month.money_in,
        money_out: month.money_out,
    };
    months.iter().map(both).collect()
}

fn nothing_yet(dashboard: &Dashboard) -> bool {
    // Beside amounts that are told, one that is not is too large to be, and not nothing.
    let sees_money = tells_money(dashboard);
    let zero = |money: Option<Money>| money.map_or(!sees_money, |money| money.amount_minor() == 0);
    let no_figure = dashboard.figures.iter().all(|figure| match figure.kind {
        FigureKind::Count => figure.count.unwrap_or(0) == 0,
        FigureKind::Money => zero(figure.money),
    });
    let no_month = dashboard
        .months
        .iter()
        .all(|month| zero(month.money_in) && zero(month.money_out));
    no_figure && no_month
}

/// Three steps to begin.
#[component]
fn Begin() -> AnyView {
    view! {
        <Blank icon="layout-dashboard" title="Nothing is recorded yet" why="The figures of today, this week and this month stand here as soon as there is something to count.">
            <ol class="begin">
                <Can permission=Permission::ImportsRun><li><a class="plain" href="/settings/import">"Bring in the books"</a><span class="muted">" of the old application, if there are any"</span></li></Can>
                <Can permission=Permission::JobsWrite><li><a class="plain" href="/jobs/new">"Record the first job"</a><span class="muted">": a sale starts with the customer's name"</span></li></Can>
                <Can permission=Permission::UsersWrite><li><a class="plain" href="/users/new">"Add the others"</a><span class="muted">", each with an own password"</span></li></Can>
            </ol>
        </Blank>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dashboard(count: u64, minor: Option<i64>) -> Dashboard {
        let money = minor.map(|minor| json!({"amount_minor": minor, "currency": "NGN"}));
        serde_json::from_value(json!({
            "as_of": "2026-11-24T14:10:00.000Z",
            "today": "2026-11-24",
            "figures": [
                {"key": "incomplete", "kind": "count", "count": count, "money": null, "list": "/jobs"},
                {"key": "revenue_month", "kind": "money", "count": null, "money": money, "list": "/jobs"},
            ],
            "months": [{"month": "2026-11", "in": money, "out": money}],
        }))
        .unwrap()
    }

    #[test]
    fn who_may_not_see_money_gets_no_chart_and_one_amount_too_large_takes_none_away() {
        assert!(!tells_money(&dashboard(1, None)));
        assert!(tells_money(&dashboard(1, Some(0))));
        let mut one_too_large = dashboard(0, Some(0));
        one_too_large.months[0].money_out = None;
        assert!(tells_money(&one_too_large));
        assert!(!nothing_yet(&one_too_large));
    }

    #[test]
    fn a_shop_begins_until_something_is_recorded() {
        for (count, minor, expected) in [
            (0, Some(0), true),
            (0, None, true),
            (1, None, false),
            (0, Some(1), false),
        ] {
            assert_eq!(
                nothing_yet(&dashboard(count, minor)),
                expected,
                "{count} {minor:?}"
            );
        }
    }
}
