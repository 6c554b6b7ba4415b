//! The page: the events that are asked for, the newest first.

use leptos::prelude::*;
use shared::audit::{Event, EventQuery};
use shared::page::Page;

use super::address::{PATH, asked};
use super::calls;
use super::check::Check;
use super::filter::Filters;
use super::row::EventLine;
use crate::ui::address::{address, use_list_query};
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::each::each;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;

#[component]
pub fn AuditPage() -> AnyView {
    let read = use_list_query::<EventQuery>();
    let query = Signal::derive(move || read.get().unwrap_or_default());
    let page = Fetched::new(move || query.with(asked), calls::list);
    let check = Check::new();
    view! {
        <section class="page">
            <div class="page-top">
                <PageHead title="Journal">{check.button()}</PageHead>
                <span class="only-phone">{check.button()}</span>
                <Filters query/>
            </div>
            <div class="page-body">
                <div class="stack">
                    {check.told()}
                    {live(move || if read.with(Option::is_some) { view! { <Rows page/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
                </div>
            </div>
            {live(move || read.with(Option::is_some).then(|| view! { <Foot query page/> }))}
        </section>
    }
    .into_any()
}

#[component]
fn Rows(page: Fetched<Page<Event>>) -> AnyView {
    let lines = |shown: Signal<Page<Event>>| {
        view! {
            <ol class="history">
                {each(move || shown.get().data, |event| event.seq, |event| view! { <EventLine event/> })}
            </ol>
        }
        .into_any()
    };
    let empty = || view! { <Nothing/> }.into_any();
    view! { <Loaded what=page name="The journal" is_empty=no_rows rows=12 empty children=lines/> }
        .into_any()
}

#[component]
fn Foot(query: Signal<EventQuery>, page: Fetched<Page<Event>>) -> AnyView {
    let info = move || {
        let last = page.last;
        last.with(|page| page.as_ref().map(|page| page.page.clone()))
    };
    let older = Signal::derive(move || {
        let cursor = Some(info()?.next_cursor?);
        let next = EventQuery {
            cursor,
            ..query.get()
        };
        Some(address(PATH, &next))
    });
    let count = Signal::derive(move || info().and_then(|info| info.total));
    let rows = Signal::derive(move || {
        let last = page.last;
        last.with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    let is_shown = move || rows.get() > 0 && page.failed.with(Option::is_none);
    view! {
        <Show when=is_shown><ListFoot count noun=("event", "events") rows older/></Show>
    }
    .into_any()
}

fn no_rows(page: &Page<Event>) -> bool {
    page.data.is_empty()
}

#[component]
fn Nothing() -> AnyView {
    view! {
        <Blank icon="scroll-text" title="No such event" why="Nothing that was done matches this filter." narrow=true>
            <LinkButton label="Clear filters" href=PATH/>
        </Blank>
    }
    .into_any()
}

#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of the journal" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="Clear filters" href=PATH/>
        </Blank>
    }
    .into_any()
}
