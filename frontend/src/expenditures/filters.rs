//! The filter row of the expenditures list.

use leptos::prelude::*;
use shared::expenditures::ExpenditureQuery;
use shared::page::Deleted;
use web_sys::SubmitEvent;

use crate::records::filters::{Parts, dates, filter_row};
use crate::records::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::button::{Button, Weight};
use crate::ui::filter_form::{DatesForm, Tick, Totals, TotalsFields, form_of, ticked};
use crate::ui::popover;

const DATES: &str = "expenditures-dates";
const FILTER: &str = "expenditures-filter";

#[component]
pub fn ExpenditureFilters(query: Signal<ExpenditureQuery>) -> AnyView {
    let days = move || {
        let (days, take) = dates(query, DATES);
        view! { <DatesForm days take/> }
    };
    let parts = Parts {
        search: "Description",
        dates: Some((DATES, ViewFn::from(days))),
        filter: (FILTER, ViewFn::from(move || view! { <FilterForm query/> })),
    };
    filter_row(query, parts)
}

#[component]
fn FilterForm(query: Signal<ExpenditureQuery>) -> AnyView {
    let session = use_session();
    let go = use_go();
    let now = query.get_untracked();
    let currency = untrack(|| session.currency());
    let me = session
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.user.id));
    let totals = Totals::new((now.total_min, now.total_max), currency);
    let take = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let Some((total_min, total_max)) = totals.take() else {
            return;
        };
        let is_ticked = |name| !ticked(&form, name).is_empty();
        let found = ExpenditureQuery {
            created_by: me.filter(|_| is_ticked("mine")).into_iter().collect(),
            total_min,
            total_max,
            deleted: if is_ticked("trash") {
                Deleted::Only
            } else {
                Deleted::None
            },
            ..query.get_untracked()
        };
        popover::close(FILTER);
        go.run(found.first_page());
    };
    view! {
        <form class="stack" on:submit=take novalidate>
            <TotalsFields totals/>
            <Tick name="mine" value="mine" label="Recorded by me" on=!now.created_by.is_empty()/>
            <Tick name="trash" value="only" label="In the trash" on=now.deleted == Deleted::Only/>
            <Button label="Show expenditures" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}
