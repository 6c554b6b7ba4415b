//! One record beside its list: found by the page's address, with its neighbours in the list.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::list::RecordList;
use super::query::ListQuery;
use super::{Resource, calls};
use crate::browser;
use crate::ui::address::parsed;
use crate::ui::blank::Blank;
use crate::ui::changes::follow_one;
use crate::ui::drawer::Drawer;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;

/// The record that is open.
pub struct Opened<R: Resource> {
    pub id: R::Id,
    pub fetched: Fetched<R>,
    /// The address of the list without it.
    pub close: Signal<String>,
    /// It is being corrected in the drawer.
    pub editing: RwSignal<bool>,
}

impl<R: Resource> Clone for Opened<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Resource> Copy for Opened<R> {}

/// What a kind of record shows in its drawer.
pub struct Parts<R: Resource> {
    /// The record's own name, once it is known.
    pub title: fn(Option<&R>) -> String,
    /// Whether the title is a number that people send each other.
    pub copies: bool,
    pub body: fn(Opened<R>, Signal<R>) -> AnyView,
    pub foot: fn(Opened<R>) -> AnyView,
}

impl<R: Resource> Clone for Parts<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Resource> Copy for Parts<R> {}

/// The drawer of the record that the address names.
pub fn drawer<R: Resource>(parts: Parts<R>) -> AnyView {
    let params = use_params_map();
    let id =
        memo(move || params.with(|params| params.get("id").and_then(|id| parsed::<R::Id>(&id))));
    let list = expect_context::<RecordList<R>>();
    let close = Signal::derive(move || list.query.with(ListQuery::address));
    let unknown = move || {
        let title = format!("No such {}", R::NAME);
        let why = format!(
            "The address names no {}. It may have been cut off on its way here.",
            R::NAME
        );
        view! {
            <Drawer title=title.clone() close foot=|| ()>
                <Blank icon="search" title why narrow=true/>
            </Drawer>
        }
        .into_any()
    };
    let one = move |id| one(id, list, close, parts);
    view! { {live(move || id.get().map_or_else(unknown, one))} }.into_any()
}

fn one<R: Resource>(
    id: R::Id,
    list: RecordList<R>,
    close: Signal<String>,
    parts: Parts<R>,
) -> AnyView {
    let row = list.page.last.with_untracked(|page| {
        let rows = &page.as_ref()?.data;
        rows.iter().find(|row| row.id() == id).cloned()
    });
    let fetched = Fetched::new(|| (), move |()| calls::find::<R>(id)).begin_with(row);
    follow_one(fetched);
    let title = Signal::derive(move || fetched.last.with(|known| (parts.title)(known.as_ref())));
    let neighbour = move |step: isize| {
        Signal::derive(move || {
            list.page.last.with(|page| {
                let rows = &page.as_ref()?.data;
                let here = rows.iter().position(|row| row.id() == id)?;
                let there = rows.get(here.checked_add_signed(step)?)?;
                Some(list.query.with(|query| query.one(&there.id())))
            })
        })
    };
    on_cleanup(move || browser::focus_soon(format!(".row-link[href*='{id}']")));
    let opened = Opened {
        id,
        fetched,
        close,
        editing: RwSignal::new(false),
    };
    let foot = move || (parts.foot)(opened);
    let body = move |shown: Signal<R>| (parts.body)(opened, shown);
    view! {
        <Drawer title close previous=neighbour(-1) next=neighbour(1) copies=parts.copies foot>
            <Loaded what=fetched name=R::THIS rows=6 children=body/>
        </Drawer>
    }
    .into_any()
}
