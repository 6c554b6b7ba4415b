//! Refresh tokens, by their digests. A used one stays until its session is forgotten, so that its re-use is noticed.

use diesel::prelude::*;
use shared::instant::Instant;

use super::row_id;
use crate::db::schema::refresh_tokens::dsl;
use crate::db::schema::sessions;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// A stored token.
#[derive(Debug, Queryable)]
pub struct Token {
    pub id: String,
    pub session_id: String,
    pub used_at: Option<i64>,
    pub successor_id: Option<String>,
    /// The successor itself, sealed, for as long as it may be asked for again.
    pub successor_wrapped: Option<String>,
    /// The number of the session's newest token, and up to which one the browser is known to hold them.
    pub generation: i64,
    pub confirmed_generation: i64,
}

impl Token {
    /// Whether it is the newest of its session and was not known to have arrived.
    pub fn is_news(&self) -> bool {
        self.used_at.is_none() && self.confirmed_generation < self.generation
    }
}

pub fn by_digest(conn: &mut Conn, digest: &str) -> Result<Option<Token>, ApiError> {
    let token = dsl::refresh_tokens
        .inner_join(sessions::table)
        .filter(dsl::digest.eq(digest))
        .select((
            dsl::id,
            dsl::session_id,
            dsl::used_at,
            dsl::successor_id,
            dsl::successor_wrapped,
            sessions::generation,
            sessions::confirmed_generation,
        ))
        .first(conn)
        .optional()?;
    Ok(token)
}

/// The sealed successors, by their token's row.
pub fn wrapped(conn: &mut Conn) -> Result<Vec<(String, String)>, ApiError> {
    Ok(dsl::refresh_tokens
        .filter(dsl::successor_wrapped.is_not_null())
        .select((dsl::id, dsl::successor_wrapped.assume_not_null()))
        .load(conn)?)
}

/// The same successor, sealed under another key.
pub fn wrap_anew(conn: &mut Conn, id: &str, wrapped: &str) -> Result<(), ApiError> {
    diesel::update(dsl::refresh_tokens.find(id))
        .set(dsl::successor_wrapped.eq(Some(wrapped)))
        .execute(conn)?;
    Ok(())
}

pub fn is_used(conn: &mut Conn, id: &str) -> Result<bool, ApiError> {
    let used_at: Option<Option<i64>> = dsl::refresh_tokens
        .find(id)
        .select(dsl::used_at)
        .first(conn)
        .optional()?;
    Ok(used_at.flatten().is_some())
}

/// Stores a new token of a session; returns the row's id.
pub fn add(tx: &mut Tx<'_>, session: &str, digest: &str) -> Result<String, ApiError> {
    let id = row_id(tx)?;
    diesel::insert_into(dsl::refresh_tokens)
        .values((
            dsl::id.eq(&id),
            dsl::session_id.eq(session),
            dsl::digest.eq(digest),
            dsl::created_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Marks an unused token used in one statement: of two callers at once, one gets `true`.
pub fn claim(conn: &mut Conn, id: &str, now: Instant) -> Result<bool, ApiError> {
    let rows = diesel::update(dsl::refresh_tokens.find(id).filter(dsl::used_at.is_null()))
        .set(dsl::used_at.eq(now.millis()))
        .execute(conn)?;
    Ok(rows == 1)
}

pub fn name_successor(
    conn: &mut Conn,
    id: &str,
    successor: &str,
    wrapped: &str,
) -> Result<(), ApiError> {
    diesel::update(dsl::refresh_tokens.find(id))
        .set((
            dsl::successor_id.eq(successor),
            dsl::successor_wrapped.eq(wrapped),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session's next refresh token is on its way to the browser.
pub fn hand_over(conn: &mut Conn, id: &str, generation: i64) -> Result<(), ApiError> {
    diesel::update(sessions::table.find(id))
        .set(sessions::generation.eq(generation))
        .execute(conn)?;
    Ok(())
}

/// The browser has the refresh token of this number.
pub fn confirm(conn: &mut Conn, id: &str, generation: i64) -> Result<(), ApiError> {
    diesel::update(
        sessions::table
            .find(id)
            .filter(sessions::confirmed_generation.lt(generation)),
    )
    .set(sessions::confirmed_generation.eq(generation))
    .execute(conn)?;
    Ok(())
}

/// Wipes the sealed successors that nobody may ask for again: used before this instant, and handed over or of a session
/// that no longer counts.
pub fn wipe_successors(conn: &mut Conn, used_before_ms: i64, now: Instant) -> Result<(), ApiError> {
    let settled = sessions::table
        .filter(
            sessions::confirmed_generation
                .ge(sessions::generation)
                .or(sessions::ended_at.is_not_null())
                .or(sessions::idle_expires_at.le(now.millis())),
        )
        .select(sessions::id);
    let none: Option<String> = None;
    diesel::update(
        dsl::refresh_tokens
            .filter(dsl::used_at.lt(used_before_ms))
            .filter(dsl::successor_wrapped.is_not_null())
            .filter(dsl::session_id.eq_any(settled)),
    )
    .set(dsl::successor_wrapped.eq(none))
    .execute(conn)?;
    Ok(())
}

/// The same for one session, all of whose used tokens but the newest have successors that were used.
pub fn wipe_successors_of(
    conn: &mut Conn,
    session: &str,
    used_before: Instant,
) -> Result<(), ApiError> {
    let none: Option<String> = None;
    diesel::update(
        dsl::refresh_tokens
            .filter(dsl::session_id.eq(session))
            .filter(dsl::used_at.le(used_before.millis()))
            .filter(dsl::successor_wrapped.is_not_null()),
    )
    .set(dsl::successor_wrapped.eq(none))
    .execute(conn)?;
    Ok(())
}

pub fn forget(conn: &mut Conn, sessions: &[String]) -> Result<(), ApiError> {
    diesel::delete(dsl::refresh_tokens.filter(dsl::session_id.eq_any(sessions))).execute(conn)?;
    Ok(())
}
