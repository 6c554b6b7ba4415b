//! The page: which report, of which days, beside which; its drawing and its table.

use leptos::prelude::*;
use shared::reports::{Report, ReportKind, ReportQuery};

use super::address::{Shown, use_shown};
use super::bars::Bars;
use super::head::Head;
use super::rows::{Dated, Grouped};
use crate::client::{Call, Failure};
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::when::date_words;

#[component]
pub fn ReportsPage() -> AnyView {
    let asked = use_shown();
    let shown = Signal::derive(move || asked.get().unwrap_or_default());
    let report = Fetched::new(
        move || {
            let shown = shown.get();
            (shown.kind(), shown.query())
        },
        |(kind, query)| read(kind, query),
    );
    let rows = Signal::derive(move || {
        let kind = shown.get().kind();
        report.last.with(|read| {
            let (_, report) = read.as_ref().filter(|(of, _)| *of == kind)?;
            u64::try_from(report.rows.iter().chain(&report.others).count()).ok()
        })
    });
    view! {
        <section class="page">
            <Head shown rows/>
            <div class="page-body">
                {live(move || if asked.with(Option::is_some) { view! { <Body shown report/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
            </div>
        </section>
    }
    .into_any()
}

async fn read(kind: ReportKind, query: ReportQuery) -> Result<(ReportKind, Report), Failure> {
    let report = Call::get(format!("/reports/{kind}"))
        .query(&query)
        .send()
        .await?;
    Ok((kind, report))
}

type Read = (ReportKind, Report);

#[component]
fn Body(shown: Signal<Shown>, report: Fetched<Read>) -> AnyView {
    let nothing = move || view! { <Nothing shown/> }.into_any();
    let children = move |read: Signal<Read>| {
        view! {
            <div class="stack">
            <p class="muted">{move || read.with(told)}</p>
            {live(move || {
                let (kind, report) = read.get();
                match kind {
                    ReportKind::Money => view! { <Bars report=report.clone()/><Dated report/> }.into_any(),
                    _ => view! { <Grouped kind report shown/> }.into_any(),
                }
            })}
            </div>
        }
        .into_any()
    };
    view! { <Loaded what=report name="The report" is_empty=is_empty rows=8 empty=nothing children/> }.into_any()
}

fn is_empty((_, report): &Read) -> bool {
    let total = &report.total;
    let spent = total.out.as_ref().map_or(0, |out| out.count);
    let before = total.compared.map_or(0, |before| before.count);
    total.count == 0 && spent == 0 && before == 0
}

/// Which days, beside which, by which date, and of whose records.
fn told((kind, report): &Read) -> String {
    let span = |period: shared::reports::Period| match period.from == period.to {
        true => date_words(period.from),
        false => format!("{} to {}", date_words(period.from), date_words(period.to)),
    };
    let mut told = match kind {
        ReportKind::Work => String::new(),
        _ => format!("{}. ", span(report.period)),
    };
    if let Some(beside) = report.compared {
        told = format!("{} beside {}. ", span(report.period), span(beside));
    }
    told.push_str(kind.goes_by());
    if report.own_only {
        told.push_str(" Only what you recorded yourself.");
    }
    told
}

#[component]
fn Nothing(shown: Signal<Shown>) -> AnyView {
    let work = shown.with_untracked(|shown| shown.kind() == ReportKind::Work);
    let (title, why) = match work {
        true => ("Nothing waits", "Every job is completed."),
        false => (
            "Nothing in these days",
            "No completed job and no expenditure belongs to them. Choose other days above.",
        ),
    };
    view! { <Blank icon="chart-column" title why narrow=true/> }.into_any()
}

#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no report" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="Reports" href="/reports"/>
        </Blank>
    }
    .into_any()
}
