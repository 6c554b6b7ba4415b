//! How many attempts fail in an hour, for a week, and whether it is far more than usual now.

use diesel::prelude::*;
use shared::instant::Instant;

use crate::db::schema::guessing::failure_hours;
use crate::db::schema::{instance, login_failures};
use crate::db::{Conn, Tx};
use crate::error::ApiError;

pub const HOUR_MS: i64 = 3_600_000;
/// The norm is that of a week.
pub const HOURS: i64 = 7 * 24;
/// How long strangers pause for longer, after the last minute with far too many failures.
pub const ALARM_MS: i64 = 15 * 60_000;

/// Writes down what failed in this hour so far. Counted anew each time, so two instances count nothing twice; and never
/// less than before, since old rows make room for new ones.
pub fn count(tx: &mut Tx<'_>, hour_ms: i64) -> Result<(), ApiError> {
    let failures: i64 = login_failures::table
        .filter(login_failures::failed.eq(true))
        .filter(login_failures::at.ge(hour_ms))
        .filter(login_failures::at.lt(hour_ms + HOUR_MS))
        .count()
        .get_result(tx.conn)?;
    let hour = failure_hours::table.find(hour_ms);
    let before: Option<i64> = hour
        .select(failure_hours::failures)
        .first(tx.conn)
        .optional()?;
    match before {
        Some(before) if before >= failures => {}
        Some(_) => {
            diesel::update(hour)
                .set(failure_hours::failures.eq(failures))
                .execute(tx.conn)?;
        }
        None => {
            diesel::insert_into(failure_hours::table)
                .values((
                    failure_hours::hour.eq(hour_ms),
                    failure_hours::failures.eq(failures),
                ))
                .execute(tx.conn)?;
        }
    }
    Ok(())
}

/// The failures of each hour of the week before this one; hours without any are left out.
pub fn of_week(conn: &mut Conn, hour_ms: i64) -> Result<Vec<i64>, ApiError> {
    let rows = failure_hours::table
        .filter(failure_hours::hour.ge(hour_ms - HOURS * HOUR_MS))
        .filter(failure_hours::hour.lt(hour_ms))
        .select(failure_hours::failures)
        .limit(HOURS)
        .load(conn)?;
    Ok(rows)
}

/// Whether failures count as far above the norm.
pub fn is_alarmed(conn: &mut Conn, now: Instant) -> Result<bool, ApiError> {
    let until: Option<i64> = instance::table
        .select(instance::alarm_until)
        .first(conn)
        .optional()?;
    // After the clock was set back, an alarm from the future is not trusted.
    Ok(until.is_some_and(|until| (1..=ALARM_MS).contains(&(until - now.millis()))))
}

/// The alarm lasts for a while from now on; whether it was off.
pub fn alarm(tx: &mut Tx<'_>) -> Result<bool, ApiError> {
    let was_on = is_alarmed(tx.conn, tx.now)?;
    diesel::update(instance::table)
        .set(instance::alarm_until.eq(tx.now.millis() + ALARM_MS))
        .execute(tx.conn)?;
    Ok(!was_on)
}

pub fn forget(conn: &mut Conn, now: Instant) -> Result<(), ApiError> {
    let hours = failure_hours::table;
    let old = hours.filter(failure_hours::hour.lt(now.millis() - (HOURS + 1) * HOUR_MS));
    diesel::delete(old).execute(conn)?;
    diesel::delete(hours.filter(failure_hours::hour.gt(now.millis()))).execute(conn)?;
    Ok(())
}
