//! Which runner has which work: what decides between processes.

use diesel::prelude::*;
use shared::operations::OperationStatus;

use super::{LIVE, Row};
use crate::db::schema::work::operations;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::work::lease;

/// The oldest work that this runner may take: waiting for anybody or for it, or left by a runner whose lease has ended.
pub fn free_for(conn: &mut Conn, runner: &str, now_ms: i64) -> Result<Option<Row>, ApiError> {
    let waits = operations::status.eq(OperationStatus::Queued.as_str()).and(
        operations::runner
            .is_null()
            .or(operations::runner.assume_not_null().eq(runner)),
    );
    let was_left = operations::lease_until.le(now_ms);
    Ok(operations::table
        .filter(operations::status.eq_any(LIVE))
        .filter(waits.or(was_left))
        .order((operations::created_at, operations::id))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// Takes it, if it is still free.
pub fn take(tx: &mut Tx<'_>, runner: &str) -> Result<Option<Row>, ApiError> {
    let Some(mut row) = free_for(tx.conn, runner, tx.now.millis())? else {
        return Ok(None);
    };
    row.status = OperationStatus::Running.to_string();
    row.runner = Some(runner.to_owned());
    row.lease_until = lease::until(tx.now);
    row.attempts += 1;
    diesel::update(operations::table.find(&row.id))
        .set((
            operations::status.eq(&row.status),
            operations::runner.eq(&row.runner),
            operations::lease_until.eq(row.lease_until),
            operations::attempts.eq(row.attempts),
            operations::updated_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(Some(row))
}

/// Renews the lease of a runner that is still at it, with how far it is. The row as it now stands; none for a runner that
/// is no longer at it.
pub fn keep(
    tx: &mut Tx<'_>,
    id: &str,
    runner: &str,
    progress: Option<(i64, i64)>,
) -> Result<Option<Row>, ApiError> {
    let place = operations::table
        .find(id)
        .filter(operations::status.eq(OperationStatus::Running.as_str()))
        .filter(operations::runner.assume_not_null().eq(runner));
    let (until, now_ms) = (lease::until(tx.now), tx.now.millis());
    let kept = match progress {
        Some((done, total)) => diesel::update(place)
            .set((
                operations::lease_until.eq(until),
                operations::updated_at.eq(now_ms),
                operations::done.eq(done),
                operations::total.eq(total),
            ))
            .execute(tx.conn)?,
        None => diesel::update(place)
            .set(operations::lease_until.eq(until))
            .execute(tx.conn)?,
    };
    match kept {
        0 => Ok(None),
        _ => Ok(Some(
            operations::table
                .find(id)
                .select(Row::as_select())
                .first(tx.conn)?,
        )),
    }
}

/// Writes down how it ended.
pub fn finish(
    tx: &mut Tx<'_>,
    id: &str,
    status: OperationStatus,
    problem: Option<&str>,
) -> Result<(), ApiError> {
    diesel::update(operations::table.find(id))
        .set((
            operations::status.eq(status.as_str()),
            operations::problem.eq(problem),
            operations::runner.eq(None::<String>),
            operations::updated_at.eq(tx.now.millis()),
            operations::finished_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives it back to whoever is next: this runner stops, and is not to blame.
pub fn give_back(tx: &mut Tx<'_>, id: &str, runner: &str) -> Result<(), ApiError> {
    let place = operations::table
        .find(id)
        .filter(operations::runner.assume_not_null().eq(runner));
    diesel::update(place)
        .set((
            operations::status.eq(OperationStatus::Queued.as_str()),
            operations::runner.eq(None::<String>),
            operations::attempts.eq(operations::attempts - 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends the leases of all runners: for the start of a process that is the only one.
pub fn end_leases(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    diesel::update(operations::table.filter(operations::status.eq_any(LIVE)))
        .set((
            operations::lease_until.eq(0_i64),
            operations::runner.eq(None::<String>),
        ))
        .execute(tx.conn)?;
    Ok(())
}
