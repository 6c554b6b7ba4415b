//! The rules of jobs: what may be recorded, changed, completed and reopened.

use shared::audit::Action;
use shared::date::Date;
use shared::field::FieldIssue;
use shared::id::{CustomerId, JobId};
use shared::instant::Instant;
use shared::jobs::{DraftStatus, Job, JobDraft, JobPatch, JobStatus, PaymentMethod};
use shared::problem::{FieldCode, FieldError};

use super::lines;
use super::record::JobRecord;
use super::store::Row;
use crate::customers;
use crate::db::{Tx, counters};
use crate::error::{ApiError, both};
use crate::http::conditional::Seen;
use crate::records;
use crate::settings::{self, Shop};
use crate::stored::stored;

const OCCURRED_ON: &str = "#/occurred_on";
const COMPLETED_ON: &str = "#/completed_on";

/// Problems: `invalid` (unknown customer, other currency, future date), `taken` (the id exists).
pub fn create(tx: &mut Tx<'_>, draft: &JobDraft) -> Result<Job, ApiError> {
    let shop = settings::shop(tx.conn)?;
    let id = match draft.id {
        Some(id) => records::free::<JobRecord>(tx.conn, id)?,
        None => JobId::from_parts(tx.now, &tx.random()?),
    };
    let items = lines::rows(tx, &shop, id, &draft.items);
    let customer = customer_of(tx, draft.customer_id, draft.customer_name.as_deref());
    let moment = shop.moment(tx.now, draft.occurred_on, OCCURRED_ON);
    let ((items, customer), (occurred_at, occurred_on)) = both(both(items, customer), moment)?;
    let done = draft.status == Some(DraftStatus::Done);
    let status = if done {
        JobStatus::Done
    } else {
        JobStatus::Open
    };
    let mut row = Row {
        id: id.to_string(),
        number: number(tx, occurred_on)?,
        customer_id: customer,
        status: status.to_string(),
        payment_method: draft
            .payment_method
            .unwrap_or(PaymentMethod::Cash)
            .to_string(),
        total_minor: lines::total(&items, shop.currency)?,
        occurred_at: occurred_at.millis(),
        occurred_on: occurred_on.to_string(),
        completed_at: None,
        completed_on: None,
        completed_apart: false,
        created_by: tx.actor.author()?,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        deleted_at: None,
        deleted_by: None,
        rev: 1,
    };
    if done {
        // Yesterday's sale, recorded as completed today, was completed yesterday.
        row.completed_at = Some(occurred_at.millis());
        row.completed_on = Some(occurred_on.to_string());
    }
    records::add(tx, &JobRecord { row, items }, id)
}

/// Problems: `not_found`, `stale`, `wrong_state` (in the trash; a day of completion for a job that has none), `invalid`.
pub fn update(tx: &mut Tx<'_>, id: JobId, seen: &Seen, patch: &JobPatch) -> Result<Job, ApiError> {
    let before: JobRecord = records::load(tx, id, seen)?;
    let shop = settings::shop(tx.conn)?;
    let mut after = before.clone();
    if let Some(method) = patch.payment_method {
        after.row.payment_method = method.to_string();
    }
    let customer = match (patch.customer_id, patch.customer_name.as_deref()) {
        (None, None) => Ok(None),
        (id, name) => customer_of(tx, id.flatten(), name).map(Some),
    };
    let items = patch.items.as_deref();
    let items = items.map(|items| lines::rows(tx, &shop, id, items));
    let redated = redate(tx, &shop, &mut after.row, patch);
    let ((customer, items), ()) = both(both(customer, items.transpose()), redated)?;
    if let Some(customer) = customer {
        after.row.customer_id = customer;
    }
    if let Some(items) = items {
        after.row.total_minor = lines::total(&items, shop.currency)?;
        after.items = items;
    }
    in_order(&before.row, &after.row, patch)?;
    records::save(tx, Action::JobUpdated, (id, &before), after)
}

