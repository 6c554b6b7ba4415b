//! What every list of records shares: what it shows, its order, and its foot.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::page::{Page, Summary};

use super::query::ListQuery;
use super::{Resource, calls};
use crate::ui::address::use_replace;
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::changes::follow_list;
use crate::ui::effect::memo;
use crate::ui::fetched::Fetched;
use crate::ui::list_foot::ListFoot;
use crate::ui::period::follow_midnight;

/// What the list shows; forms above it and the drawer beside it change its rows.
pub struct RecordList<R: Resource> {
    pub query: Signal<R::Query>,
    pub page: Fetched<Page<R>>,
    pub summary: Fetched<Summary>,
}

impl<R: Resource> Clone for RecordList<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Resource> Copy for RecordList<R> {}

impl<R: Resource> RecordList<R> {
    /// The list that the page's address asks for: it follows the acts and the shop's days, and its drawer finds it.
    pub fn open(asked: Memo<Option<R::Query>>) -> Self {
        let query = Signal::derive(move || asked.get().unwrap_or_default());
        let list = Self {
            query,
            page: Fetched::new(move || query.get(), calls::list::<R>),
            summary: Fetched::new(
                move || query.with(ListQuery::filter),
                calls::summary::<R::Query>,
            ),
        };
        follow_list(list.page, Some(list.summary), move |record: &R| {
            query.with_untracked(|query| record.is_in(query))
        });
        provide_context(list);
        let days = Signal::derive(move || query.with(ListQuery::days));
        let go = use_replace();
        follow_midnight(days, move |days| {
            go.run(query.with_untracked(|query| query.on_days(days)));
        });
        list
    }

    pub fn again(self) {
        self.page.again();
        self.summary.again();
    }

    /// The sort in force, and the address of the list sorted otherwise.
    pub fn sorting(self) -> (Signal<String>, Callback<String, String>) {
        let query = self.query;
        let sort = Signal::derive(move || query.with(ListQuery::sort));
        let href = Callback::new(move |sort: String| {
            query.with(|query| query.changed(|other| other.set_sort(&sort)).first_page())
        });
        (sort, href)
    }

    /// The id, or the word, of what is open beside the list.
    pub fn open_one() -> Memo<Option<String>> {
        let path = use_location().pathname;
        memo(move || {
            path.with(|path| {
                let inside = path.strip_prefix(R::Query::PATH)?;
                inside.strip_prefix('/').map(str::to_owned)
            })
        })
    }

    /// How many rows it shows.
    fn rows(self) -> usize {
        let count = |page: &Option<Page<R>>| page.as_ref().map_or(0, |page| page.data.len());
        self.page.last.with(count)
    }

    /// The way to older rows, and the count and sum of the filter; `out` for money that was spent.
    pub fn foot(self, out: bool) -> AnyView {
        let Self {
            query,
            page,
            summary,
        } = self;
        let older = Signal::derive(move || {
            let cursor = page
                .last
                .with(|page| page.as_ref()?.page.next_cursor.clone());
            cursor.map(|cursor| query.with(|query| query.older(cursor)))
        });
        let count =
            Signal::derive(move || summary.last.with(|summary| Some(summary.as_ref()?.count)));
        let sum = Signal::derive(move || summary.last.with(|summary| summary.as_ref()?.total));
        let rows = Signal::derive(move || self.rows());
        let shown = move || rows.get() > 0 && page.failed.with(Option::is_none);
        view! {
            <Show when=shown>
                <ListFoot count noun=(R::NAME, R::NAMES) rows older sum out/>
            </Show>
        }
        .into_any()
    }
}

pub fn has_no_rows<R>(page: &Page<R>) -> bool {
    page.data.is_empty()
}

/// The address holds something that is no filter of this list.
#[component]
pub fn Unreadable(path: &'static str) -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of this list" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="Clear filters" href=path/>
        </Blank>
    }
    .into_any()
}
