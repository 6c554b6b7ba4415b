//! What may be done to a job: at once on the screen, undone when the server refuses, and with an undo when it agrees.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::date::Date;
use shared::jobs::{Job, JobPatch, JobStatus};
use shared::money::Money;
use shared::permission::Permission;
use shared::problem::ProblemCode;

use super::calls;
use super::list::JobsList;
use crate::client::{Failure, Key};
use crate::session::Session;
use crate::ui::fetched::Fetched;
use crate::ui::toasts::{Act, Toasts};
use crate::ui::when;
use crate::ui::when::date_words;

/// Where the effects of an act are seen.
#[derive(Clone, Copy)]
pub struct Stage {
    pub list: JobsList,
    /// The job in the drawer.
    pub job: Fetched<Job>,
    pub session: Session,
    pub toasts: Toasts,
}

impl Stage {
    fn show(self, job: &Job) {
        self.job.change(|shown| {
            if shown.id == job.id {
                *shown = job.clone();
            }
        });
        self.list.page.change(|page| {
            for row in page.data.iter_mut().filter(|row| row.id == job.id) {
                *row = job.clone();
            }
        });
    }

    fn take_away(self, job: &Job) {
        self.list
            .page
            .change(|page| page.data.retain(|row| row.id != job.id));
        self.list.summary.change(|summary| {
            summary.count = summary.count.saturating_sub(1);
            summary.total = summary
                .total
                .and_then(|total: Money| total.checked_sub(job.total));
        });
    }

    fn refresh(self) {
        self.list.page.again();
        self.list.summary.again();
    }

    /// Says that an act was refused, and why; whoever was quicker is named.
    fn refused(
        self,
        job: &Job,
        still: &str,
        failure: &Failure,
        again: impl Fn() + Send + Sync + 'static,
    ) {
        self.job.again();
        self.refresh();
        if !failure.is(ProblemCode::Stale) {
            let sentence = format!(
                "Job {} is still {still}: {}",
                job.number,
                failure.sentence()
            );
            self.toasts
                .failed(sentence, vec![Act::new("Try again", again)]);
            return;
        }
        let (who, at) = failure.refusal().map_or((None, None), |refusal| {
            (
                refusal.problem.changed_by.clone(),
                refusal.problem.changed_at,
            )
        });
        let who = who.unwrap_or_else(|| "Somebody".to_owned());
        let at = at
            .map(|at| format!(" at {}", untrack(|| when::short(self.session, at))))
            .unwrap_or_default();
        self.toasts.failed(
            format!(
                "{who} changed job {}{at}. It is loaded anew; look at it and try again.",
                job.number
            ),
            Vec::new(),
        );
    }
}

/// Marks a job as finished.
pub fn complete(stage: Stage, job: Job) {
    let mut guess = job.clone();
    guess.status = JobStatus::Done;
    stage.show(&guess);
    spawn_local(async move {
        match calls::act(&job, "complete").await {
            Ok(done) => {
                stage.show(&done);
                stage.list.summary.again();
                let undo = Act::new("Undo", {
                    let done = done.clone();
                    move || reopen(stage, done.clone())
                });
                let acts = if untrack(|| stage.session.may(Permission::JobsReopen)) {
                    vec![undo]
                } else {
                    Vec::new()
                };
                stage.toasts.done(
                    "circle-check",
                    format!("Job {} completed", done.number),
                    acts,
                );
            }
            Err(failure) => {
                stage.show(&job);
                let again = {
                    let job = job.clone();
                    move || complete(stage, job.clone())
                };
                stage.refused(&job, "incomplete", &failure, again);
            }
        }
    });
}

/// Marks a job as not finished after all.
pub fn reopen(stage: Stage, job: Job) {
    let mut guess = job.clone();
    guess.status = JobStatus::Open;
    stage.show(&guess);
    spawn_local(async move {
        match calls::act(&job, "reopen").await {
            Ok(open) => {
                stage.show(&open);
                stage.list.summary.again();
                let was = job.completed_on.map(date_words).unwrap_or_default();
                let sentence = format!(
                    "Job {} is incomplete again; it was completed on {was}",
                    open.number
                );
                let undo = Act::new("Undo", move || {
                    complete_as_before(stage, open.clone(), job.completed_on);
                });
                stage.toasts.done("circle-dashed", sentence, vec![undo]);
            }
            Err(failure) => {
                stage.show(&job);
                let again = {
                    let job = job.clone();
                    move || reopen(stage, job.clone())
                };
                stage.refused(&job, "completed", &failure, again);
            }
        }
    });
}

/// Takes a reopening back: the revenue is of the day that it was of.
fn complete_as_before(stage: Stage, job: Job, day: Option<Date>) {
    let mut guess = job.clone();
    guess.status = JobStatus::Done;
    stage.show(&guess);
    spawn_local(async move {
        match calls::act(&job, "complete").await {
            Ok(done) => {
                stage.show(&done);
                give_back_its_day(stage, done, day);
            }
            Err(failure) => {
                stage.show(&job);
                let again = {
                    let job = job.clone();
                    move || complete_as_before(stage, job.clone(), day)
                };
                stage.refused(&job, "incomplete", &failure, again);
            }
        }
    });
}

/// The second step, which can be tried again by itself.
fn give_back_its_day(stage: Stage, done: Job, day: Option<Date>) {
    let patch = JobPatch {
        completed_on: day,
        ..JobPatch::default()
    };
    spawn_local(async move {
        match calls::correct(&done, &patch, &Key::fresh()).await {
            Ok(done) => {
                stage.show(&done);
                stage.list.summary.again();
                let was = done.completed_on.map(date_words).unwrap_or_default();
                let sentence = format!("Job {} is completed again, on {was}", done.number);
                stage.toasts.done("circle-check", sentence, Vec::new());
            }
            Err(failure) => {
                let again = {
                    let done = done.clone();
                    move || give_back_its_day(stage, done.clone(), day)
                };
                stage.refused(&done, "completed today", &failure, again);
            }
        }
    });
}

/// Moves a job to the trash; `left` is called at once, since the drawer has nothing more to show.
pub fn trash(stage: Stage, job: Job, left: Callback<()>) {
    stage.take_away(&job);
    left.run(());
    spawn_local(async move {
        match calls::trash(&job).await {
            Ok(()) => {
                stage.list.summary.again();
                let undo = Act::new("Undo", {
                    let job = job.clone();
                    move || restore(stage, job.clone())
                });
                stage.toasts.undo(
                    "trash-2",
                    format!("Job {} moved to trash", job.number),
                    undo,
                );
            }
            Err(failure) => {
                let again = {
                    let job = job.clone();
                    move || trash(stage, job.clone(), left)
                };
                stage.refused(&job, "here", &failure, again);
            }
        }
    });
}

/// Brings a job back. Its revision went on when it was trashed, so it is read first.
pub fn restore(stage: Stage, job: Job) {
    spawn_local(async move {
        let restored = match calls::find(job.id).await {
            Ok(trashed) => calls::act(&trashed, "restore").await,
            Err(failure) => Err(failure),
        };
        match restored {
            Ok(back) => {
                stage.show(&back);
                stage.refresh();
                stage.toasts.done(
                    "rotate-ccw",
                    format!("Job {} is back", back.number),
                    Vec::new(),
                );
            }
            Err(failure) => {
                let again = {
                    let job = job.clone();
                    move || restore(stage, job.clone())
                };
                stage.refused(&job, "in the trash", &failure, again);
            }
        }
    });
}