/// Moves the job, its completion, or both to other days. A day that is given as it is changes nothing and is not judged:
/// it may lie ahead of a clock that was put right, or of another time zone.
fn redate(tx: &Tx<'_>, shop: &Shop, row: &mut Row, patch: &JobPatch) -> Result<(), ApiError> {
    if let Some(day) = patch
        .occurred_on
        .filter(|day| day.to_string() != row.occurred_on)
    {
        let (at, on) = shop.moment(tx.now, Some(day), OCCURRED_ON)?;
        row.occurred_at = at.millis();
        row.occurred_on = on.to_string();
        if row.completed_on.is_some() && !row.completed_apart {
            row.completed_at = Some(row.occurred_at);
            row.completed_on = Some(row.occurred_on.clone());
        }
    }
    match patch.completed_on {
        Some(_) if row.completed_on.is_none() => Err(ApiError::wrong_state(
            "Only a completed job has a day of completion.",
        )),
        Some(day) if row.completed_on != Some(day.to_string()) => {
            let (at, on) = shop.moment(tx.now, Some(day), COMPLETED_ON)?;
            complete_apart(row, at, on);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Dates the completion apart from the job: it stays when the job moves. A job is not completed before it takes place,
/// and so on its own day where the clock or the time zone was put back since.
fn complete_apart(row: &mut Row, at: Instant, on: Date) {
    row.completed_at = Some(at.millis().max(row.occurred_at));
    row.completed_on = Some(on.to_string());
    row.completed_apart = true;
}

/// Problem `invalid` when a change of days would let the job take place after its completion.
fn in_order(before: &Row, after: &Row, patch: &JobPatch) -> Result<(), ApiError> {
    let is_as_before =
        before.occurred_on == after.occurred_on && before.completed_on == after.completed_on;
    let is_in_order = after
        .completed_on
        .as_ref()
        .is_none_or(|done| *done >= after.occurred_on);
    if is_as_before || is_in_order {
        return Ok(());
    }
    let (pointer, detail) = match patch.completed_on {
        Some(_) => (
            COMPLETED_ON,
            "This is before the day on which the job took place.",
        ),
        None => (
            OCCURRED_ON,
            "This is after the day on which the job was completed.",
        ),
    };
    let issue = FieldIssue::new(FieldCode::OutOfPeriod, detail);
    Err(ApiError::invalid(vec![FieldError::at_pointer(
        pointer, issue,
    )]))
}

/// Problems: `not_found`, `stale`, `wrong_state`.
pub fn complete(tx: &mut Tx<'_>, id: JobId, seen: &Seen) -> Result<Job, ApiError> {
    let before: JobRecord = records::load(tx, id, seen)?;
    if !matches!(
        stored::<JobStatus>(&before.row.status)?,
        JobStatus::Open | JobStatus::Ready
    ) {
        return Err(ApiError::wrong_state("This job is already completed."));
    }
    let shop = settings::shop(tx.conn)?;
    let mut after = before.clone();
    after.row.status = JobStatus::Done.to_string();
    let taken_on = stored::<Date>(&before.row.occurred_on)?;
    let today = shop.zone.day_of(tx.now)?;
    complete_apart(&mut after.row, tx.now, today.max(taken_on));
    records::save(tx, Action::JobCompleted, (id, &before), after)
}

/// Problems: `not_found`, `stale`, `wrong_state`.
pub fn reopen(tx: &mut Tx<'_>, id: JobId, seen: &Seen) -> Result<Job, ApiError> {
    let before: JobRecord = records::load(tx, id, seen)?;
    if stored::<JobStatus>(&before.row.status)? != JobStatus::Done {
        return Err(ApiError::wrong_state(
            "Only a completed job can be reopened.",
        ));
    }
    let mut after = before.clone();
    after.row.status = JobStatus::Open.to_string();
    after.row.completed_at = None;
    after.row.completed_on = None;
    after.row.completed_apart = false;
    records::save(tx, Action::JobReopened, (id, &before), after)
}

/// The customer who is meant, made if their name is new. Problem `invalid` for an unknown id.
fn customer_of(
    tx: &mut Tx<'_>,
    id: Option<CustomerId>,
    name: Option<&str>,
) -> Result<Option<String>, ApiError> {
    match (id, name) {
        (Some(id), _) if customers::is_there(tx.conn, id)? => Ok(Some(id.to_string())),
        (Some(_), _) => {
            let issue = FieldIssue::unknown_reference("customer");
            let error = FieldError::at_pointer("#/customer_id", issue);
            Err(ApiError::invalid(vec![error]))
        }
        (None, Some(name)) => Ok(Some(customers::named(tx, name)?.to_string())),
        (None, None) => Ok(None),
    }
}

fn number(tx: &mut Tx<'_>, day: Date) -> Result<String, ApiError> {
    let series = format!("J-{:04}", day.year());
    let next = counters::next(tx, &series)?;
    Ok(format!("{series}-{next:05}"))
}
