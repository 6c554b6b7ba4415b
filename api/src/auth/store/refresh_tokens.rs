//! Refresh tokens, by their digests. A used one stays until its session is forgotten, so that its re-use is noticed.

use diesel::prelude::*;
use shared::instant::Instant;

use super::row_id;
use crate::db::schema::refresh_tokens::dsl;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// A stored token.
#[derive(Debug, Queryable)]
pub struct Token {
    pub id: String,
    pub session_id: String,
    pub used_at: Option<i64>,
    pub successor_id: Option<String>,
    /// The successor itself, sealed, for as long as a lost answer may be asked for again.
    pub successor_wrapped: Option<String>,
}

pub fn by_digest(conn: &mut Conn, digest: &str) -> Result<Option<Token>, ApiError> {
    let token = dsl::refresh_tokens
        .filter(dsl::digest.eq(digest))
        .select((
            dsl::id,
            dsl::session_id,
            dsl::used_at,
            dsl::successor_id,
            dsl::successor_wrapped,
        ))
        .first(conn)
        .optional()?;
    Ok(token)
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

/// Wipes the sealed successors of tokens used before this instant.
pub fn wipe_successors(conn: &mut Conn, used_before_ms: i64) -> Result<(), ApiError> {
    let none: Option<String> = None;
    diesel::update(
        dsl::refresh_tokens
            .filter(dsl::used_at.lt(used_before_ms))
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
