//! The customers list: name, jobs, last visit; names come from the jobs.

use leptos::prelude::*;
use shared::customers::{Customer, CustomerQuery, CustomerSort};
use shared::page::{Page, Sort};

use super::calls;
use crate::records::export::{Export, ExportForm, whole};
use crate::session::use_session;
use crate::ui::address::{address, parsed, use_go, use_list_query};
use crate::ui::amount::grouped;
use crate::ui::blank::Blank;
use crate::ui::button::LinkButton;
use crate::ui::each::each;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::filter_bar::{FilterBar, SearchBox};
use crate::ui::icon::Icon;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::table::{Column, Table};
use crate::ui::when::{date_words, today};

const PATH: &str = "/customers";
const COLUMNS: [Column; 4] = [
    Column::sorted("Name", "", "name"),
    Column::sorted("Jobs", "w-count figure", "jobs"),
    Column::sorted("Last visit", "w-last", "last_job_on"),
    Column::new("", "w-go"),
];

#[component]
pub fn CustomersPage() -> AnyView {
    let asked = use_list_query::<CustomerQuery>();
    let query = Signal::derive(move || asked.get().unwrap_or_default());
    let page = Fetched::new(move || sorted(query.get()), calls::list);
    let go = use_go();
    let words = Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()));
    let search = Callback::new(move |text: String| {
        let text = shared::text::clean(&text);
        let found = CustomerQuery {
            q: (!text.is_empty()).then_some(text),
            cursor: None,
            ..query.get_untracked()
        };
        go.run(address(PATH, &found));
    });
    let export = move || {
        let count = page
            .last
            .with_untracked(|page| page.as_ref().and_then(|page| page.page.total));
        let list = query.with_untracked(|query| whole(PATH, &sorted(query.clone())));
        view! { <ExportForm list count noun=("customer", "customers")/> }
    };
    view! {
        <section class="page">
            <div class="page-top">
                <PageHead title="Customers"/>
                <FilterBar>
                    <SearchBox label="Name" value=words search/>
                    <Export form=export/>
                    <span class="push muted only-wide-flex">"Names come from the jobs."</span>
                </FilterBar>
            </div>
            {live(move || if asked.with(Option::is_some) { view! { <Rows query page/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
        </section>
    }
    .into_any()
}

/// The latest visitors first, unless another order is asked for.
fn sorted(query: CustomerQuery) -> CustomerQuery {
    CustomerQuery {
        sort: query.sort.or(Some(Sort::by(CustomerSort::LastJobOn, true))),
        ..query
    }
}

#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of this list" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="All customers" href=PATH/>
        </Blank>
    }
    .into_any()
}

#[component]
fn Rows(query: Signal<CustomerQuery>, page: Fetched<Page<Customer>>) -> AnyView {
    let table =
        move |shown: Signal<Page<Customer>>| view! { <CustomerTable shown query/> }.into_any();
    let info = move || {
        page.last
            .with(|page| page.as_ref().map(|page| page.page.clone()))
    };
    let older = Signal::derive(move || {
        let cursor = info()?.next_cursor;
        Some(address(
            PATH,
            &CustomerQuery {
                cursor: Some(cursor?),
                ..query.get()
            },
        ))
    });
    let count = Signal::derive(move || info().and_then(|info| info.total));
    let rows = Signal::derive(move || {
        page.last
            .with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    let scope = move || {
        if query.with(|query| query.q.is_some()) {
            "found"
        } else {
            "in all"
        }
    };
    view! {
        <Loaded what=page name="The customers" is_empty=no_rows rows=12 empty=move || view! { <Nothing query/> }.into_any() children=table/>
        <Show when=move || { rows.get() > 0 && page.failed.with(Option::is_none) }>
            <ListFoot count noun=("customer", "customers") scope=scope() rows older/>
        </Show>
    }
    .into_any()
}

#[component]
fn CustomerTable(shown: Signal<Page<Customer>>, query: Signal<CustomerQuery>) -> AnyView {
    let sort = Signal::derive(move || {
        sorted(query.get())
            .sort
            .map_or_else(String::new, |sort| sort.to_string())
    });
    let sort_href = Callback::new(move |sort: String| {
        let sort = parsed::<Sort<CustomerSort>>(&sort);
        address(
            PATH,
            &CustomerQuery {
                sort,
                cursor: None,
                ..query.get()
            },
        )
    });
    view! {
        <Table caption="Customers" columns=&COLUMNS sort sort_href>
            {each(move || shown.get().data, |customer| (customer.id, customer.rev.0, customer.jobs, customer.last_job_on), move |customer| view! { <CustomerRow customer/> })}
        </Table>
    }
    .into_any()
}

fn no_rows(page: &Page<Customer>) -> bool {
    page.data.is_empty()
}

/// No match differs from nothing yet.
#[component]
fn Nothing(query: Signal<CustomerQuery>) -> AnyView {
    let searched = query.with_untracked(|query| query.q.clone());
    match searched {
        Some(words) => view! {
            <Blank icon="search" title="No customer matches" why=format!("No name has words that begin with “{words}”.") narrow=true>
                <LinkButton label="Clear the search" href=PATH/>
            </Blank>
        },
        None => view! {
            <Blank icon="users" title="No customers yet" why="A customer is made by the first job with that name." narrow=true>
                <LinkButton label="New job" href="/jobs/new" keys=&["n"]/>
            </Blank>
        },
    }
    .into_any()
}

#[component]
fn CustomerRow(customer: Customer) -> AnyView {
    let session = use_session();
    let id = customer.id;
    let count = customer
        .jobs
        .map_or_else(|| "–".to_owned(), |jobs| grouped(&jobs.to_string()));
    let aria_label = match customer.jobs {
        Some(1) => format!("1 job of {}", customer.name),
        Some(jobs) => format!("{jobs} jobs of {}", customer.name),
        None => format!("Jobs of {}", customer.name),
    };
    let today = untrack(|| today(session));
    let last = match customer.last_job_on {
        Some(day) if day == today => {
            view! { <span class="when today"><b>"Today"</b></span> }.into_any()
        }
        Some(day) => view! { <span class="when">{date_words(day)}</span> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="b-name" dir="auto" title=customer.name.clone()><a class="row-link" href=format!("{PATH}/{id}")>{customer.name.clone()}</a></td>
            <td class="figure p-1 b-end"><a class="quiet-figure" data-label="Jobs" href=format!("/jobs?customer_id={id}") aria-label=aria_label>{count}</a></td>
            <td class="p-2 b-wide" data-label="Last visit">{last}</td>
            <td class="b-gone"><span class="row-go"><Icon name="chevron-right"/></span></td>
        </tr>
    }
    .into_any()
}
