//! What the rows of users hold for signing in: the password and what it is bound to, never the person's own facts.

use diesel::prelude::*;
use shared::id::UserId;
use shared::permission::Role;

use super::row_id;
use crate::db::schema::factors::totp;
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

/// Whether an enabled administrator has a password.
pub fn has_entrance(conn: &mut Conn) -> Result<bool, ApiError> {
    let admins = users::table
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::disabled_at.is_null())
        .filter(users::password_hash.is_not_null())
        .select(users::id);
    let first: Option<String> = admins.first(conn).optional()?;
    Ok(first.is_some())
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

/// Id and name of every user.
pub fn names(conn: &mut Conn) -> Result<Vec<(String, String)>, ApiError> {
    Ok(users::table
        .select((users::id, users::username))
        .load(conn)?)
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

/// Remembers since when a second factor is asked of the people in these roles who have none, and of nobody else. No change
/// of the record.
pub fn ask_factor(tx: &mut Tx<'_>, roles: &[&str]) -> Result<(), ApiError> {
    let enrolled = || {
        totp::table
            .filter(totp::since.is_not_null())
            .select(totp::user_id)
    };
    let asked: Vec<String> = users::table
        .filter(users::factor_asked_at.is_null())
        .filter(users::role.eq_any(roles))
        .filter(users::id.ne_all(enrolled()))
        .select(users::id)
        .load(tx.conn)?;
    let at_ease: Vec<String> = users::table
        .filter(users::factor_asked_at.is_not_null())
        .filter(users::role.ne_all(roles).or(users::id.eq_any(enrolled())))
        .select(users::id)
        .load(tx.conn)?;
    for (people, asked_at) in [(asked, Some(tx.now.millis())), (at_ease, None)] {
        diesel::update(users::table.filter(users::id.eq_any(people)))
            .set(users::factor_asked_at.eq(asked_at))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The user has set a second factor up. No change of the record.
pub fn has_enrolled(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    diesel::update(users::table.find(id.to_string()))
        .set(users::factor_asked_at.eq(None::<i64>))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether the user was ever here.
pub fn was_seen(conn: &mut Conn, id: UserId) -> Result<bool, ApiError> {
    let seen_at: Option<i64> = users::table
        .find(id.to_string())
        .select(users::last_seen_at)
        .first(conn)?;
    Ok(seen_at.is_some())
}

/// Up to where the user read the notices.
pub fn notices_read(conn: &mut Conn, id: UserId) -> Result<i64, ApiError> {
    Ok(users::table
        .find(id.to_string())
        .select(users::notices_read)
        .first(conn)?)
}

/// The user read the notices up to this one; what was read stays read. No change of the record.
pub fn read_notices(tx: &mut Tx<'_>, id: UserId, up_to: i64) -> Result<(), ApiError> {
    let before = users::table
        .find(id.to_string())
        .filter(users::notices_read.lt(up_to));
    diesel::update(before)
        .set(users::notices_read.eq(up_to))
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
