//! The filter row of the jobs list.

use leptos::prelude::*;
use shared::jobs::JobQuery;

use super::filter_forms::{DATES, FILTER};
use crate::records::filters::{Parts, filter_row};
use crate::ui::lazy::{LazyPart, PartLoading};

#[component]
pub fn JobFilters(
    query: Signal<JobQuery>,
    /// The small forms, whose code comes later.
    dates: fn() -> PartLoading,
    form: fn() -> PartLoading,
    export: fn() -> PartLoading,
) -> AnyView {
    let parts = Parts {
        search: "Number, customer or item",
        dates: Some((
            DATES,
            ViewFn::from(move || view! { <LazyPart part=dates/> }),
        )),
        filter: (
            FILTER,
            ViewFn::from(move || view! { <LazyPart part=form/> }),
        ),
        export: ViewFn::from(move || view! { <LazyPart part=export/> }),
    };
    filter_row(query, parts)
}
