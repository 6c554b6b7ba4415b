//! The filter row: days, and in a small form who, what and how it ended.

use leptos::prelude::*;
use shared::audit::{Entity, EventQuery, Outcome};
use shared::id::UserId;
use shared::page::Page;
use shared::permission::Permission;
use shared::users::User;
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlSelectElement, SubmitEvent};

use super::address::{PATH, changed, days, export, on_days};
use super::{calls, words};
use crate::session::use_session;
use crate::ui::address::{parsed, use_go};
use crate::ui::amount::grouped;
use crate::ui::button::{Button, Weight};
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::filter_bar::{Chip, FilterBar};
use crate::ui::filter_form::{DatesForm, Tick, form_of, ticked};
use crate::ui::icon::Icon;
use crate::ui::period::{Days, Period};
use crate::ui::popover::{self, Popover};
use crate::ui::segments::{LinkChoice, LinkSegments};
use crate::ui::take_button::TakeButton;
use crate::ui::when::{date_words, today};

const DATES: &str = "audit-dates";
const FILTER: &str = "audit-filter";

#[component]
pub fn Filters(query: Signal<EventQuery>) -> AnyView {
    let session = use_session();
    let people = people();
    let periods = Signal::derive(move || {
        let (query, zone, today) = (query.get(), session.zone(), today(session));
        let chosen = Period::of(days(&query, &zone), today);
        let choice = |period: Period| {
            let (label, short) = period.words();
            let href = on_days(&query, period.days(today), &zone);
            LinkChoice {
                label,
                short,
                href,
                chosen: chosen == Some(period),
            }
        };
        Period::ALL.map(choice).to_vec()
    });
    let export = Signal::derive(move || query.with(export));
    let calendar = || view! { <Icon name="calendar"/><span>"Dates"</span> };
    let plus = || view! { <Icon name="plus"/><span>"Filter"</span> };
    let chips = move || {
        let chip = |(label, without)| view! { <Chip label without/> };
        chips(&query.get(), &people.get(), &session.zone(), today(session))
            .into_iter()
            .map(chip)
            .collect_view()
    };
    let is_filtered = move || {
        query.with(|query| {
            EventQuery {
                sort: None,
                cursor: None,
                limit: None,
                ..query.clone()
            } != EventQuery::default()
        })
    };
    view! {
        <FilterBar>
            <LinkSegments name="Period" choices=periods>
                <Popover id=DATES name="Dates" class="dates" trigger=calendar><Dates query/></Popover>
            </LinkSegments>
            {live(chips)}
            <Popover id=FILTER name="Filter" class="chip add" trigger=plus><FilterForm query people/></Popover>
            <TakeButton label="Export" icon="file-down" class="bar" path=export/>
            <Show when=is_filtered><a class="quiet-link push" href=PATH data-noscroll>"Clear filters"</a></Show>
        </FilterBar>
    }
    .into_any()
}

/// The names of those who may have done it, for whoever may see the users.
fn people() -> Signal<Vec<User>> {
    if !untrack(|| use_session().may(Permission::UsersRead)) {
        return Signal::stored(Vec::new());
    }
    let fetched: Fetched<Page<User>> = Fetched::new(|| (), |()| calls::people());
    Signal::derive(move || fetched.last.get().map(|page| page.data).unwrap_or_default())
}

/// Each filter in words, and the address without it.
fn chips(
    query: &EventQuery,
    people: &[User],
    zone: &str,
    today: shared::date::Date,
) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let (from, to) = days(query, zone);
    if Period::of((from, to), today).is_none() {
        let told = match (from.map(date_words), to.map(date_words)) {
            (Some(from), Some(to)) if from == to => from,
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("From {from}"),
            (None, to) => format!("Until {}", to.unwrap_or_default()),
        };
        chips.push((told, on_days(query, (None, None), zone)));
    }
    if let Some(seq) = query.after {
        let label = format!("After № {}", grouped(&seq.to_string()));
        chips.push((label, changed(query, |other| other.after = None)));
    }
    if let Some(id) = &query.entity_id {
        let label = format!("Record: {id}");
        chips.push((label, changed(query, |other| other.entity_id = None)));
    }
    for id in &query.actor {
        let known = people.iter().find(|user| user.id == *id);
        let name = known.map_or_else(|| id.to_string(), |user| user.username.clone());
        let without = changed(query, |other| other.actor.retain(|one| one != id));
        chips.push((format!("By {name}"), without));
    }
    for entity in &query.entity {
        let without = changed(query, |other| other.entity.retain(|one| one != entity));
        chips.push((words::kind(*entity).to_owned(), without));
    }
    for action in &query.action {
        let without = changed(query, |other| other.action.retain(|one| one != action));
        chips.push((words::did(action.as_str()).1.to_owned(), without));
    }
    for outcome in &query.outcome {
        let label = match outcome {
            Outcome::Success => "Done",
            Outcome::Failure => "Refused",
        };
        let without = changed(query, |other| other.outcome.retain(|one| one != outcome));
        chips.push((label.to_owned(), without));
    }
    chips
}

