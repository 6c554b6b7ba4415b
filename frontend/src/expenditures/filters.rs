//! The filter row of the expenditures list; every choice leads to an address.

use leptos::prelude::*;
use shared::expenditures::ExpenditureQuery;
use shared::money::{Money, format_amount};
use shared::page::Deleted;
use web_sys::SubmitEvent;

use super::address;
use crate::session::use_session;
use crate::ui::address::use_go;
use crate::ui::button::{Button, Weight};
use crate::ui::filter_bar::{Chip, FilterBar, SearchBox};
use crate::ui::filter_form::{DatesForm, Plain, Tick, Turned, filled, form_of, is_turned, ticked};
use crate::ui::icon::Icon;
use crate::ui::period::Days;
use crate::ui::pop::{self, Pop};
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
    let clear = move || {
        let filtered = query.with(address::is_filtered);
        filtered.then(|| view! { <a class="quiet-link push" href=address::PATH data-noscroll>"Clear filters"</a> })
    };
    let days = move || query.with(address::days);
    let take_days = Callback::new(move |days: Days| {
        pop::close("expenditures-dates");
        go.run(query.with_untracked(|query| address::on_days(query, days)));
    });
    let calendar = || view! { <Icon name="calendar"/><span>"Dates"</span> };
    let plus = || view! { <Icon name="plus"/><span>"Filter"</span> };
    view! {
        <FilterBar>
            <LinkSegments name="Period" choices=periods>
                <Pop id="expenditures-dates" name="Dates" class="dates" trigger=calendar><DatesForm days=days() take=take_days/></Pop>
            </LinkSegments>
            <SearchBox label="Description" value=words search/>
            {chips}
            <Pop id="expenditures-filter" name="Filter" class="chip add" trigger=plus><FilterForm query/></Pop>
            {clear}
        </FilterBar>
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
    let amount = |minor: Option<i64>| {
        minor
            .map(|minor| format_amount(minor, currency.exponent()))
            .unwrap_or_default()
    };
    let wrong = RwSignal::new(false);
    let take = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let money = |name| {
            filled(&form, name).and_then(|text| {
                Money::parse(&text, currency).map_or(None, |money| Some(money.amount_minor()))
            })
        };
        let is_ticked = |name| !ticked(&form, name).is_empty();
        let found = ExpenditureQuery {
            created_by: me.filter(|_| is_ticked("mine")).into_iter().collect(),
            total_min: money("least"),
            total_max: money("most"),
            deleted: if is_ticked("trash") {
                Deleted::Only
            } else {
                Deleted::None
            },
            ..query.get_untracked()
        };
        if is_turned((found.total_min, found.total_max), wrong) {
            return;
        }
        pop::close("expenditures-filter");
        go.run(address::list(&found));
    };
    view! {
        <form class="stack" on:submit=take>
            <div class="pair">
                <Plain label="Total from" name="least" value=amount(now.total_min)/>
                <Plain label="Total to" name="most" value=amount(now.total_max)/>
            </div>
            <Turned wrong why="The highest total is below the lowest."/>
            <Tick name="mine" value="mine" label="Recorded by me" on=!now.created_by.is_empty()/>
            <Tick name="trash" value="only" label="In the trash" on=now.deleted == Deleted::Only/>
            <Button label="Show expenditures" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}
