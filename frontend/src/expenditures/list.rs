//! The expenditures list: the entry row on top, rows, and the count and sum of the filter at its foot.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use shared::expenditures::{Expenditure, ExpenditureQuery};
use shared::page::{Deleted, Page};
use shared::permission::Permission;

use super::entry::EntryRow;
use super::filters::ExpenditureFilters;
use super::list_state::{COLUMNS, ListState, sorting};
use super::{address, calls};
use crate::session::use_session;
use crate::ui::address::{use_list_query, use_replace};
use crate::ui::amount::Amount;
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::changes::follow_list;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::period::follow_midnight;
use crate::ui::status::{Look, Status};
use crate::ui::table::Table;
use crate::ui::when::When;

#[component]
pub fn ExpendituresPage() -> AnyView {
    let asked = use_list_query::<ExpenditureQuery>();
    let query = Signal::derive(move || asked.get().unwrap_or_default());
    let state = ListState {
        query,
        page: Fetched::new(move || query.get(), calls::list),
        summary: Fetched::new(move || query.with(ExpenditureQuery::filter), calls::summary),
    };
    follow_list(state.page, Some(state.summary), move |row| {
        query.with_untracked(|query| query.filter().takes(row))
    });
    provide_context(state);
    let days =
        Signal::derive(move || query.with(|query| (query.occurred_on_from, query.occurred_on_to)));
    let go = use_replace();
    follow_midnight(days, move |(occurred_on_from, occurred_on_to)| {
        go.run(address::list(&ExpenditureQuery {
            occurred_on_from,
            occurred_on_to,
            ..query.get_untracked()
        }));
    });
    let session = use_session();
    let writes = memo(move || session.may(Permission::ExpendituresWrite));
    // Then the row takes the focus.
    let asks_for_entry = use_location()
        .hash
        .with_untracked(|hash| hash.trim_start_matches('#') == "new");
    // The head of the amounts that carry no sign says in which currency they are.
    let currency = move || format!("\", {}\"", session.currency().symbol());
    view! {
        <div class="split" style:--currency=currency>
            <section class="page" class:with-entry=move || writes.get()>
                <div class="page-top">
                    <PageHead title="Expenditures" keeps_focus=asks_for_entry/>
                    <ExpenditureFilters query/>
                </div>
                <Show when=move || writes.get()><EntryRow state/></Show>
                {live(move || if asked.with(Option::is_some) { view! { <Rows state headless=writes/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
            </section>
            <Outlet/>
        </div>
    }
    .into_any()
}

#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of this list" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="Clear filters" href=address::PATH/>
        </Blank>
    }
    .into_any()
}

#[component]
fn Rows(state: ListState, headless: Memo<bool>) -> AnyView {
    let ListState {
        query,
        page,
        summary,
    } = state;
    let path = use_location().pathname;
    let open =
        memo(move || path.with(|path| path.strip_prefix("/expenditures/").map(str::to_owned)));
    let (sort, sort_href) = sorting(query);
    let rows_of = move |shown: Signal<Page<Expenditure>>| {
        view! {
            {each(move || shown.get().data, |row| (row.id, row.rev.0, row.deleted_at, row.created_by.username.clone()), move |row| view! { <Row row query open/> })}
        }
    };
    // Where the columns have room, the heads above the entry row are the list's.
    let table = move |shown: Signal<Page<Expenditure>>| {
        view! { <div class="listed" class:headless=headless><Table caption="Expenditures" columns=&COLUMNS sort sort_href>{rows_of(shown)}</Table></div> }.into_any()
    };
    let older = Signal::derive(move || {
        let cursor = page
            .last
            .with(|page| page.as_ref().and_then(|page| page.page.next_cursor.clone()));
        cursor.map(|cursor| query.with(|query| address::older(query, cursor)))
    });
    let count = Signal::derive(move || {
        summary
            .last
            .with(|summary| summary.as_ref().map(|summary| summary.count))
    });
    let sum = Signal::derive(move || {
        summary
            .last
            .with(|summary| summary.as_ref().and_then(|summary| summary.total))
    });
    let rows = Signal::derive(move || {
        page.last
            .with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    view! {
        <Loaded what=page name="The expenditures" is_empty=no_rows rows=12 empty=move || view! { <Nothing query/> }.into_any() children=table/>
        <Show when=move || { rows.get() > 0 && page.failed.with(Option::is_none) }>
            <ListFoot count noun=("expenditure", "expenditures") rows older sum out=true/>
        </Show>
    }
    .into_any()
}

fn no_rows(page: &Page<Expenditure>) -> bool {
    page.data.is_empty()
}

/// Nothing yet differs from no match.
#[component]
fn Nothing(query: Signal<ExpenditureQuery>) -> AnyView {
    let query = query.get_untracked();
    if !address::is_filtered(&query) {
        return view! { <Blank icon="receipt-text" title="No expenditures yet" why="What the shop spends is written in the row above: what, how many, and what one costs." narrow=true/> }.into_any();
    }
    let title = if query.deleted == Deleted::Only {
        "Nothing in the trash"
    } else {
        "No expenditure matches"
    };
    view! {
        <Blank icon="search" title why="No expenditure has all that these filters ask for." narrow=true><LinkButton label="Clear filters" href=address::PATH/></Blank>
    }
    .into_any()
}

#[component]
fn Row(row: Expenditure, query: Signal<ExpenditureQuery>, open: Memo<Option<String>>) -> AnyView {
    let id = row.id.to_string();
    let href = {
        let id = id.clone();
        move || query.with(|query| address::one(&id, query))
    };
    let current = move || {
        open.with(|open| open.as_deref() == Some(id.as_str()))
            .then_some("true")
    };
    let what = row.description;
    let cost = row.unit_cost.shown();
    let quantity = row.quantity.shown();
    let times = format!("{quantity} × {}", row.unit_cost.in_field());
    let trashed = row.deleted_at.map(
        |_| view! { <span class="row-note"><Status look=Look::Off word="In the trash"/></span> },
    );
    view! {
        <tr>
            <td class="b-name" dir="auto" title=what.clone()><a class="row-link" href=href aria-current=current data-noscroll>{what.clone()}</a>{trashed}</td>
            <td class="figure drop-more p-3" data-label="Quantity"><span class="only-wide">{quantity}</span><span class="only-phone">{times}</span></td>
            <td class="figure drop-more b-gone">{cost.whole}<span class="fraction">{cost.fraction}</span></td>
            <td class="figure b-amount"><Amount money=row.total out=true/></td>
            <td class="p-1 b-wide" data-label="Date"><When at=row.occurred_at/></td>
            <td class="drop muted p-4 b-end" data-label="By">{row.created_by.username}</td>
        </tr>
    }
    .into_any()
}
