//! The jobs list: periods, filters, rows, and the count and sum of the filter at its foot.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use shared::jobs::{Job, JobQuery};
use shared::page::{Deleted, Page};
use shared::permission::Permission;

use super::filters::JobFilters;
use super::text;
use crate::records::list::{RecordList, Unreadable, has_no_rows};
use crate::records::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::use_list_query;
use crate::ui::amount::{Amount, Number};
use crate::ui::blank::Blank;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::can::Can;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::kbd::Kbd;
use crate::ui::lazy::PartLoading;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::period::Period;
use crate::ui::status::Status;
use crate::ui::table::{Column, Table};
use crate::ui::when::{When, today};

const COLUMNS: [Column; 8] = [
    Column::sorted("Number", "w-number", "number"),
    Column::new("Customer", "w-customer"),
    Column::new("Items", "drop"),
    Column::sorted("Total", "w-money figure", "total"),
    Column::new("Paid by", "w-paid drop"),
    Column::new("Status", "w-status"),
    Column::sorted("When", "w-when", "occurred_at"),
    Column::new("By", "w-by drop"),
];

/// What the list shows; the drawer beside it changes its rows.
pub type Jobs = RecordList<Job>;

#[component]
pub fn JobsPage(
    /// The small forms of the filter row, whose code comes later.
    dates: fn() -> PartLoading,
    filter: fn() -> PartLoading,
    export: fn() -> PartLoading,
) -> AnyView {
    let asked = use_list_query::<JobQuery>();
    let list = Jobs::open(asked);
    let query = list.query;
    let path = use_location().pathname;
    let drawer_open = memo(move || path.with(|path| path.len() > "/jobs/".len()));
    let weight = Signal::derive(move || {
        let steps_down = drawer_open.get() || list.page.failed.with(Option::is_some);
        if steps_down {
            Weight::Secondary
        } else {
            Weight::Primary
        }
    });
    view! {
        <div class="split">
            <section class="page">
                <div class="page-top">
                    <PageHead title="Jobs">
                        <Can permission=Permission::JobsWrite><LinkButton label="New job" href="/jobs/new" weight keys=&["n"]/></Can>
                    </PageHead>
                    <JobFilters query dates form=filter export/>
                </div>
                {live(move || if asked.with(Option::is_some) { view! { <Rows list/> }.into_any() } else { view! { <Unreadable path=JobQuery::PATH/> }.into_any() })}
            </section>
            <Outlet/>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(list: Jobs) -> AnyView {
    let (query, page) = (list.query, list.page);
    let open = Jobs::open_one();
    let (sort, sort_href) = list.sorting();
    let table = move |jobs: Signal<Page<Job>>| {
        view! {
            <Table caption="Jobs" columns=&COLUMNS sort sort_href>
                {each(move || jobs.get().data, what_it_shows, move |job| view! { <JobRow job query open/> })}
            </Table>
        }
        .into_any()
    };
    view! {
        <Loaded what=page name="The jobs" is_empty=has_no_rows rows=12 empty=move || view! { <Nothing query/> } children=table/>
        {list.foot(false)}
    }
    .into_any()
}

/// A row is drawn anew when anything that it shows has changed: names change without the job's revision.
fn what_it_shows(job: &Job) -> impl std::hash::Hash + use<> {
    (
        (job.id, job.rev.0, job.status, job.deleted_at),
        text::customer(job),
        job.created_by.username.clone(),
    )
}

/// Nothing yet differs from no match.
#[component]
fn Nothing(query: Signal<JobQuery>) -> AnyView {
    let session = use_session();
    let only_today = move || {
        query.with(|query| {
            let rest = query.changed(|rest| rest.set_days((None, None)));
            Period::of(query.days(), today(session)) == Some(Period::Today) && !rest.is_filtered()
        })
    };
    let begin = || {
        view! {
            <Can permission=Permission::JobsWrite>
                <p class="row muted only-wide-flex"><span class="row by-key">"Press "<Kbd key="n"/>" or use"</span><a class="plain" href="/jobs/new">"New job"</a></p>
                <LinkButton label="New job" href="/jobs/new" icon="plus" weight=Weight::Primary class="wide only-phone-flex"/>
            </Can>
        }
    };
    let why =
        "The first one of the day starts with the customer's name, or with nothing for a walk-in.";
    move_view(move || {
        if only_today() {
            return view! { <Blank icon="clipboard-list" title="No jobs today" why narrow=true>{begin()}</Blank> }.into_any();
        }
        if !query.with(ListQuery::is_filtered) {
            return view! { <Blank icon="clipboard-list" title="No jobs yet" why="Each sale is a job: it starts with the customer's name, or with nothing for a walk-in." narrow=true>{begin()}</Blank> }.into_any();
        }
        let trash = query.with(|query| query.deleted == Deleted::Only);
        let title = if trash {
            "Nothing in the trash"
        } else {
            "No job matches"
        };
        view! {
            <Blank icon="search" title why="No job has all that these filters ask for." narrow=true><LinkButton label="Clear filters" href="/jobs"/></Blank>
        }
        .into_any()
    })
}

fn move_view(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    view! { {view} }.into_any()
}

#[component]
fn JobRow(job: Job, query: Signal<JobQuery>, open: Memo<Option<String>>) -> AnyView {
    let id = job.id.to_string();
    let href = {
        let id = id.clone();
        move || query.with(|query| query.one(&id))
    };
    let current = move || {
        open.with(|open| open.as_deref() == Some(id.as_str()))
            .then_some("true")
    };
    let (count, items) = text::items(&job);
    let (look, word) = if job.deleted_at.is_some() {
        (crate::ui::status::Look::Off, "In the trash")
    } else {
        text::status(job.status)
    };
    let customer = text::customer(&job);
    view! {
        <tr>
            <td class="p-1" data-label="No."><a class="row-link" href=href aria-current=current data-noscroll><Number number=job.number/></a></td>
            <td class="b-name" dir="auto" title=customer.clone()>{customer.clone()}</td>
            <td class="drop b-wide p-5" data-label="Items" title=items.clone()><span class="muted">{count}</span><bdi>{items.clone()}</bdi></td>
            <td class="figure b-amount"><Amount money=job.total/></td>
            <td class="drop b-end p-4" data-label="Paid by">{text::payment(job.payment_method)}</td>
            <td class="status-cell b-end p-2"><Status look word/></td>
            <td class="p-3" data-label="When"><When at=job.occurred_at/></td>
            <td class="drop b-gone muted">{job.created_by.username}</td>
        </tr>
    }
    .into_any()
}
