//! Attempts to prove a secret. A row is written as failed before anything is checked, so that attempts made at once
//! count each other, and is marked afterwards when the secret was right.

use diesel::prelude::*;
use shared::instant::Instant;

use super::{addresses, hours, names, row_id};
use crate::auth::stuffing::Pair;
use crate::auth::throttle::{
    ACCOUNT_WINDOW_MS, ADDRESS_FAILURES_MAX, ADDRESS_WINDOW_MS, Counts, Device, HardCap, SKEW_MS,
};
use crate::config::Rate;
use crate::db::schema::login_failures::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::limits::Left;

/// Failures in a row beyond this many make no further difference to the pause.
const STREAK_ROWS: i64 = 32;
/// No more attempts of unknown browsers are kept than this, and what one minute brings; the oldest make room.
pub const ATTEMPTS_MAX: i64 = 20_000;

/// Who tries what from where.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The address, an IPv6 one by its network.
    pub address: String,
    /// A keyed digest of the name as typed, or of the code.
    pub name_digest: String,
    /// The known device, if this browser has passed a full sign-in of this user before.
    pub device: Option<String>,
    /// A one-time code for this very sign-in came along, and is right.
    pub vouched: bool,
    /// What is tried, for addresses that try many different ones.
    pub pair: Option<Pair>,
}

impl Attempt {
    pub const fn device(&self) -> Device {
        match (&self.device, self.vouched) {
            (_, true) => Device::Vouched,
            (Some(_), false) => Device::Known,
            (None, false) => Device::Unknown,
        }
    }
}

/// What attempts are held against.
#[derive(Clone)]
pub struct Bounds {
    pub limit: Rate,
    pub cap: HardCap,
}

/// Reads the buckets of an attempt.
pub fn counts(
    conn: &mut Conn,
    attempt: &Attempt,
    bounds: &Bounds,
    now: Instant,
) -> Result<Counts, ApiError> {
    let failures = failures_of_address(conn, attempt, now)?;
    let (failures_in_a_row, last_failure_ms) = match &attempt.device {
        Some(device) => streak(conn, attempt, device, now)?,
        None => names::streak(conn, &attempt.name_digest, bounds.cap, now)?,
    };
    let (shut_until_ms, is_alarmed) = match attempt.device() {
        Device::Unknown => (
            addresses::shut_until(conn, &attempt.address, now)?,
            hours::is_alarmed(conn, now)?,
        ),
        Device::Known | Device::Vouched => (None, false),
    };
    let (attempts_until_ms, left) = room(conn, attempt, &bounds.limit, now)?;
    Ok(Counts {
        attempts_until_ms,
        left,
        address_failures: u32::try_from(failures.len()).unwrap_or(u32::MAX),
        oldest_of_failures_ms: match failures.len()
            >= usize::try_from(ADDRESS_FAILURES_MAX).unwrap_or(usize::MAX)
        {
            true => failures.last().copied(),
            false => None,
        },
        shut_until_ms,
        failures_in_a_row,
        last_failure_ms,
        is_alarmed,
    })
}

/// Until when a window of the limit is full, and what one more attempt would leave.
fn room(
    conn: &mut Conn,
    attempt: &Attempt,
    limit: &Rate,
    now: Instant,
) -> Result<(Option<i64>, Option<Left>), ApiError> {
    let (mut latest, mut tightest): (Option<i64>, Option<Left>) = (None, None);
    for (place, window) in limit.windows.iter().enumerate() {
        let span_ms = i64::from(window.seconds) * 1_000;
        let since = now.millis() - span_ms;
        let query = dsl::login_failures
            .filter(dsl::at.gt(since))
            .filter(dsl::at.le(now.millis() + SKEW_MS))
            .select(dsl::at)
            .order(dsl::at.desc())
            .limit(i64::from(window.calls));
        let made: Vec<i64> = match &attempt.device {
            Some(device) => query.filter(dsl::device_id.eq(device)).load(conn)?,
            None => query
                .filter(dsl::address.eq(&attempt.address))
                .filter(dsl::device_id.is_null())
                .load(conn)?,
        };
        let used = u32::try_from(made.len()).unwrap_or(u32::MAX);
        if used >= window.calls {
            latest = latest.max(made.last().map(|at| at + span_ms));
        }
        let left = Left {
            place,
            window: *window,
            calls: window.calls.saturating_sub(used).saturating_sub(1),
        };
        if tightest.is_none_or(|tightest| left.share() < tightest.share()) {
            tightest = Some(left);
        }
    }
    Ok((latest, tightest))
}

fn failures_of_address(
    conn: &mut Conn,
    attempt: &Attempt,
    now: Instant,
) -> Result<Vec<i64>, ApiError> {
    let rows = dsl::login_failures
        .filter(dsl::address.eq(&attempt.address))
        .filter(dsl::device_id.is_null())
        .filter(dsl::failed.eq(true))
        .filter(dsl::at.gt(now.millis() - ADDRESS_WINDOW_MS))
        .filter(dsl::at.le(now.millis() + SKEW_MS))
        .select(dsl::at)
        .order(dsl::at.desc())
        .limit(i64::from(ADDRESS_FAILURES_MAX))
        .load(conn)?;
    Ok(rows)
}

