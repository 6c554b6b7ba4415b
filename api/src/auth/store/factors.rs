//! The rows of second factors: the shared secret, the recovery codes, the tickets of sign-ins that wait, and what failed.

use diesel::prelude::*;
use shared::id::UserId;
use shared::instant::Instant;

use super::row_id;
use crate::db::schema::factors::{factor_failures, recovery_codes, sign_in_tickets, totp};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;

/// The shared secret of a user.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = totp)]
pub struct Totp {
    /// Counts since `since`.
    pub sealed: Option<String>,
    pub since: Option<i64>,
    /// Waits for its first code.
    pub pending: Option<String>,
    pub pending_at: Option<i64>,
    pub spoiled_step: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_tickets, treat_none_as_default_value = false)]
pub struct Ticket {
    pub digest: String,
    pub user_id: String,
    pub token_version: i64,
    pub device_id: Option<String>,
    pub must_change_password: bool,
    pub after_failures: bool,
    pub created_at: i64,
    pub expires_at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = recovery_codes)]
struct NewCode {
    digest: String,
    user_id: String,
    created_at: i64,
}

pub fn totp_of(conn: &mut Conn, user: UserId) -> Result<Option<Totp>, ApiError> {
    Ok(totp::table
        .find(user.to_string())
        .select(Totp::as_select())
        .first(conn)
        .optional()?)
}

/// A user, the sealed secret that counts, and the one that waits.
pub type Sealed = (String, Option<String>, Option<String>);

/// Each user's sealed secrets.
pub fn sealed(conn: &mut Conn) -> Result<Vec<Sealed>, ApiError> {
    Ok(totp::table
        .select((totp::user_id, totp::sealed, totp::pending))
        .load(conn)?)
}

/// The same secrets, sealed under another key.
pub fn seal_anew(
    conn: &mut Conn,
    user: &str,
    sealed: Option<String>,
    pending: Option<String>,
) -> Result<(), ApiError> {
    diesel::update(totp::table.find(user))
        .set((totp::sealed.eq(sealed), totp::pending.eq(pending)))
        .execute(conn)?;
    Ok(())
}

