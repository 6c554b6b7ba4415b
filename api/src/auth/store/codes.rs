//! One-time codes that administrators hand over, by their digests: for a new password, or for a sign-in in spite of failures.

use diesel::prelude::*;
use shared::id::UserId;
use shared::instant::Instant;

use super::accounts::Row;
use super::row_id;
use crate::db::schema::{user_codes, users};
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// After the clock was set back, codes from the future are not trusted, but for an hour: as sessions.
const AHEAD_MS: i64 = 3_600_000;

/// What a code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Password,
    SignIn,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SignIn => "sign_in",
        }
    }
}

/// Stores a code by its digest; the user's earlier ones of its kind no longer count.
pub fn add(
    tx: &mut Tx<'_>,
    id: UserId,
    (kind, digest): (Kind, &str),
    expires_at: Instant,
) -> Result<(), ApiError> {
    let earlier = user_codes::table
        .filter(user_codes::user_id.eq(id.to_string()))
        .filter(user_codes::kind.eq(kind.as_str()))
        .filter(user_codes::used_at.is_null());
    diesel::delete(earlier).execute(tx.conn)?;
    let code = row_id(tx)?;
    diesel::insert_into(user_codes::table)
        .values((
            user_codes::id.eq(code),
            user_codes::user_id.eq(id.to_string()),
            user_codes::digest.eq(digest),
            user_codes::created_at.eq(tx.now.millis()),
            user_codes::expires_at.eq(expires_at.millis()),
            user_codes::kind.eq(kind.as_str()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Codes of any kind that were not used are gone; one that was used is kept as long as it would have counted, so that whoever used it
/// and got no answer may ask again.
pub fn withdraw(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    diesel::delete(
        user_codes::table
            .filter(user_codes::user_id.eq(id.to_string()))
            .filter(user_codes::used_at.is_null()),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// The enabled user of a code for a new password that has not run out, and whether the code was used.
pub fn user_of_code(
    conn: &mut Conn,
    digest: &str,
    now: Instant,
) -> Result<Option<(Row, bool)>, ApiError> {
    let row: Option<(Row, Option<i64>)> = users::table
        .inner_join(user_codes::table.on(user_codes::user_id.eq(users::id)))
        .filter(user_codes::digest.eq(digest))
        .filter(user_codes::kind.eq(Kind::Password.as_str()))
        .filter(user_codes::expires_at.gt(now.millis()))
        .filter(user_codes::created_at.le(now.millis() + AHEAD_MS))
        .filter(users::disabled_at.is_null())
        .select((Row::as_select(), user_codes::used_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(user, used_at)| (user, used_at.is_some())))
}

/// Whether this is a code for a sign-in of this user that counts.
pub fn vouches(conn: &mut Conn, id: UserId, digest: &str, now: Instant) -> Result<bool, ApiError> {
    let rows: i64 = user_codes::table
        .filter(user_codes::digest.eq(digest))
        .filter(user_codes::user_id.eq(id.to_string()))
        .filter(user_codes::kind.eq(Kind::SignIn.as_str()))
        .filter(user_codes::used_at.is_null())
        .filter(user_codes::expires_at.gt(now.millis()))
        .filter(user_codes::created_at.le(now.millis() + AHEAD_MS))
        .count()
        .get_result(conn)?;
    Ok(rows > 0)
}

/// Uses a code up in one statement: of two callers at once, one gets `true`.
pub fn claim(tx: &mut Tx<'_>, kind: Kind, digest: &str) -> Result<bool, ApiError> {
    let rows = diesel::update(
        user_codes::table
            .filter(user_codes::digest.eq(digest))
            .filter(user_codes::kind.eq(kind.as_str()))
            .filter(user_codes::used_at.is_null())
            .filter(user_codes::expires_at.gt(tx.now.millis())),
    )
    .set(user_codes::used_at.eq(tx.now.millis()))
    .execute(tx.conn)?;
    Ok(rows == 1)
}

/// Removes the codes that have run out, used or not.
pub fn forget(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    let out = user_codes::table.filter(user_codes::expires_at.le(tx.now.millis()));
    diesel::delete(out).execute(tx.conn)?;
    Ok(())
}