/// The failures of a known device since its last success, and when the last one was.
fn streak(
    conn: &mut Conn,
    attempt: &Attempt,
    device: &str,
    now: Instant,
) -> Result<(u32, Option<i64>), ApiError> {
    let rows: Vec<(i64, bool)> = dsl::login_failures
        .filter(dsl::name_digest.eq(&attempt.name_digest))
        .filter(dsl::device_id.eq(device))
        .filter(dsl::at.gt(now.millis() - ACCOUNT_WINDOW_MS))
        .filter(dsl::at.le(now.millis() + SKEW_MS))
        .select((dsl::at, dsl::failed))
        .order((dsl::at.desc(), dsl::id.desc()))
        .limit(STREAK_ROWS)
        .load(conn)?;
    let failures: Vec<i64> = rows
        .into_iter()
        .take_while(|(_, failed)| *failed)
        .map(|(at, _)| at)
        .collect();
    let count = u32::try_from(failures.len()).unwrap_or(u32::MAX);
    Ok((count, failures.first().copied()))
}

/// Writes the attempt down as failed, after so many that did; returns its id.
pub fn begin(tx: &mut Tx<'_>, attempt: &Attempt, failures: u32) -> Result<String, ApiError> {
    let id = row_id(tx)?;
    if attempt.device.is_none() {
        names::failed(tx, &attempt.name_digest, failures)?;
    }
    diesel::insert_into(dsl::login_failures)
        .values((
            dsl::id.eq(&id),
            dsl::at.eq(tx.now.millis()),
            dsl::address.eq(&attempt.address),
            dsl::name_digest.eq(&attempt.name_digest),
            dsl::device_id.eq(&attempt.device),
            dsl::failed.eq(true),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

pub fn succeeded(conn: &mut Conn, id: &str, attempt: &Attempt) -> Result<(), ApiError> {
    if attempt.device.is_none() {
        names::end(conn, &attempt.name_digest)?;
    }
    diesel::update(dsl::login_failures.find(id))
        .set(dsl::failed.eq(false))
        .execute(conn)?;
    Ok(())
}

/// The attempt was not decided; before it, the last failure was then.
pub fn withdraw(
    conn: &mut Conn,
    id: &str,
    attempt: &Attempt,
    before_ms: Option<i64>,
) -> Result<(), ApiError> {
    let row = dsl::login_failures.find(id);
    let at_ms: Option<i64> = row.select(dsl::at).first(conn).optional()?;
    if let (Some(at_ms), None) = (at_ms, &attempt.device) {
        names::withdraw(conn, &attempt.name_digest, at_ms, before_ms)?;
    }
    diesel::delete(row).execute(conn)?;
    Ok(())
}

/// Ends the failures in a row of every device of this name, as a success does; how many devices had some.
pub fn end_streaks(tx: &mut Tx<'_>, name_digest: &str) -> Result<usize, ApiError> {
    let devices: Vec<Option<String>> = dsl::login_failures
        .filter(dsl::name_digest.eq(name_digest))
        .filter(dsl::device_id.is_not_null())
        .filter(dsl::failed.eq(true))
        .filter(dsl::at.gt(tx.now.millis() - ACCOUNT_WINDOW_MS))
        .select(dsl::device_id)
        .distinct()
        .load(tx.conn)?;
    for device in &devices {
        let id = row_id(tx)?;
        diesel::insert_into(dsl::login_failures)
            .values((
                dsl::id.eq(id),
                dsl::at.eq(tx.now.millis()),
                dsl::address.eq(""),
                dsl::name_digest.eq(name_digest),
                dsl::device_id.eq(device),
                dsl::failed.eq(false),
            ))
            .execute(tx.conn)?;
    }
    Ok(devices.len())
}

/// Removes what no window looks at any more, and what is too much.
pub fn forget(conn: &mut Conn, now: Instant) -> Result<(), ApiError> {
    diesel::delete(dsl::login_failures.filter(dsl::at.lt(now.millis() - ACCOUNT_WINDOW_MS)))
        .execute(conn)?;
    let surplus: Option<i64> = dsl::login_failures
        .filter(dsl::device_id.is_null())
        .order(dsl::at.desc())
        .offset(ATTEMPTS_MAX)
        .select(dsl::at)
        .first(conn)
        .optional()?;
    if let Some(newest) = surplus {
        let strangers = dsl::login_failures.filter(dsl::device_id.is_null());
        diesel::delete(strangers.filter(dsl::at.le(newest))).execute(conn)?;
    }
    Ok(())
}

/// When the first failure of a span took place.
pub fn first_failure(conn: &mut Conn, from_ms: i64, to_ms: i64) -> Result<Option<i64>, ApiError> {
    Ok(dsl::login_failures
        .filter(dsl::failed.eq(true))
        .filter(dsl::at.ge(from_ms))
        .filter(dsl::at.lt(to_ms))
        .order(dsl::at)
        .select(dsl::at)
        .first(conn)
        .optional()?)
}

/// Failures of a span by address, for the journal.
pub fn failures_between(
    conn: &mut Conn,
    from_ms: i64,
    to_ms: i64,
) -> Result<Vec<(String, i64)>, ApiError> {
    let rows = dsl::login_failures
        .filter(dsl::failed.eq(true))
        .filter(dsl::at.ge(from_ms))
        .filter(dsl::at.lt(to_ms))
        .group_by(dsl::address)
        .select((dsl::address, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows)
}
