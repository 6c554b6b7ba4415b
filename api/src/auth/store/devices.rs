//! Browsers that have passed a full sign-in. The cookie proves nothing else.

use diesel::prelude::*;
use shared::id::UserId;
use shared::instant::Instant;

use super::row_id;
use crate::db::schema::devices::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// How long a browser stays known after its last sign-in.
pub const KNOWN_MS: i64 = 90 * 24 * 3_600_000;

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

pub fn remember(
    tx: &mut Tx<'_>,
    user: UserId,
    digest: &str,
    user_agent: &str,
) -> Result<String, ApiError> {
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
