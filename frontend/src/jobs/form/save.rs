//! Saving the job form: at most once a press, with one key a draft, and every answer ends in a visible yes or no,
//! in the form or, when it was left meanwhile, wherever the person is by then.

use leptos::prelude::*;
use shared::date::Date;
use shared::id::ItemId;
use shared::jobs::{Job, JobDraft, JobPatch};
use shared::problem::ProblemCode;

use super::conflict::Stale;
use super::payment::remember_payment;
use super::state::FormState;
use super::typed::{Days, Sheet, by_uid};
use crate::browser;
use crate::client::{Failure, Key, Refusal};
use crate::draft::{Place, Saved};
use crate::jobs::acts::JobAct;
use crate::records::{Resource, calls};
use crate::ui::acts::Acting;
use crate::ui::changes::Change;
use crate::ui::toasts::Act;
use crate::ui::when::today;

/// What was sent.
#[derive(Clone)]
struct Sent {
    sheet: Sheet,
    key: Key,
    /// The job that is corrected; none for a new one.
    base: Option<Job>,
}

/// Saves, unless a save is on its way or a field is wrong.
pub fn save(state: FormState) {
    let sheet = untrack(|| state.typed.sheet());
    // The same press once more, after the sale was saved.
    let is_repeat = state.follows_a_sale.get_value() && sheet.is_blank();
    let is_free = !state.form.busy.get_untracked() && !is_repeat;
    if !is_free || !state.form.ready() || !state.days_are_meant() {
        return;
    }
    if state.base.with_untracked(Option::is_none) {
        state.typed.follow(untrack(|| today(state.session)));
    }
    let sheet = untrack(|| state.typed.sheet());
    let (currency, day) = untrack(|| (state.session.currency(), today(state.session)));
    let day = day.max(state.typed.first_days.get_untracked().occurred);
    let (draft, _) = sheet.read(currency, day);
    let completed_on = sheet.read_completed(day, &mut Vec::new());
    remember_payment(&sheet.payment);
    let sent = Sent {
        sheet,
        key: state.key.get_value(),
        base: state.base.get_untracked(),
    };
    let call = {
        let Sent { key, base, .. } = sent.clone();
        async move {
            match base {
                None => calls::create::<Job>(&draft, &key).await,
                Some(job) => {
                    let patch = correction(draft, completed_on, &job);
                    calls::correct(&job, &patch, &key).await
                }
            }
        }
    };
    let (app, place) = (state.app, state.place.get_value());
    let left = sent.clone();
    state.form.send(
        call,
        move |answer| match answer {
            Ok(job) => saved(state, sent, job),
            Err(failure) => refused(state, failure, &sent.sheet),
        },
        move |answer| settle_elsewhere(app, place, left, answer),
    );
}

/// The form was left before the answer came.
fn settle_elsewhere(app: Acting, place: Option<Place>, sent: Sent, answer: Result<Job, Failure>) {
    match answer {
        Ok(job) => {
            if let Some(place) = place {
                place.clear_if_saved_with(&sent.key);
            }
            app.changes.tell(&Saved(sent.key));
            let sentence = format!("Job {} saved", job.number);
            tell_saved(app, job, sent.base.is_none(), sentence);
        }
        Err(failure) => {
            let (what, form) = match &sent.base {
                Some(job) => (
                    format!("Job {}", job.number),
                    format!("/jobs/{}/edit", job.id),
                ),
                None => ("The job".to_owned(), "/jobs/new".to_owned()),
            };
            let sentence = format!(
                "{what} is not saved: {} The draft is kept.",
                failure.sentence()
            );
            let open = Act::link("Open it", form, || {});
            app.toasts.failed(sentence, vec![open]);
        }
    }
}

