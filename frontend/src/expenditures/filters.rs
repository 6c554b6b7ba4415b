//! The filter row of the expenditures list; every choice leads to an address.

use leptos::prelude::*;
use shared::expenditures::ExpenditureQuery;
use shared::page::Deleted;
use web_sys::SubmitEvent;

use super::address;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::button::{Button, Weight};
use crate::ui::filter_bar::{Chip, FilterBar, SearchBox};
use crate::ui::filter_form::{DatesForm, Tick, Totals, TotalsFields, form_of, ticked};
use crate::ui::icon::Icon;
use crate::ui::period::Days;
use crate::ui::popover::{self, Popover};
use crate::ui::printed::Printed;
use crate::ui::segments::LinkSegments;
use crate::ui::when::today;

#[component]
pub fn ExpenditureFilters(query: Signal<ExpenditureQuery>) -> AnyView {
    let session = use_session();
    let go = use_go();
    let periods = Signal::derive(move || address::periods(&query.get(), today(session)));
    let words = Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()));
    let search = Callback::new(move |text: String| {
        let text = shared::text::clean(&text);
        let found = ExpenditureQuery {
            q: (!text.is_empty()).then_some(text),
            ..query.get_untracked()
        };
        go.run(address::list(&found));
    });
    let chips = move || {
        let chips = address::chips(&query.get(), today(session), session.currency());
        let chip = |(label, without)| view! { <Chip label without=address::list(&without)/> };
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
        filtered.then(|| view! { <a class="quiet-link push" href=address::PATH data-noscroll>"Clear filters"</a> })
    };
    let days = move || query.with(address::days);
    let take_days = Callback::new(move |days: Days| {
        popover::close("expenditures-dates");
        go.run(query.with_untracked(|query| address::on_days(query, days)));
    });
    let calendar = || view! { <Icon name="calendar"/><span>"Dates"</span> };
    let plus = || view! { <Icon name="plus"/><span>"Filter"</span> };
    view! {
        <FilterBar>
            <LinkSegments name="Period" choices=periods>
                <Popover id="expenditures-dates" name="Dates" class="dates" trigger=calendar><DatesForm days=days() take=take_days/></Popover>
            </LinkSegments>
            <SearchBox label="Description" value=words search/>
            {chips}
            <Popover id="expenditures-filter" name="Filter" class="chip add" trigger=plus><FilterForm query/></Popover>
            {clear}
        </FilterBar>
        <Printed filters/>
    }
    .into_any()
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
        popover::close("expenditures-filter");
        go.run(address::list(&found));
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
