//! Saving the job form: at most once a press, with one key a draft, and every answer ends in a visible yes or no.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::date::Date;
use shared::jobs::{Job, JobDraft, JobPatch};
use shared::problem::ProblemCode;

use super::desk::{Desk, remember_payment};
use super::quicker::Stale;
use super::typed::{Days, Sheet, by_uid};
use crate::browser;
use crate::client::{Failure, Key, Refusal};
use crate::jobs::calls;
use crate::ui::toasts::Act;
use crate::ui::when::today;

/// Saves, unless a save is on its way or a field is wrong.
pub fn save(desk: Desk) {
    if desk.form.busy.get_untracked() || !desk.form.ready() || !desk.days_are_meant() {
        return;
    }
    desk.form.busy.set(true);
    if desk.base.with_untracked(Option::is_none) {
        desk.typed.follow(untrack(|| today(desk.session)));
    }
    let sheet = untrack(|| desk.typed.sheet());
    let (currency, day) = untrack(|| (desk.session.currency(), today(desk.session)));
    let day = day.max(desk.typed.first_days.get_untracked().occurred);
    let (draft, _) = sheet.read(currency, day);
    let completed_on = sheet.read_completed(day, &mut Vec::new());
    let uids = sheet
        .lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.uid)
        .collect();
    let key = desk.key.get_value();
    remember_payment(&sheet.payment);
    spawn_local(async move {
        let answer = match desk.base.get_untracked() {
            None => calls::create(&draft, &key).await,
            Some(job) => {
                let patch = correction(draft, completed_on, &job);
                calls::correct(&job, &patch, &key).await
            }
        };
        desk.form.busy.try_set(false);
        match answer {
            Ok(job) => saved(desk, job),
            Err(failure) => refused(desk, failure, uids).await,
        }
    });
}

/// The whole job as it now is, without what cannot be changed.
fn correction(draft: JobDraft, completed_on: Option<Date>, job: &Job) -> JobPatch {
    let nobody = draft.customer_id.is_none() && draft.customer_name.is_none();
    let clears = nobody && job.customer.is_some();
    JobPatch {
        customer_id: match draft.customer_id {
            Some(id) => Some(Some(id)),
            None => clears.then_some(None),
        },
        customer_name: draft.customer_name,
        items: Some(draft.items),
        payment_method: draft.payment_method,
        occurred_on: draft.occurred_on,
        completed_on,
    }
}

fn saved(desk: Desk, job: Job) {
    let address = format!("/jobs/{}", job.id);
    let sentence = desk.saved_words(&job);
    if desk.base.get_untracked().is_some() {
        desk.toasts.done("circle-check", sentence, Vec::new());
        // The form is as the job now is: no draft is left behind.
        desk.base.set(Some(job.clone()));
        desk.typed.first_days.set(Days::of(&job));
        desk.typed.put(Sheet::of(&job));
        desk.back.go.run(());
        return;
    }
    let print = Act::new("Print", {
        let address = address.clone();
        move || {
            desk.go.run(address.clone());
            print_soon(120);
        }
    });
    let undo = Act::new("Undo", move || undo(desk, job.clone()));
    desk.toasts
        .done("circle-check", sentence, vec![print, undo]);
    desk.begin_next();
    desk.book.again();
}

/// Prints the job's drawer once it is drawn; gives up after as many frames.
fn print_soon(frames: u32) {
    if browser::find(".drawer .items").is_some() {
        browser::print();
    } else if frames > 0 {
        request_animation_frame(move || print_soon(frames.saturating_sub(1)));
    }
}

fn undo(desk: Desk, job: Job) {
    spawn_local(async move {
        match calls::trash(&job).await {
            Ok(()) => {
                desk.toasts.done(
                    "trash-2",
                    format!("Job {} moved to trash", job.number),
                    Vec::new(),
                );
                desk.book.again();
            }
            Err(failure) => {
                let again = Act::new("Try again", {
                    let job = job.clone();
                    move || undo(desk, job.clone())
                });
                desk.toasts.failed(
                    format!("Job {} is still saved: {}", job.number, failure.sentence()),
                    vec![again],
                );
            }
        }
    });
}

async fn refused(desk: Desk, failure: Failure, uids: Vec<u32>) {
    match failure.code() {
        Some(ProblemCode::Stale) => {
            if let Some(job) = desk.base.get_untracked() {
                match calls::find(job.id).await {
                    Ok(theirs) => {
                        desk.stale.set(Some(Stale::new(&failure, theirs)));
                        desk.stale_open.set(true);
                    }
                    Err(failure) => desk.form.refuse(&failure),
                }
            }
        }
        Some(ProblemCode::IdempotencyMismatch) => {
            desk.key.set_value(Key::fresh());
            desk.book.again();
            desk.form.trouble.set(Some(
                "An earlier try to save this job has reached the server. Look at “Saved by you today” before you save it again.".to_owned(),
            ));
        }
        _ => desk.form.refuse(&renamed(failure, &uids)),
    }
}

/// The server names lines by their place, the form by their uid.
fn renamed(failure: Failure, uids: &[u32]) -> Failure {
    let Failure::Refused(refusal) = failure else {
        return failure;
    };
    let Refusal {
        mut problem,
        retry_after_s,
    } = *refusal;
    let first = uids.first().copied().unwrap_or_default();
    problem.errors = problem
        .errors
        .into_iter()
        .map(|error| match error.pointer.as_deref() {
            Some("#/customer_id") => shared::problem::FieldError {
                pointer: Some("#/customer_name".to_owned()),
                ..error
            },
            _ => by_uid(error, uids, first),
        })
        .collect();
    Failure::Refused(Box::new(Refusal {
        problem,
        retry_after_s,
    }))
}