/// Puts a new secret beside the one that counts; an earlier one that waited is gone.
pub fn begin(tx: &mut Tx<'_>, user: UserId, sealed: &str) -> Result<(), ApiError> {
    let pending = (
        totp::pending.eq(Some(sealed)),
        totp::pending_at.eq(Some(tx.now.millis())),
    );
    let rows = diesel::update(totp::table.find(user.to_string()))
        .set(pending)
        .execute(tx.conn)?;
    if rows == 0 {
        diesel::insert_into(totp::table)
            .values((
                totp::user_id.eq(user.to_string()),
                pending,
                totp::last_step.eq(0_i64),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The secret that waited counts from now on; the code of this step has shown it.
pub fn activate(tx: &mut Tx<'_>, user: UserId, sealed: &str, step: i64) -> Result<(), ApiError> {
    let none: Option<String> = None;
    let never: Option<i64> = None;
    diesel::update(totp::table.find(user.to_string()))
        .set((
            totp::sealed.eq(Some(sealed)),
            totp::since.eq(Some(tx.now.millis())),
            totp::pending.eq(none),
            totp::pending_at.eq(never),
            totp::last_step.eq(step),
            totp::spoiled_step.eq(never),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Uses the code of a step; whether it and every later one were unused.
pub fn use_step(conn: &mut Conn, user: UserId, step: i64) -> Result<bool, ApiError> {
    let unused = totp::table
        .find(user.to_string())
        .filter(totp::last_step.lt(step));
    let rows = diesel::update(unused)
        .set(totp::last_step.eq(step))
        .execute(conn)?;
    Ok(rows == 1)
}

/// The code of this step counts never.
pub fn spoil_step(conn: &mut Conn, user: UserId, step: i64) -> Result<(), ApiError> {
    diesel::update(totp::table.find(user.to_string()))
        .set(totp::spoiled_step.eq(Some(step)))
        .execute(conn)?;
    Ok(())
}

/// Removes every factor of a user and what waits for one; whether one counted.
pub fn remove(tx: &mut Tx<'_>, user: UserId) -> Result<bool, ApiError> {
    let counted = totp_of(tx.conn, user)?.is_some_and(|totp| totp.sealed.is_some());
    let user = user.to_string();
    diesel::delete(totp::table.find(&user)).execute(tx.conn)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(&user)))
        .execute(tx.conn)?;
    diesel::delete(sign_in_tickets::table.filter(sign_in_tickets::user_id.eq(&user)))
        .execute(tx.conn)?;
    diesel::delete(factor_failures::table.filter(factor_failures::user_id.eq(&user)))
        .execute(tx.conn)?;
    Ok(counted)
}

/// These recovery codes count, and no earlier ones.
pub fn replace_codes(tx: &mut Tx<'_>, user: UserId, digests: Vec<String>) -> Result<(), ApiError> {
    let user_id = user.to_string();
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(&user_id)))
        .execute(tx.conn)?;
    let created_at = tx.now.millis();
    let rows: Vec<NewCode> = digests
        .into_iter()
        .map(|digest| NewCode {
            digest,
            user_id: user_id.clone(),
            created_at,
        })
        .collect();
    insert_all!(tx.conn, recovery_codes::table, &rows)
}

/// Uses a recovery code; whether it was there and unused.
pub fn use_code(tx: &mut Tx<'_>, user: UserId, digest: &str) -> Result<bool, ApiError> {
    let unused = recovery_codes::table
        .find(digest)
        .filter(recovery_codes::user_id.eq(user.to_string()))
        .filter(recovery_codes::used_at.is_null());
    let rows = diesel::update(unused)
        .set(recovery_codes::used_at.eq(Some(tx.now.millis())))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

pub fn codes_left(conn: &mut Conn, user: UserId) -> Result<i64, ApiError> {
    Ok(recovery_codes::table
        .filter(recovery_codes::user_id.eq(user.to_string()))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Beside those that wait already: whoever has somebody's password must not be able to keep them from their second step.
pub fn add_ticket(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<(), ApiError> {
    diesel::insert_into(sign_in_tickets::table)
        .values(ticket)
        .execute(tx.conn)?;
    Ok(())
}

/// The ticket, if it counts.
pub fn ticket(conn: &mut Conn, digest: &str, now: Instant) -> Result<Option<Ticket>, ApiError> {
    Ok(sign_in_tickets::table
        .find(digest)
        .filter(sign_in_tickets::expires_at.gt(now.millis()))
        .select(Ticket::as_select())
        .first(conn)
        .optional()?)
}

/// It is used, or counts no more; whether it was there.
pub fn take_ticket(conn: &mut Conn, digest: &str) -> Result<bool, ApiError> {
    let rows = diesel::delete(sign_in_tickets::table.find(digest)).execute(conn)?;
    Ok(rows == 1)
}

pub fn failed(tx: &mut Tx<'_>, user: UserId, kind: &str) -> Result<(), ApiError> {
    let id = row_id(tx)?;
    diesel::insert_into(factor_failures::table)
        .values((
            factor_failures::id.eq(id),
            factor_failures::user_id.eq(user.to_string()),
            factor_failures::kind.eq(kind),
            factor_failures::at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// When the newest of these failed, so many at most, newest first. Those of a clock that ran ahead count, too.
pub fn failures(
    conn: &mut Conn,
    user: UserId,
    kind: &str,
    (since_ms, most): (i64, i64),
) -> Result<Vec<i64>, ApiError> {
    Ok(factor_failures::table
        .filter(factor_failures::user_id.eq(user.to_string()))
        .filter(factor_failures::kind.eq(kind))
        .filter(factor_failures::at.gt(since_ms))
        .order(factor_failures::at.desc())
        .limit(most)
        .select(factor_failures::at)
        .load(conn)?)
}

/// Whoever showed the right factor begins anew.
pub fn forgive(conn: &mut Conn, user: UserId) -> Result<(), ApiError> {
    diesel::delete(factor_failures::table.filter(factor_failures::user_id.eq(user.to_string())))
        .execute(conn)?;
    Ok(())
}

/// Removes what no rule looks at any more.
pub fn sweep(conn: &mut Conn, now: Instant, hour_ms: i64) -> Result<(), ApiError> {
    diesel::delete(sign_in_tickets::table.filter(sign_in_tickets::expires_at.le(now.millis())))
        .execute(conn)?;
    diesel::delete(factor_failures::table.filter(factor_failures::at.le(now.millis() - hour_ms)))
        .execute(conn)?;
    let none: Option<String> = None;
    let never: Option<i64> = None;
    diesel::update(totp::table.filter(totp::pending_at.le(now.millis() - hour_ms)))
        .set((totp::pending.eq(none), totp::pending_at.eq(never)))
        .execute(conn)?;
    Ok(())
}
