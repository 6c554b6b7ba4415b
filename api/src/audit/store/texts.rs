//! The texts beside the journal that can be erased, by the digest that stands in an event's place for them.

use diesel::prelude::*;
use shared::instant::Instant;

use crate::db::Conn;
use crate::db::schema::erasable_texts;
use crate::error::ApiError;

/// Stores an erasable text, or says again that it is its user's.
pub fn keep(conn: &mut Conn, digest: &str, user: &str, text: &str) -> Result<(), ApiError> {
    let none: Option<i64> = None;
    let known = diesel::update(erasable_texts::table.find(digest))
        .set(erasable_texts::replaced_at.eq(none))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(erasable_texts::table)
            .values((
                erasable_texts::digest.eq(digest),
                erasable_texts::user_id.eq(user),
                erasable_texts::text.eq(text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Of a user's texts, only the present one is not replaced.
pub fn replaced(
    conn: &mut Conn,
    user: &str,
    present: Option<&str>,
    now: Instant,
) -> Result<(), ApiError> {
    diesel::update(
        erasable_texts::table
            .filter(erasable_texts::user_id.eq(user))
            .filter(erasable_texts::text.ne(present.unwrap_or_default()))
            .filter(erasable_texts::replaced_at.is_null()),
    )
    .set(erasable_texts::replaced_at.eq(now.millis()))
    .execute(conn)?;
    Ok(())
}

pub fn forget(conn: &mut Conn, replaced_before_ms: i64) -> Result<usize, ApiError> {
    let old = erasable_texts::table.filter(erasable_texts::replaced_at.lt(replaced_before_ms));
    Ok(diesel::delete(old).execute(conn)?)
}

pub fn erase(conn: &mut Conn, user: &str) -> Result<usize, ApiError> {
    let own = erasable_texts::table.filter(erasable_texts::user_id.eq(user));
    Ok(diesel::delete(own).execute(conn)?)
}

/// The texts of these digests that are still there.
pub fn of(conn: &mut Conn, digests: &[String]) -> Result<Vec<(String, String)>, ApiError> {
    Ok(erasable_texts::table
        .filter(erasable_texts::digest.eq_any(digests))
        .select((erasable_texts::digest, erasable_texts::text))
        .load(conn)?)
}