/// Says so, and what may be done now; whoever shows the job or a list learns of it.
fn tell_saved(app: Acting, job: Job, is_new: bool, sentence: String) {
    app.changes.tell(&match is_new {
        true => Change::New(job.clone()),
        false => Change::Done(job.clone()),
    });
    let (about, id) = (job.about(), job.id);
    let acts = if is_new {
        let number = job.number.clone();
        let print = Act::link("Print", format!("/jobs/{id}"), move || {
            print_soon(number.clone(), 120);
        });
        let undo = Act::new("Undo", move || app.run(job.clone(), JobAct::Trash));
        vec![print, undo]
    } else {
        Vec::new()
    };
    app.toasts.done_about(about, "circle-check", sentence, acts);
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

fn saved(state: FormState, sent: Sent, job: Job) {
    let is_new = sent.base.is_none();
    if untrack(|| state.typed.sheet()) != sent.sheet {
        return keep_what_came_later(state, &sent.sheet, job);
    }
    tell_saved(state.app, job.clone(), is_new, state.back.saved_words(&job));
    if is_new {
        state.follows_a_sale.set_value(true);
        state.begin_next();
        return;
    }
    // The form is as the job now is: no draft is left behind.
    state.base.set(Some(job.clone()));
    state.typed.first_days.set(Days::of(&job));
    state.typed.put(Sheet::of(&job));
    state.frame.leave_to(&state.back.address.get_value());
}

/// Something was typed while the save was on its way: it stays, as a correction of the job that is saved.
fn keep_what_came_later(state: FormState, sent: &Sheet, job: Job) {
    let sentence = format!(
        "Job {} saved. What you typed meanwhile is not in it yet: save again.",
        job.number
    );
    let ids = ids_of(sent, &job);
    state.typed.rows.update_untracked(|rows| {
        for row in rows {
            let known = ids.iter().find(|(uid, _)| *uid == row.uid);
            row.id = known.map(|(_, id)| *id).or(row.id);
        }
    });
    state.become_correction_of(job.clone());
    let about = job.about();
    state.app.changes.tell(&Change::Done(job));
    state
        .app
        .toasts
        .done_about(about, "circle-check", sentence, Vec::new());
}

/// Which line became which item.
fn ids_of(sent: &Sheet, job: &Job) -> Vec<(u32, ItemId)> {
    let lines = sent.lines.iter().filter(|line| !line.is_empty());
    lines
        .zip(&job.items)
        .map(|(line, item)| (line.uid, item.id))
        .collect()
}

/// Prints the job's drawer once it is drawn; gives up after as many frames.
fn print_soon(number: String, frames: u32) {
    let title = browser::find(".drawer h2").and_then(|title| title.text_content());
    if title.as_deref() == Some(number.as_str()) && browser::find(".drawer .items").is_some() {
        browser::print();
    } else if frames > 0 {
        request_animation_frame(move || print_soon(number, frames.saturating_sub(1)));
    }
}

fn refused(state: FormState, failure: Failure, sent: &Sheet) {
    match (failure.code(), state.base.get_untracked()) {
        (Some(ProblemCode::Stale), Some(job)) => {
            state
                .form
                .go_on(calls::find::<Job>(job.id), move |found| match found {
                    Ok(theirs) => {
                        state
                            .stale
                            .set(Some(Stale::new(state.session, &failure, theirs)));
                        state.stale_open.set(true);
                    }
                    Err(failure) => state.form.refuse(&failure),
                });
        }
        (Some(ProblemCode::IdempotencyMismatch), _) => {
            state.key.set_value(Key::fresh());
            state.app.changes.tell(&Change::<Job>::Unknown);
            state.form.trouble.set(Some(
                "An earlier try to save this job has reached the server. Look at “Saved by you today” before you save it again.".to_owned(),
            ));
        }
        _ => {
            let lines = sent.lines.iter().filter(|line| !line.is_empty());
            let uids: Vec<u32> = lines.map(|line| line.uid).collect();
            state.form.refuse(&renamed(failure, &uids));
        }
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
