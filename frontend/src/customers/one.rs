//! One customer's page: the name, how many jobs, since when; the jobs themselves; and a new name.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::customers::Customer;
use shared::id::CustomerId;
use shared::jobs::{Job, JobQuery, JobSort};
use shared::page::{Page, Sort};
use shared::permission::Permission;

use super::calls;
use super::rename::RenameDialog;
use crate::jobs;
use crate::records;
use crate::records::list::has_no_rows;
use crate::session::use_session;
use crate::shell::not_found::NotFoundPage;
use crate::ui::address::{address, parsed};
use crate::ui::amount::{Amount, Number, grouped};
use crate::ui::blank::Blank;
use crate::ui::button::{Button, LinkButton};
use crate::ui::can::Can;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::status::Status;
use crate::ui::table::{Column, Table};
use crate::ui::when::{When, date_words, long};

const ROWS: u16 = 20;
const COLUMNS: [Column; 5] = [
    Column::new("Number", "w-number"),
    Column::new("Items", ""),
    Column::new("Total", "w-money figure"),
    Column::new("Status", "w-status"),
    Column::new("When", "w-when"),
];

#[component]
pub fn CustomerPage() -> AnyView {
    let params = use_params_map();
    let id = memo(move || {
        params.with(|params| params.get("id").and_then(|id| parsed::<CustomerId>(&id)))
    });
    view! {
        {live(move || match id.get() {
            Some(id) => view! { <One id/> }.into_any(),
            None => view! { <NotFoundPage/> }.into_any(),
        })}
    }
    .into_any()
}

#[component]
fn One(id: CustomerId) -> AnyView {
    let customer = Fetched::new(|| (), move |()| calls::find(id));
    let renaming = RwSignal::new(false);
    let title = Signal::derive(move || {
        customer.last.with(|last| {
            last.as_ref()
                .map_or_else(|| "Customer".to_owned(), |customer| customer.name.clone())
        })
    });
    let note = Signal::derive(move || {
        customer
            .last
            .with(|last| last.as_ref().map(facts).unwrap_or_default())
    });
    let rename = Callback::new(move |()| renaming.set(true));
    let loaded = move || customer.last.with(Option::is_some);
    let body = move |shown: Signal<Customer>| {
        view! {
            <RenameDialog open=renaming customer=shown fetched=customer/>
            <JobsOf id/>
        }
        .into_any()
    };
    view! {
        <section class="page">
            <div class="page-top">
                <p class="small only-wide-flex"><a class="quiet-link" href="/customers">"Customers"</a></p>
                <PageHead title note leave="/customers".to_owned()>
                    <Can permission=Permission::CustomersWrite><Show when=loaded><Button label="Rename" icon="pencil" press=rename/></Show></Can>
                </PageHead>
                <Can permission=Permission::CustomersWrite><span class="only-phone"><Button label="Rename" icon="pencil" class="wide" press=rename/></span></Can>
            </div>
            <Loaded what=customer name="The customer" rows=8 children=body/>
        </section>
    }
    .into_any()
}

/// `12 jobs · last 23 Nov 2026`; nothing for who sees only what they recorded themselves.
fn facts(customer: &Customer) -> String {
    let Some(jobs) = customer.jobs else {
        return String::new();
    };
    let word = if jobs == 1 { "job" } else { "jobs" };
    let count = format!("{} {word}", grouped(&jobs.to_string()));
    match customer.last_job_on {
        Some(day) => format!("{count} · last {}", date_words(day)),
        None => count,
    }
}

#[component]
fn JobsOf(id: CustomerId) -> AnyView {
    let query = JobQuery {
        customer_id: vec![id],
        sort: Some(Sort::by(JobSort::OccurredAt, true)),
        ..JobQuery::default()
    };
    let all = address("/jobs", &query);
    let filter = query.filter();
    let few = JobQuery {
        limit: Some(ROWS),
        ..query.clone()
    };
    let page = Fetched::new(move || few.clone(), records::calls::list::<Job>);
    let summary = Fetched::new(move || filter.clone(), records::calls::summary::<JobQuery>);
    let query = StoredValue::new(query);
    let table = move |shown: Signal<Page<Job>>| {
        view! {
            <Table caption="Jobs of this customer" columns=&COLUMNS>
                {each(move || shown.get().data, |job| (job.id, job.rev.0), move |job| view! { <JobRow href=query.with_value(|query| address(&format!("/jobs/{}", job.id), query)) job/> })}
            </Table>
        }
        .into_any()
    };
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
    let older = Signal::derive(move || {
        page.last
            .with(|page| {
                page.as_ref()
                    .is_some_and(|page| page.page.next_cursor.is_some())
            })
            .then(|| all.clone())
    });
    view! {
        <Loaded what=page name="The jobs" is_empty=has_no_rows rows=8 children=table empty=|| view! {
            <Blank icon="clipboard-list" title="No jobs now" why="All jobs of this customer are in the trash or were given to another name." narrow=true>
                <LinkButton label="All customers" href="/customers"/>
            </Blank>
        }.into_any()/>
        <Show when=move || { rows.get() > 0 }><ListFoot count noun=("job", "jobs") scope="of this customer" rows older sum/></Show>
    }
    .into_any()
}

#[component]
fn JobRow(job: Job, href: String) -> AnyView {
    let session = use_session();
    let (count, items) = jobs::text::items(&job);
    let (look, word) = jobs::text::status(job.status);
    let at = job.occurred_at;
    view! {
        <tr>
            <td class="p-1" data-label="No."><a class="row-link" href=href><Number number=job.number/></a></td>
            <td class="b-name" title=items.clone()><span class="muted">{count}</span><bdi>{items.clone()}</bdi></td>
            <td class="figure b-amount"><Amount money=job.total/></td>
            <td class="status-cell b-end p-2"><Status look word/></td>
            <td class="p-3" data-label="When" title=move || long(session, at)><When at/></td>
        </tr>
    }
    .into_any()
}
