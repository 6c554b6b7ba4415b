//! Browsers that have passed a full sign-in. The cookie proves nothing else.

use diesel::prelude::*;
use shared::id::UserId;
use shared::instant::Instant;

use super::row_id;
use crate::db::schema::devices::dsl;
use crate::db::schema::sessions;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// How long a browser stays known after its last sign-in.
pub const KNOWN_MS: i64 = 90 * 24 * 3_600_000;
/// A user has no more known browsers than this; the one longest unused makes room. A program that signs in anew for each
/// call must not fill the table.
const MOST: i64 = 50;
/// Rows removed at a time, so that no sweep holds the writer for long.
const AT_ONCE: i64 = 500;

/// The device of this cookie, if it is known for this user.
pub fn known(
    conn: &mut Conn,
    user: UserId,
    digest: &str,
    now: Instant,
) -> Result<Option<String>, ApiError> {
    let id = dsl::devices
        .filter(dsl::digest.eq(digest))
        .filter(dsl::user_id.eq(user.to_string()))
        .filter(dsl::expires_at.gt(now.millis()))
        .select(dsl::id)
        .first(conn)
        .optional()?;
    Ok(id)
}

/// Whether this cookie is the device's, counting or not.
pub fn is_of(conn: &mut Conn, id: &str, digest: &str) -> Result<bool, ApiError> {
    let stored: Option<String> = dsl::devices
        .find(id)
        .select(dsl::digest)
        .first(conn)
        .optional()?;
    Ok(stored.as_deref() == Some(digest))
}

pub fn remember(
    tx: &mut Tx<'_>,
    user: UserId,
    digest: &str,
    user_agent: &str,
) -> Result<String, ApiError> {
    make_room(tx, user)?;
    let id = row_id(tx)?;
    diesel::insert_into(dsl::devices)
        .values((
            dsl::id.eq(&id),
            dsl::user_id.eq(user.to_string()),
            dsl::digest.eq(digest),
            dsl::user_agent.eq(user_agent),
            dsl::created_at.eq(tx.now.millis()),
            dsl::last_used_at.eq(tx.now.millis()),
            dsl::expires_at.eq(tx.now.millis() + KNOWN_MS),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

fn make_room(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    let now_ms = tx.now.millis();
    let surplus: Vec<String> = dsl::devices
        .filter(dsl::user_id.eq(user.to_string()))
        .filter(dsl::expires_at.gt(now_ms))
        .order((dsl::last_used_at.desc(), dsl::id.desc()))
        .offset(MOST - 1)
        .limit(MOST)
        .select(dsl::id)
        .load(tx.conn)?;
    diesel::update(dsl::devices.filter(dsl::id.eq_any(surplus)))
        .set(dsl::expires_at.eq(now_ms))
        .execute(tx.conn)?;
    Ok(())
}

/// Removes browsers that are known no more, once no session names them.
pub fn forget(conn: &mut Conn, now: Instant) -> Result<(), ApiError> {
    let gone: Vec<String> = dsl::devices
        .left_join(sessions::table.on(sessions::device_id.eq(dsl::id.nullable())))
        .filter(dsl::expires_at.le(now.millis()))
        .filter(sessions::id.is_null())
        .select(dsl::id)
        .limit(AT_ONCE)
        .load(conn)?;
    diesel::delete(dsl::devices.filter(dsl::id.eq_any(gone))).execute(conn)?;
    Ok(())
}

/// A browser as its user sees it.
#[derive(Debug, Queryable)]
pub struct Own {
    pub id: String,
    pub user_agent: String,
    pub created_at: i64,
    pub last_used_at: i64,
    pub expires_at: i64,
}

/// The browsers that are known of a user, the one longest unused last.
pub fn of_user(conn: &mut Conn, user: UserId, now: Instant) -> Result<Vec<Own>, ApiError> {
    Ok(dsl::devices
        .filter(dsl::user_id.eq(user.to_string()))
        .filter(dsl::expires_at.gt(now.millis()))
        .order((dsl::last_used_at.desc(), dsl::id.desc()))
        .select((
            dsl::id,
            dsl::user_agent,
            dsl::created_at,
            dsl::last_used_at,
            dsl::expires_at,
        ))
        .load(conn)?)
}

pub fn used(conn: &mut Conn, id: &str, now: Instant) -> Result<(), ApiError> {
    diesel::update(dsl::devices.find(id))
        .set((
            dsl::last_used_at.eq(now.millis()),
            dsl::expires_at.eq(now.millis() + KNOWN_MS),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a device's privilege. The row stays as long as a session names it.
pub fn drop_one(conn: &mut Conn, id: &str, now: Instant) -> Result<(), ApiError> {
    diesel::update(dsl::devices.find(id))
        .set(dsl::expires_at.eq(now.millis()))
        .execute(conn)?;
    Ok(())
}

/// The same for all devices of a user but one.
pub fn drop_others(
    conn: &mut Conn,
    user: UserId,
    kept: Option<&str>,
    now: Instant,
) -> Result<(), ApiError> {
    diesel::update(
        dsl::devices
            .filter(dsl::user_id.eq(user.to_string()))
            .filter(dsl::id.ne(kept.unwrap_or_default()))
            .filter(dsl::expires_at.gt(now.millis())),
    )
    .set(dsl::expires_at.eq(now.millis()))
    .execute(conn)?;
    Ok(())
}
