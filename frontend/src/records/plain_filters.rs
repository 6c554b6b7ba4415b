//! The filter row of records without filters of their own: days and totals where they have amounts, who recorded them, and the
//! trash.

use leptos::prelude::*;
use shared::page::Deleted;
use web_sys::SubmitEvent;

use super::export::{ExportForm, whole};
use super::filters::{Parts, dates, filter_row};
use super::list::RecordList;
use super::plain::Plain;
use super::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::button::{Button, Weight};
use crate::ui::filter_form::{DatesForm, Tick, Totals, TotalsFields, form_of, ticked};
use crate::ui::popover;

const DATES: &str = "record-dates";
const FILTER: &str = "record-filter";

/// `search` says what the search looks through.
pub fn plain_filters<R: Plain>(query: Signal<R::Query>, search: &'static str) -> AnyView {
    let days = move || {
        let (days, take) = dates(query, DATES);
        view! { <DatesForm days take/> }
    };
    let form = move || filter_form::<R>(query);
    let parts = Parts {
        search,
        dates: R::Query::HAS_AMOUNTS.then(|| (DATES, ViewFn::from(days))),
        filter: (FILTER, ViewFn::from(form)),
        export: ViewFn::from(export_form::<R>),
    };
    filter_row(query, parts)
}

/// In which form the list that is open goes out.
fn export_form<R: Plain>() -> AnyView {
    let list = expect_context::<RecordList<R>>();
    let count = list
        .summary
        .last
        .with_untracked(|sum| Some(sum.as_ref()?.count));
    let address = list
        .query
        .with_untracked(|query| whole(R::Query::PATH, query));
    view! { <ExportForm list=address count noun=(R::NAME, R::NAMES)/> }.into_any()
}

fn filter_form<R: Plain>(query: Signal<R::Query>) -> AnyView {
    let session = use_session();
    let go = use_go();
    let now = query.get_untracked();
    let currency = untrack(|| session.currency());
    let me = session
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.user.id));
    let totals = Totals::new(now.totals(), currency);
    let take = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let Some(span) = totals.take() else { return };
        let is_ticked = |name| !ticked(&form, name).is_empty();
        let authors = me.filter(|_| is_ticked("mine")).into_iter().collect();
        let deleted = match is_ticked("trash") {
            true => Deleted::Only,
            false => Deleted::None,
        };
        let found = query.get_untracked().changed(|found| {
            found.set_authors(authors);
            found.set_totals(span);
            found.set_deleted(deleted);
        });
        popover::close(FILTER);
        go.run(found.first_page());
    };
    let amounts = R::Query::HAS_AMOUNTS.then(|| view! { <TotalsFields totals/> });
    view! {
        <form class="stack" on:submit=take novalidate>
            {amounts}
            <Tick name="mine" value="mine" label="Recorded by me" on=now.asks_for_authors()/>
            <Tick name="trash" value="only" label="In the trash" on=now.deleted() == Deleted::Only/>
            <Button label=format!("Show {}", R::NAMES) submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}
