//! The head of the page: tabs, periods, and what stands beside them.

use leptos::prelude::*;
use shared::reports::{Compare, ReportKind};

use super::address::{Named, Shown};
use crate::records::export::{Export, ExportForm, asked};
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::effect::live;
use crate::ui::filter_bar::FilterBar;
use crate::ui::filter_form::DatesForm;
use crate::ui::icon::Icon;
use crate::ui::page_head::PageHead;
use crate::ui::period::Days;
use crate::ui::popover::{self, Popover};
use crate::ui::segments::{LinkChoice, LinkSegments};
use crate::ui::when::today;

const DATES: &str = "report-dates";

#[component]
pub fn Head(
    shown: Signal<Shown>,
    /// How many rows the report has, if it is there.
    rows: Signal<Option<u64>>,
) -> AnyView {
    let session = use_session();
    let tab = move |kind: &ReportKind| {
        let kind = *kind;
        let href = move || shown.get().of(kind).address();
        let current = move || (shown.get().kind() == kind).then_some("page");
        view! { <a href=href aria-current=current data-noscroll>{kind.label()}</a> }
    };
    let periods = Signal::derive(move || {
        let (today, shown) = (today(session), shown.get());
        let now = shown.days(today);
        let choice = |named: Named| {
            let (label, short) = named.words();
            let days = named.days(today);
            LinkChoice {
                label,
                short,
                href: shown.on(days.from, days.to).address(),
                chosen: now == Some(days),
            }
        };
        Named::ALL.map(choice).to_vec()
    });
    let compares = Signal::derive(move || compares(shown.get()));
    let is_of_days = move || shown.get().kind() != ReportKind::Work;
    view! {
        <div class="page-top">
            <PageHead title="Reports"/>
            <FilterBar>
                {live(move || is_of_days().then(|| view! {
                    <LinkSegments name="Period" choices=periods><Dates shown/></LinkSegments>
                    <LinkSegments name="Beside" choices=compares/>
                }))}
                <Export form=move || export_form(shown, rows)/>
            </FilterBar>
            <nav class="tabs" aria-label="Reports">{ReportKind::ALL.iter().map(tab).collect_view()}</nav>
        </div>
    }
    .into_any()
}

fn compares(shown: Shown) -> Vec<LinkChoice> {
    let choice = |(compare, label, short)| LinkChoice {
        label,
        short,
        href: shown.beside(compare).address(),
        chosen: shown.compare() == compare,
    };
    [
        (Compare::None, "Alone", "Alone"),
        (Compare::Previous, "Beside the days before", "Before"),
        (Compare::Year, "Beside last year", "Last year"),
    ]
    .map(choice)
    .to_vec()
}

/// In which form the report that is open goes out.
fn export_form(shown: Signal<Shown>, rows: Signal<Option<u64>>) -> AnyView {
    let (kind, query) = shown.with_untracked(|shown| (shown.kind(), shown.query()));
    let list = asked(&format!("/reports/{kind}"), &query);
    let count = rows.get_untracked();
    view! { <ExportForm list count noun=("row", "rows")/> }.into_any()
}

/// Days that no period names.
#[component]
fn Dates(shown: Signal<Shown>) -> AnyView {
    let session = use_session();
    let go = use_go();
    let trigger = || view! { <Icon name="calendar"/><span>"Dates"</span> };
    let form = move || {
        let days = shown.get_untracked().days(untrack(|| today(session)));
        let days: Days = (days.map(|days| days.from), days.map(|days| days.to));
        let take = Callback::new(move |(from, to): Days| {
            popover::close(DATES);
            let asked = Shown {
                from,
                to,
                by: None,
                ..shown.get_untracked()
            };
            go.run(asked.address());
        });
        view! { <DatesForm days take/> }
    };
    view! { <Popover id=DATES name="Dates" class="dates" trigger=trigger>{form()}</Popover> }
        .into_any()
}