#[component]
fn Dates(query: Signal<EventQuery>) -> AnyView {
    let session = use_session();
    let go = use_go();
    let zone = untrack(|| session.zone());
    let now = query.with_untracked(|query| days(query, &zone));
    let take = Callback::new(move |days: Days| {
        popover::close(DATES);
        let zone = untrack(|| session.zone());
        go.run(query.with_untracked(|query| on_days(query, days, &zone)));
    });
    view! { <DatesForm days=now take/> }.into_any()
}

#[component]
fn FilterForm(query: Signal<EventQuery>, people: Signal<Vec<User>>) -> AnyView {
    let go = use_go();
    let now = query.get_untracked();
    let take = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let to = query.with_untracked(|query| {
            changed(query, |other| {
                other.actor = chosen::<UserId>(&form, "actor");
                other.entity = chosen::<Entity>(&form, "entity");
                other.action = chosen(&form, "action");
                let refused = !ticked(&form, "refused").is_empty();
                other.outcome = refused.then_some(Outcome::Failure).into_iter().collect();
            })
        });
        popover::close(FILTER);
        go.run(to);
    };
    let kinds = Entity::ALL.iter();
    let kinds = kinds.map(|kind| (kind.to_string(), words::kind(*kind).to_owned()));
    let deeds = words::DEEDS.iter();
    let mut deeds: Vec<_> = deeds
        .map(|(action, _, deed)| (action.to_string(), (*deed).to_owned()))
        .collect();
    deeds.sort_by(|one, other| one.1.cmp(&other.1));
    let actor = now.actor.first().map(ToString::to_string);
    let people = move || {
        let people = people.get().into_iter();
        people
            .map(|user| (user.id.to_string(), user.username))
            .collect()
    };
    view! {
        <form class="stack" on:submit=take novalidate>
            <Pick name="actor" label="By" all="Anybody" options=Signal::derive(people) now=actor/>
            <Pick name="entity" label="About" all="Anything" options=Signal::stored(kinds.collect()) now=now.entity.first().map(ToString::to_string)/>
            <Pick name="action" label="What was done" all="Anything" options=Signal::stored(deeds) now=now.action.first().map(ToString::to_string)/>
            <Tick name="refused" value="failure" label="Only what was refused" on=now.outcome.contains(&Outcome::Failure)/>
            <Button label="Show events" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}

/// One of a list, or all of it; nothing to choose from is not shown.
#[component]
fn Pick(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    options: Signal<Vec<(String, String)>>,
    now: Option<String>,
) -> AnyView {
    let option = move |(value, word): (String, String)| {
        let selected = now.as_deref() == Some(value.as_str());
        view! { <option value=value selected=selected>{word}</option> }
    };
    let is_there = move || options.with(|options| !options.is_empty());
    let options = StoredValue::new((options, option));
    let list = move || {
        options.with_value(|(options, option)| options.get().into_iter().map(option).collect_view())
    };
    view! {
        <Show when=is_there>
            <label class="field">
                <span class="label">{label}</span>
                <span class="box"><select name=name autocomplete="off"><option value="">{all}</option>{list}</select><Icon name="chevron-down"/></span>
            </label>
        </Show>
    }
    .into_any()
}

fn chosen<T: std::str::FromStr>(form: &HtmlFormElement, name: &str) -> Vec<T> {
    let Ok(Some(found)) = form.query_selector(&format!("select[name={name}]")) else {
        return Vec::new();
    };
    let value = found
        .dyn_ref::<HtmlSelectElement>()
        .map(HtmlSelectElement::value);
    value.and_then(|value| parsed(&value)).into_iter().collect()
}
