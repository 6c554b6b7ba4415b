//! The filter row of a list of records; every choice leads to an address.

use leptos::prelude::*;

use super::export::Export;
use super::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::filter_bar::{Chip, FilterBar, SearchBox};
use crate::ui::icon::Icon;
use crate::ui::period::Days;
use crate::ui::popover::{self, Popover};
use crate::ui::printed::Printed;
use crate::ui::segments::LinkSegments;
use crate::ui::when::today;

/// What differs from list to list.
pub struct Parts {
    /// What the search looks through.
    pub search: &'static str,
    /// The small form of days, with its id, where records took place on a day.
    pub dates: Option<(&'static str, ViewFn)>,
    /// The small form of all other filters, with its id.
    pub filter: (&'static str, ViewFn),
    /// The form in which the list goes out as a file.
    pub export: ViewFn,
}

/// Periods, search, chips, and the forms that add more.
pub fn filter_row<Q: ListQuery>(query: Signal<Q>, parts: Parts) -> AnyView {
    let session = use_session();
    let go = use_go();
    let periods = Signal::derive(move || query.with(|query| query.periods(today(session))));
    let words = Signal::derive(move || query.with(ListQuery::words).unwrap_or_default());
    let search = Callback::new(move |text: String| {
        let text = shared::text::clean(&text);
        let words = (!text.is_empty()).then_some(text);
        let found = query.with_untracked(|query| query.changed(|found| found.set_words(words)));
        go.run(found.first_page());
    });
    let chips = Signal::derive(move || {
        let chips = query.with(|query| query.chips(today(session), session.currency()));
        let address = |(label, without): (String, Q)| (label, without.first_page());
        chips.into_iter().map(address).collect()
    });
    let clear = Signal::derive(move || query.with(ListQuery::is_filtered).then_some(Q::PATH));
    let row = Row {
        periods,
        words,
        search,
        chips,
        clear,
    };
    row.view(parts)
}

/// The row of any list.
struct Row {
    periods: Signal<Vec<crate::ui::segments::LinkChoice>>,
    words: Signal<String>,
    search: Callback<String>,
    /// Words, and the address without them.
    chips: Signal<Vec<(String, String)>>,
    /// The address of the whole list, if it is filtered.
    clear: Signal<Option<&'static str>>,
}

impl Row {
    fn view(self, parts: Parts) -> AnyView {
        let Self {
            periods,
            words,
            search,
            chips,
            clear,
        } = self;
        let filters = Signal::derive(move || {
            let period = periods.get().into_iter().find(|period| period.chosen);
            let words = words.get();
            let search = (!words.is_empty()).then(|| format!("Search: {words}"));
            let chips = chips.get().into_iter().map(|(label, _)| label);
            let period = period.map(|period| period.label.to_owned());
            period.into_iter().chain(search).chain(chips).collect()
        });
        let chip = |(label, without)| view! { <Chip label without/> };
        let chips = move || chips.get().into_iter().map(chip).collect_view();
        let clear = move || {
            clear.get().map(
                |path| view! { <a class="quiet-link push" href=path data-noscroll>"Clear filters"</a> },
            )
        };
        let calendar = || view! { <Icon name="calendar"/><span>"Dates"</span> };
        let plus = || view! { <Icon name="plus"/><span>"Filter"</span> };
        let dates = parts.dates.map(|(id, form)| {
            view! {
                <LinkSegments name="Period" choices=periods>
                    <Popover id name="Dates" class="dates" trigger=calendar>{form.run()}</Popover>
                </LinkSegments>
            }
        });
        let (filter_id, filter) = parts.filter;
        let export = parts.export;
        view! {
            <FilterBar>
                {dates}
                <SearchBox label=parts.search value=words search/>
                {chips}
                <Popover id=filter_id name="Filter" class="chip add" trigger=plus>{filter.run()}</Popover>
                <Export form=export/>
                {clear}
            </FilterBar>
            <Printed filters/>
        }
        .into_any()
    }
}

/// The form of days that no period names: they are in force, and what takes others.
pub fn dates<Q: ListQuery>(query: Signal<Q>, id: &'static str) -> (Days, Callback<Days>) {
    let go = use_go();
    let take = Callback::new(move |days: Days| {
        popover::close(id);
        go.run(query.with_untracked(|query| query.on_days(days)));
    });
    (query.with_untracked(ListQuery::days), take)
}
