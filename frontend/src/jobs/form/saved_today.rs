//! Beside a new job: what its user saved today, asked once and then kept up with each sale.

use leptos::prelude::*;
use shared::jobs::{Job, JobFilter, JobQuery, JobSort};
use shared::money::Money;
use shared::page::{Page, Sort, Summary};
use shared::permission::Permission;

use crate::jobs::text;
use crate::records::calls;
use crate::session::Session;
use crate::ui::amount::{Amount, grouped};
use crate::ui::changes::{Change, use_changes};
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::when::{shop_time, today};

const SHOWN: u16 = 3;
/// The API's largest page: whoever may not see the shop's figures adds up what passed through their own hands.
const MANY: u16 = 200;

#[derive(Clone, Copy)]
struct Mine {
    session: Session,
    jobs: Fetched<Page<Job>>,
    sum: Fetched<Summary>,
}

impl Mine {
    fn open(session: Session) -> Self {
        let day = move || my_day(session);
        let sees_sums = untrack(|| session.may(Permission::FiguresRead));
        let limit = if sees_sums { SHOWN } else { MANY };
        let mine = Self {
            session,
            jobs: Fetched::new(day, move |day| {
                calls::list::<Job>(JobQuery {
                    created_by: day.created_by,
                    occurred_on_from: day.occurred_on_from,
                    occurred_on_to: day.occurred_on_to,
                    sort: Some(Sort::by(JobSort::OccurredAt, true)),
                    limit: Some(limit),
                    ..JobQuery::default()
                })
            }),
            sum: Fetched::new(day, calls::summary::<JobQuery>),
        };
        use_changes().hear(move |change: &Change<Job>| match change {
            Change::New(job) => mine.add(job),
            // A sale is undone, or came back.
            Change::Done(_) | Change::Unknown => {
                mine.jobs.again();
                mine.sum.again();
            }
            Change::Now(_) => {}
        });
        mine
    }

    /// One more was saved: nobody needs to be asked.
    fn add(self, job: &Job) {
        if !untrack(|| my_day(self.session)).takes(job) {
            return;
        }
        self.jobs.change(|page| page.data.insert(0, job.clone()));
        self.sum.change(|sum| sum.put_on(Some(job.total)));
    }

    /// The sum, as far as one may know it (reactive).
    fn total(self) -> Option<Money> {
        let of_all = self.sum.last.with(|sum| sum.as_ref()?.total);
        of_all.or_else(|| {
            self.jobs.last.with(|page| {
                let page = page.as_ref()?;
                let totals = page.data.iter().map(|job| job.total);
                let is_all = page.page.next_cursor.is_none();
                is_all.then(|| Money::sum(self.session.currency(), totals))?
            })
        })
    }
}

#[component]
pub fn SavedToday(session: Session) -> AnyView {
    let mine = Mine::open(session);
    let jobs = move || {
        mine.jobs
            .last
            .get()
            .map(|page| page.data)
            .unwrap_or_default()
    };
    let count = move || {
        let all = mine.sum.last.with(|sum| sum.as_ref().map(|sum| sum.count));
        let all = all.unwrap_or_default();
        let word = if all == 1 { "job" } else { "jobs" };
        format!("{} {word}", grouped(&all.to_string()))
    };
    let line = move |job: Job| {
        let time = shop_time(job.occurred_at, &session.zone()).time;
        view! {
            <li><a class="aside-line" href=format!("/jobs/{}", job.id)>
                <span class="small muted">{time}</span><span class="cut">{text::customer(&job)}</span><span class="push"><Amount money=job.total/></span>
            </a></li>
        }
    };
    view! {
        <Show when=move || !jobs().is_empty()>
            <section>
                <h2 class="h3">"Saved by you today"</h2>
                <ul>{live(move || jobs().into_iter().take(SHOWN.into()).map(line).collect_view())}</ul>
                <p class="row aside-sum"><span class="muted">{count}</span><span class="push">{live(move || mine.total().map(|money| view! { <Amount money sum=true/> }))}</span></p>
            </section>
        </Show>
    }
    .into_any()
}

/// What I recorded today (reactive).
fn my_day(session: Session) -> JobFilter {
    let day = today(session);
    let me = session.me.with(|me| me.as_ref().map(|me| me.user.id));
    JobFilter {
        created_by: me.into_iter().collect(),
        occurred_on_from: Some(day),
        occurred_on_to: Some(day),
        ..JobFilter::default()
    }
}
