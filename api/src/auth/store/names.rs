//! Names that unknown browsers tried, by keyed digests: how many attempts failed in a row. Whether a user has the name makes
//! no difference here, so that nobody learns it from a pause.

use diesel::prelude::*;
use shared::instant::Instant;

use crate::auth::throttle::{ACCOUNT_WINDOW_MS, HardCap, SKEW_MS};
use crate::db::schema::guessing::guessed_names::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// The table has no more rows than this, and what one minute brings; the names with the fewest failures make room.
pub const NAMES_MAX: i64 = 10_000;
/// Rows removed at a time, so that no sweep holds the writer for long.
const AT_ONCE: i64 = 5_000;

/// The failures in a row, and when the last one was. A day without one forgets them, unless strangers are shut out.
pub fn streak(
    conn: &mut Conn,
    digest: &str,
    cap: HardCap,
    now: Instant,
) -> Result<(u32, Option<i64>), ApiError> {
    let row: Option<(i64, i64)> = dsl::guessed_names
        .find(digest)
        .select((dsl::failures, dsl::last_at))
        .first(conn)
        .optional()?;
    let counts = |(failures, last_at): &(i64, i64)| {
        let age_ms = now.millis() - last_at;
        cap.is_reached(number(*failures)) || (-SKEW_MS..ACCOUNT_WINDOW_MS).contains(&age_ms)
    };
    Ok(row.filter(counts).map_or((0, None), |(failures, last_at)| {
        (number(failures), Some(last_at))
    }))
}

fn number(failures: i64) -> u32 {
    u32::try_from(failures).unwrap_or(u32::MAX)
}

/// One more failed, after so many that still count.
pub fn failed(tx: &mut Tx<'_>, digest: &str, before: u32) -> Result<(), ApiError> {
    let failures = i64::from(before) + 1;
    let is_new_streak = before == 0;
    let present = dsl::guessed_names.find(digest);
    let rows = match is_new_streak {
        true => diesel::update(present)
            .set((
                dsl::failures.eq(failures),
                dsl::last_at.eq(tx.now.millis()),
                dsl::told.eq(false),
            ))
            .execute(tx.conn)?,
        false => diesel::update(present)
            .set((dsl::failures.eq(failures), dsl::last_at.eq(tx.now.millis())))
            .execute(tx.conn)?,
    };
    if rows == 0 {
        diesel::insert_into(dsl::guessed_names)
            .values((
                dsl::name_digest.eq(digest),
                dsl::failures.eq(failures),
                dsl::last_at.eq(tx.now.millis()),
                dsl::told.eq(false),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The failure is none after all; the time of the one before is the last again, unless another came meanwhile.
pub fn withdraw(
    conn: &mut Conn,
    digest: &str,
    at_ms: i64,
    before_ms: Option<i64>,
) -> Result<(), ApiError> {
    let row = dsl::guessed_names.find(digest);
    diesel::update(row.filter(dsl::failures.gt(0)))
        .set(dsl::failures.eq(dsl::failures - 1))
        .execute(conn)?;
    diesel::update(row.filter(dsl::last_at.eq(at_ms)))
        .set(dsl::last_at.eq(before_ms.unwrap_or_default()))
        .execute(conn)?;
    Ok(())
}

/// The row of failures ended, by a success or because somebody said so; how many there were.
pub fn end(conn: &mut Conn, digest: &str) -> Result<i64, ApiError> {
    let failures: Option<i64> = dsl::guessed_names
        .find(digest)
        .select(dsl::failures)
        .first(conn)
        .optional()?;
    if failures.is_some() {
        diesel::delete(dsl::guessed_names.find(digest)).execute(conn)?;
    }
    Ok(failures.unwrap_or_default())
}

/// Names with so many failures before this moment, of which nobody was told.
pub fn untold(
    conn: &mut Conn,
    at_least: i64,
    until_ms: i64,
) -> Result<Vec<(String, i64)>, ApiError> {
    let rows = dsl::guessed_names
        .filter(dsl::failures.ge(at_least))
        .filter(dsl::told.eq(false))
        .filter(dsl::last_at.lt(until_ms))
        .select((dsl::name_digest, dsl::failures))
        .limit(AT_ONCE)
        .load(conn)?;
    Ok(rows)
}

pub fn told(conn: &mut Conn, digests: &[String]) -> Result<(), ApiError> {
    diesel::update(dsl::guessed_names.filter(dsl::name_digest.eq_any(digests)))
        .set(dsl::told.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Removes what no rule looks at any more, and what is too much.
pub fn forget(conn: &mut Conn, cap: HardCap, now: Instant) -> Result<(), ApiError> {
    diesel::delete(
        dsl::guessed_names
            .filter(dsl::last_at.le(now.millis() - ACCOUNT_WINDOW_MS))
            .filter(dsl::failures.lt(cap.first())),
    )
    .execute(conn)?;
    let there: i64 = dsl::guessed_names.count().get_result(conn)?;
    let surplus = (there - NAMES_MAX).clamp(0, AT_ONCE);
    if surplus > 0 {
        let least: Vec<String> = dsl::guessed_names
            .order((dsl::failures, dsl::last_at))
            .limit(surplus)
            .select(dsl::name_digest)
            .load(conn)?;
        diesel::delete(dsl::guessed_names.filter(dsl::name_digest.eq_any(least))).execute(conn)?;
    }
    Ok(())
}
