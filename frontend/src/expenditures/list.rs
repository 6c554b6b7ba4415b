//! The expenditures list: the entry row on top, rows, and the count and sum of the filter at its foot.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use shared::expenditures::{Expenditure, ExpenditureQuery};
use shared::page::{Deleted, Page};
use shared::permission::Permission;

use super::columns::{COLUMNS, Expenditures};
use super::entry::EntryRow;
use crate::records::list::{Unreadable, has_no_rows};
use crate::records::plain::{Plain, RowLink};
use crate::records::plain_filters::plain_filters;
use crate::records::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::use_list_query;
use crate::ui::amount::Amount;
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::table::Table;
use crate::ui::when::When;

#[component]
pub fn ExpendituresPage() -> AnyView {
    let asked = use_list_query::<ExpenditureQuery>();
    let list = Expenditures::open(asked);
    let query = list.query;
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
                    {plain_filters::<Expenditure>(query, "Description")}
                </div>
                <Show when=move || writes.get()><EntryRow list/></Show>
                {live(move || if asked.with(Option::is_some) { view! { <Rows list headless=writes/> }.into_any() } else { view! { <Unreadable path=ExpenditureQuery::PATH/> }.into_any() })}
            </section>
            <Outlet/>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(list: Expenditures, headless: Memo<bool>) -> AnyView {
    let (query, page) = (list.query, list.page);
    let open = Expenditures::open_one();
    let (sort, sort_href) = list.sorting();
    let rows_of = move |shown: Signal<Page<Expenditure>>| {
        view! {
            {each(move || shown.get().data, |row| (row.id, row.rev.0, row.deleted_at, row.created_by.username.clone()), move |row| view! { <Row row query open/> })}
        }
    };
    // Where the columns have room, the heads above the entry row are the list's.
    let table = move |shown: Signal<Page<Expenditure>>| {
        view! { <div class="listed" class:headless=headless><Table caption="Expenditures" columns=&COLUMNS sort sort_href>{rows_of(shown)}</Table></div> }.into_any()
    };
    view! {
        <Loaded what=page name="The expenditures" is_empty=has_no_rows rows=12 empty=move || view! { <Nothing query/> }.into_any() children=table/>
        {list.foot(true)}
    }
    .into_any()
}

/// Nothing yet differs from no match.
#[component]
fn Nothing(query: Signal<ExpenditureQuery>) -> AnyView {
    let query = query.get_untracked();
    if !query.is_filtered() {
        return view! { <Blank icon="receipt-text" title="No expenditures yet" why="What the shop spends is written in the row above: what, how many, and what one costs." narrow=true/> }.into_any();
    }
    let title = if query.deleted == Deleted::Only {
        "Nothing in the trash"
    } else {
        "No expenditure matches"
    };
    view! {
        <Blank icon="search" title why="No expenditure has all that these filters ask for." narrow=true><LinkButton label="Clear filters" href=ExpenditureQuery::PATH/></Blank>
    }
    .into_any()
}

#[component]
fn Row(row: Expenditure, query: Signal<ExpenditureQuery>, open: Memo<Option<String>>) -> AnyView {
    let what = row.title();
    let cost = row.unit_cost.shown();
    let quantity = row.quantity.shown();
    let times = format!("{quantity} × {}", row.unit_cost.in_field());
    view! {
        <tr>
            <td class="b-name" dir="auto" title=what><RowLink row=row.clone() query open/></td>
            <td class="figure drop-more p-3" data-label="Quantity"><span class="only-wide">{quantity}</span><span class="only-phone">{times}</span></td>
            <td class="figure drop-more b-gone">{cost.whole}<span class="fraction">{cost.fraction}</span></td>
            <td class="figure b-amount"><Amount money=row.total out=true/></td>
            <td class="p-1 b-wide" data-label="Date"><When at=row.occurred_at/></td>
            <td class="drop muted p-4 b-end" data-label="By">{row.created_by.username}</td>
        </tr>
    }
    .into_any()
}
