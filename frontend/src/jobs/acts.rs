//! What may be done to a job; ui/acts.rs does it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use shared::date::Date;
use shared::id::JobId;
use shared::jobs::{Job, JobPatch, JobQuery, JobStatus};
use shared::permission::Permission;

use crate::client::{Failure, Key};
use crate::records::{Resource, calls, trash};
use crate::resource;
use crate::ui::acts::{Act, Acting};
use crate::ui::changes::Change;
use crate::ui::toasts;
use crate::ui::when::date_words;

resource!(Job, JobId, JobQuery, "job", "The job", "jobs", total);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum JobAct {
    /// Marks it as finished.
    Complete,
    /// Takes a reopening back: the revenue is of the day that it was of.
    CompleteOn(Option<Date>),
    /// Marks it as not finished after all.
    Reopen,
    Trash,
    Restore,
}

impl Act for JobAct {
    type On = Job;

    fn about(job: &Job) -> String {
        job.about()
    }

    fn read(job: &Job) -> LocalBoxFuture<'static, Result<Job, Failure>> {
        calls::find::<Job>(job.id).boxed_local()
    }

    fn is_met(&self, job: &Job) -> bool {
        match self {
            Self::Complete => job.status == JobStatus::Done,
            Self::CompleteOn(day) => job.status == JobStatus::Done && job.completed_on == *day,
            Self::Reopen => job.status == JobStatus::Open,
            Self::Trash => job.deleted_at.is_some(),
            Self::Restore => job.deleted_at.is_none(),
        }
    }

    fn guess(&self, job: &Job) -> Option<Change<Job>> {
        let with = |status| {
            Change::Now(Job {
                status,
                ..job.clone()
            })
        };
        match self {
            Self::Complete | Self::CompleteOn(_) => Some(with(JobStatus::Done)),
            Self::Reopen => Some(with(JobStatus::Open)),
            Self::Trash => Some(Change::Now(trash::trashed(job.clone()))),
            Self::Restore => None,
        }
    }

    fn send(&self, job: Job) -> LocalBoxFuture<'static, Result<Job, Failure>> {
        match *self {
            Self::Complete => async move { calls::act(&job, "complete").await }.boxed_local(),
            Self::CompleteOn(day) => complete_on(job, day).boxed_local(),
            Self::Reopen => async move { calls::act(&job, "reopen").await }.boxed_local(),
            Self::Trash => trash::trash(job).boxed_local(),
            Self::Restore => trash::restore(job).boxed_local(),
        }
    }

    fn done(&self, app: Acting, before: &Job, after: Job) {
        let about = Self::about(&after);
        let number = after.number.clone();
        let was = |job: &Job| job.completed_on.map(date_words).unwrap_or_default();
        let undo = move |act: Self| toasts::Act::new("Undo", move || app.run(after.clone(), act));
        let (icon, sentence, acts) = match self {
            Self::Complete => {
                let may = leptos::prelude::untrack(|| app.session.may(Permission::JobsReopen));
                let acts = may.then(|| undo(Self::Reopen)).into_iter().collect();
                ("circle-check", format!("Job {number} completed"), acts)
            }
            Self::CompleteOn(day) => {
                let day = day.map(date_words).unwrap_or_default();
                let sentence = format!("Job {number} is completed again, on {day}");
                ("circle-check", sentence, Vec::new())
            }
            Self::Reopen => {
                let was = was(before);
                let sentence =
                    format!("Job {number} is incomplete again; it was completed on {was}");
                let acts = vec![undo(Self::CompleteOn(before.completed_on))];
                ("circle-dashed", sentence, acts)
            }
            Self::Trash => {
                let sentence = format!("Job {number} moved to trash");
                return app
                    .toasts
                    .undo(about, "trash-2", sentence, undo(Self::Restore));
            }
            Self::Restore => ("rotate-ccw", format!("Job {number} is back"), Vec::new()),
        };
        app.toasts.done_about(about, icon, sentence, acts);
    }

    fn still(&self, job: &Job) -> String {
        let so = match self {
            Self::Complete => "incomplete",
            Self::CompleteOn(_) if job.status == JobStatus::Done => "completed today",
            Self::CompleteOn(_) => "incomplete",
            Self::Reopen => "completed",
            Self::Trash => "here",
            Self::Restore => "in the trash",
        };
        format!("Job {} is still {so}", job.number)
    }
}

/// Two steps, of which the second can be tried again by itself.
async fn complete_on(job: Job, day: Option<Date>) -> Result<Job, Failure> {
    let done = match job.status {
        JobStatus::Done => job,
        _ => calls::act(&job, "complete").await?,
    };
    let patch = JobPatch {
        completed_on: day,
        ..JobPatch::default()
    };
    calls::correct(&done, &patch, &Key::fresh()).await
}
