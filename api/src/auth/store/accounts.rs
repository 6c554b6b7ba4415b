//! What the rows of users hold for signing in: the password and what it is bound to, never the person's own facts.

use diesel::prelude::*;
use shared::id::UserId;

use super::row_id;
use crate::db::schema::{password_history, users};
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// Former passwords are kept as long as they may not come back: five, of which one may still be the present one.
pub const FORMER_KEPT: i64 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Row {
    pub id: String,
    pub username: String,
    pub email: Option<String>,
    pub role: String,
    pub password_hash: Option<String>,
    pub must_change_password: bool,
    pub token_version: i64,
    pub disabled_at: Option<i64>,
}

pub fn find(conn: &mut Conn, id: UserId) -> Result<Row, ApiError> {
    Ok(users::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn by_name(conn: &mut Conn, folded: &str) -> Result<Option<Row>, ApiError> {
    let row = users::table
        .filter(users::username_folded.eq(folded))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row)
}

/// The present password, if there is one, is a former one from now on, and every token made with it is void. No change of
/// the record.
pub fn end_password(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    let none: Option<String> = None;
    remember_password(tx, id)?;
    diesel::update(users::table.find(id.to_string()))
        .set((
            users::password_hash.eq(none),
            users::token_version.eq(users::token_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn remember_password(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    let Some(former) = find(tx.conn, id)?.password_hash else {
        return Ok(());
    };
    let history = row_id(tx)?;
    diesel::insert_into(password_history::table)
        .values((
            password_history::id.eq(history),
            password_history::user_id.eq(id.to_string()),
            password_history::password_hash.eq(former),
            password_history::created_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    let older: Vec<String> = password_history::table
        .filter(password_history::user_id.eq(id.to_string()))
        .order((
            password_history::created_at.desc(),
            password_history::id.desc(),
        ))
        .offset(FORMER_KEPT)
        .limit(FORMER_KEPT)
        .select(password_history::id)
        .load(tx.conn)?;
    diesel::delete(password_history::table.filter(password_history::id.eq_any(older)))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether a user without a password had one before.
pub fn had_a_password(conn: &mut Conn, id: UserId) -> Result<bool, ApiError> {
    Ok(!former_hashes(conn, id, 1)?.is_empty())
}

/// A new password: no change is due any more, and every token made before is void. The former one is remembered.
pub fn set_password(tx: &mut Tx<'_>, id: UserId, hash: &str) -> Result<(), ApiError> {
    remember_password(tx, id)?;
    diesel::update(users::table.find(id.to_string()))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(false),
            users::token_version.eq(users::token_version + 1),
            users::updated_at.eq(tx.now.millis()),
            users::rev.eq(users::rev + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The same password, hashed more strongly. No change of the record.
pub fn set_stronger_hash(
    tx: &mut Tx<'_>,
    id: UserId,
    hash: &str,
    must_change: bool,
) -> Result<(), ApiError> {
    diesel::update(users::table.find(id.to_string()))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(must_change),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// When the user was last active. No change of the record.
pub fn set_seen(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    diesel::update(users::table.find(id))
        .set(users::last_seen_at.eq(tx.now.millis()))
        .execute(tx.conn)?;
    Ok(())
}

/// The newest former hashes.
pub fn former_hashes(conn: &mut Conn, id: UserId, count: i64) -> Result<Vec<String>, ApiError> {
    let rows = password_history::table
        .filter(password_history::user_id.eq(id.to_string()))
        .order((
            password_history::created_at.desc(),
            password_history::id.desc(),
        ))
        .select(password_history::password_hash)
        .limit(count)
        .load(conn)?;
    Ok(rows)
}
