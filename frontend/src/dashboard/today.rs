//! Today's jobs beside the chart: time, customer, status, amount; count and sum at the foot.

use leptos::prelude::*;
use shared::date::Date;
use shared::instant::Instant;
use shared::jobs::{Job, JobQuery, JobSort};
use shared::page::{Page, Sort};

use super::calls;
use crate::jobs::text;
use crate::session::use_session;
use crate::ui::address::address;
use crate::ui::amount::{Amount, grouped};
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::status::Status;
use crate::ui::when::shop_time;

const ROWS: u16 = 8;

#[component]
pub fn TodaysJobs(
    today: Signal<Date>,
    /// The rows are of the same moment as the figures.
    as_of: Signal<Instant>,
) -> AnyView {
    let query = memo(move || jobs_of(today.get()));
    let few = move || {
        let limit = Some(ROWS);
        let query = JobQuery {
            limit,
            ..query.get()
        };
        (query, as_of.get())
    };
    let jobs = Fetched::new(few, |(query, _)| calls::jobs(query));
    let all_day = move || (query.with(JobQuery::filter), as_of.get());
    let summary = Fetched::new(all_day, |(filter, _)| calls::summary(filter));
    let count = move || {
        summary
            .last
            .with(|summary| summary.as_ref().map(|summary| summary.count))
    };
    let sum = move || {
        summary
            .last
            .with(|summary| summary.as_ref().and_then(|summary| summary.total))
    };
    let all = move || {
        count().filter(|count| *count > 0).map(|count| {
            view! { <a class="quiet-link push small" href=address("/jobs", &query.get())>"All "{grouped(&count.to_string())}" of today"</a> }
        })
    };
    let foot = move || {
        count().filter(|count| *count > 0).map(|count| {
            let word = if count == 1 { "job" } else { "jobs" };
            view! {
                <p class="row todays-foot">
                    <span>{grouped(&count.to_string())}" "{word}" today"</span>
                    <span class="push">{sum().map(|money| view! { <Amount money sum=true/> })}</span>
                </p>
            }
        })
    };
    let lines = move |page: Signal<Page<Job>>| {
        view! { <ul class="todays">{live(move || page.get().data.into_iter().map(|job| view! { <Line job query/> }).collect_view())}</ul> }.into_any()
    };
    view! {
        <section class="panel-box todays-jobs">
            <div class="row todays-head"><h2 class="h3">"Today’s jobs"</h2>{all}</div>
            <Loaded what=jobs name="Today's jobs" is_empty=no_rows empty=|| view! { <p class="muted todays-none">"No jobs today."</p> }.into_any() rows=8 children=lines/>
            {foot}
        </section>
    }
    .into_any()
}

fn no_rows(page: &Page<Job>) -> bool {
    page.data.is_empty()
}

#[component]
fn Line(job: Job, query: Memo<JobQuery>) -> AnyView {
    let session = use_session();
    let href = address(&format!("/jobs/{}", job.id), &query.get_untracked());
    let (look, word) = text::status(job.status);
    let customer = text::customer(&job);
    let time = untrack(|| shop_time(job.occurred_at, &session.zone()).time);
    view! {
        <li>
            <a href=href>
                <span class="muted">{time}</span>
                <span class="cut" dir="auto" title=customer.clone()>{customer.clone()}</span>
                <Status look word/>
                <span class="figure"><Amount money=job.total/></span>
            </a>
        </li>
    }
    .into_any()
}

/// The jobs of a day, latest first.
fn jobs_of(day: Date) -> JobQuery {
    JobQuery {
        occurred_on_from: Some(day),
        occurred_on_to: Some(day),
        sort: Some(Sort::by(JobSort::OccurredAt, true)),
        ..JobQuery::default()
    }
}
