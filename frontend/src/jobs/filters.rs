//! The filter row of the jobs list; every choice leads to an address.

use leptos::prelude::*;
use shared::jobs::JobQuery;

use super::address;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::filter_bar::{Chip, FilterBar, SearchBox};
use crate::ui::icon::Icon;
use crate::ui::lazy::{LazyPart, PartLoading};
use crate::ui::popover::Popover;
use crate::ui::printed::Printed;
use crate::ui::segments::LinkSegments;
use crate::ui::when::today;

#[component]
pub fn JobFilters(
    query: Signal<JobQuery>,
    /// The small forms, whose code comes later.
    dates: fn() -> PartLoading,
    form: fn() -> PartLoading,
) -> AnyView {
    let session = use_session();
    let go = use_go();
    let periods = Signal::derive(move || address::periods(&query.get(), today(session)));
    let words = Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()));
    let search = Callback::new(move |text: String| {
        let text = shared::text::clean(&text);
        let found = JobQuery {
            q: (!text.is_empty()).then_some(text),
            ..query.get_untracked()
        };
        go.run(address::list(&found));
    });
    let chips = move || {
        let chips = address::chips(&query.get(), today(session), session.currency());
        let chip = |(label, without): address::Chip| view! { <Chip label without=address::list(&without)/> };
        chips.into_iter().map(chip).collect_view()
    };
    let filters = Signal::derive(move || {
        let period = periods.get().into_iter().find(|period| period.chosen);
        let words = words.get();
        let search = (!words.is_empty()).then(|| format!("Search: {words}"));
        let chips = address::chips(&query.get(), today(session), session.currency());
        let chips = chips.into_iter().map(|(label, _)| label);
        let period = period.map(|period| period.label.to_owned());
        period.into_iter().chain(search).chain(chips).collect()
    });
    let clear = move || {
        let filtered = query.with(address::is_filtered);
        filtered.then(
            || view! { <a class="quiet-link push" href="/jobs" data-noscroll>"Clear filters"</a> },
        )
    };
    let calendar = || view! { <Icon name="calendar"/><span>"Dates"</span> };
    let plus = || view! { <Icon name="plus"/><span>"Filter"</span> };
    view! {
        <FilterBar>
            <LinkSegments name="Period" choices=periods>
                <Popover id="jobs-dates" name="Dates" class="dates" trigger=calendar><LazyPart part=dates/></Popover>
            </LinkSegments>
            <SearchBox label="Number, customer or item" value=words search/>
            {chips}
            <Popover id="jobs-filter" name="Filter" class="chip add" trigger=plus><LazyPart part=form/></Popover>
            {clear}
        </FilterBar>
        <Printed filters/>
    }
    .into_any()
}
