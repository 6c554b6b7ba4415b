//! The jobs list: periods, filters, rows, and the count and sum of the filter at its foot.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use shared::jobs::{Job, JobQuery, JobSort};
use shared::page::{Deleted, Page, Sort, Summary};
use shared::permission::Permission;

use super::filters::JobFilters;
use super::{address, calls, text};
use crate::session::use_session;
use crate::ui::address::{parsed, use_list_query, use_replace};
use crate::ui::amount::{Amount, Number};
use crate::ui::blank::Blank;
use crate::ui::button::{LinkButton, Weight};
use crate::ui::can::Can;
use crate::ui::changes::follow_list;
use crate::ui::each::each;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::kbd::Kbd;
use crate::ui::lazy::PartLoading;
use crate::ui::list_foot::ListFoot;
use crate::ui::loaded::Loaded;
use crate::ui::page_head::PageHead;
use crate::ui::period::{Period, follow_midnight};
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
#[derive(Clone, Copy)]
pub struct JobsList {
    pub query: Signal<JobQuery>,
    pub page: Fetched<Page<Job>>,
    pub summary: Fetched<Summary>,
}

#[component]
pub fn JobsPage(
    /// The small forms of the filter row, whose code comes later.
    dates: fn() -> PartLoading,
    filter: fn() -> PartLoading,
) -> AnyView {
    let asked = use_list_query::<JobQuery>();
    let query = Signal::derive(move || asked.get().unwrap_or_default());
    let list = JobsList {
        query,
        page: Fetched::new(move || query.get(), calls::list),
        summary: Fetched::new(move || query.with(JobQuery::filter), calls::summary),
    };
    follow_list(list.page, Some(list.summary), move |job| {
        query.with_untracked(|query| query.filter().takes(job))
    });
    provide_context(list);
    let days =
        Signal::derive(move || query.with(|query| (query.occurred_on_from, query.occurred_on_to)));
    let go = use_replace();
    follow_midnight(days, move |(occurred_on_from, occurred_on_to)| {
        go.run(address::list(&JobQuery {
            occurred_on_from,
            occurred_on_to,
            ..query.get_untracked()
        }));
    });
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
                    <JobFilters query dates form=filter/>
                </div>
                {live(move || if asked.with(Option::is_some) { view! { <Rows list/> }.into_any() } else { view! { <Unreadable/> }.into_any() })}
            </section>
            <Outlet/>
        </div>
    }
    .into_any()
}

/// The address holds something that is no filter of this list.
#[component]
fn Unreadable() -> AnyView {
    view! {
        <Blank icon="list-filter" title="This address holds no filter of this list" why="It may have been cut off on its way here, or belong to another version." narrow=true>
            <LinkButton label="Clear filters" href="/jobs"/>
        </Blank>
    }
    .into_any()
}

#[component]
fn Rows(list: JobsList) -> AnyView {
    let JobsList { query, page, .. } = list;
    let path = use_location().pathname;
    let open = memo(move || path.with(|path| path.strip_prefix("/jobs/").map(str::to_owned)));
    let sort = Signal::derive(move || {
        query.with(|query| {
            query
                .sort
                .as_ref()
                .map_or_else(|| "-occurred_at".to_owned(), ToString::to_string)
        })
    });
    let sort_href = Callback::new(move |sort: String| {
        let sort = parsed::<Sort<JobSort>>(&sort);
        address::list(&JobQuery {
            sort,
            ..query.get()
        })
    });
    let table = move |jobs: Signal<Page<Job>>| {
        view! {
            <Table caption="Jobs" columns=&COLUMNS sort sort_href>
                {each(move || jobs.get().data, what_it_shows, move |job| view! { <JobRow job query open/> })}
            </Table>
        }
        .into_any()
    };
    view! {
        <Loaded what=page name="The jobs" is_empty=no_rows rows=12 empty=move || view! { <Nothing query/> } children=table/>
        <Foot list/>
    }
    .into_any()
}

#[component]
fn Foot(list: JobsList) -> AnyView {
    let JobsList {
        query,
        page,
        summary,
    } = list;
    let older = Signal::derive(move || {
        let cursor = page
            .last
            .with(|page| page.as_ref()?.page.next_cursor.clone());
        cursor.map(|cursor| query.with(|query| address::older(query, cursor)))
    });
    let count = Signal::derive(move || summary.last.with(|summary| Some(summary.as_ref()?.count)));
    let sum = Signal::derive(move || summary.last.with(|summary| summary.as_ref()?.total));
    let rows = Signal::derive(move || {
        page.last
            .with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    let shown = move || rows.get() > 0 && page.failed.with(Option::is_none);
    view! {
        <Show when=shown>
            <ListFoot count noun=("job", "jobs") rows older sum/>
        </Show>
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

fn no_rows(page: &Page<Job>) -> bool {
    page.data.is_empty()
}

/// Nothing yet differs from no match.
#[component]
fn Nothing(query: Signal<JobQuery>) -> AnyView {
    let session = use_session();
    let only_today = move || {
        query.with(|query| {
            let days = (query.occurred_on_from, query.occurred_on_to);
            let rest = JobQuery {
                occurred_on_from: None,
                occurred_on_to: None,
                ..query.clone()
            };
            Period::of(days, today(session)) == Some(Period::Today) && !address::is_filtered(&rest)
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
        if !query.with(address::is_filtered) {
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
        move || query.with(|query| address::job(&id, query))
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
