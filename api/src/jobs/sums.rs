//! What a job means for the sums of its days and of its customer.

use std::collections::HashMap;

use shared::date::Date;
use shared::jobs::JobStatus;

use super::store::{self, Row};
use crate::customers;
use crate::dashboard::{self, Kind, Movement};
use crate::db::Tx;
use crate::error::ApiError;
use crate::stored::stored;

/// Moves the sums of days and customers from what was to what is.
pub fn settle(tx: &mut Tx<'_>, before: Option<&Row>, after: &Row) -> Result<(), ApiError> {
    let mut movements = Vec::new();
    if let Some(before) = before {
        movements.extend(movements_of(before, -1)?);
    }
    movements.extend(movements_of(after, 1)?);
    dashboard::apply(tx, &movements)?;
    let counted = |row: &Row| row.customer_id.clone().filter(|_| row.deleted_at.is_none());
    let was = before.and_then(counted);
    let is = counted(after);
    let moved = before.is_none_or(|before| before.occurred_on != after.occurred_on);
    if was == is && !moved {
        return Ok(());
    }
    if let Some(customer) = was.as_ref() {
        count_for(tx, customer, if was == is { 0 } else { -1 })?;
    }
    match is {
        Some(customer) if was.as_ref() != Some(&customer) => {
            customers::count_job(tx, stored(&customer)?, stored(&after.occurred_on)?)
        }
        _ => Ok(()),
    }
}

/// The same for many new jobs: each day and each customer is moved once.
pub fn settle_new(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), ApiError> {
    let mut movements: HashMap<(&'static str, Date), Movement> = HashMap::new();
    let mut customers: HashMap<&str, i64> = HashMap::new();
    for row in rows {
        for movement in movements_of(row, 1)? {
            movements
                .entry((movement.kind.key(), movement.day))
                .and_modify(|sum| {
                    sum.count += movement.count;
                    sum.amount_minor += movement.amount_minor;
                })
                .or_insert(movement);
        }
        if let Some(customer) = &row.customer_id {
            *customers.entry(customer).or_default() += 1;
        }
    }
    let movements: Vec<Movement> = movements.into_values().collect();
    dashboard::apply(tx, &movements)?;
    customers
        .into_iter()
        .try_for_each(|(customer, count)| count_for(tx, customer, count))
}

fn count_for(tx: &mut Tx<'_>, customer: &str, by: i64) -> Result<(), ApiError> {
    let last = store::last_day_of(tx.conn, customer)?;
    customers::count_jobs(
        tx,
        stored(customer)?,
        by,
        last.as_deref().map(stored).transpose()?,
    )
}

/// What a row contributes to the sums of its days; nothing while it lies in the trash.
fn movements_of(row: &Row, sign: i64) -> Result<Vec<Movement>, ApiError> {
    if row.deleted_at.is_some() {
        return Ok(Vec::new());
    }
    let amount_minor = sign * row.total_minor;
    let day: Date = stored(&row.occurred_on)?;
    let mut movements = vec![Movement {
        kind: Kind::Taken,
        day,
        count: sign,
        amount_minor,
    }];
    match (&row.completed_on, stored::<JobStatus>(&row.status)?) {
        (Some(completed_on), _) => movements.push(Movement {
            kind: Kind::Done,
            day: stored(completed_on)?,
            count: sign,
            amount_minor,
        }),
        (None, JobStatus::Open | JobStatus::Ready) => movements.push(Movement {
            kind: Kind::Open,
            day,
            count: sign,
            amount_minor,
        }),
        // A cancelled job keeps its number and its day, and counts as neither.
        (None, _) => {}
    }
    Ok(movements)
}
