//! Rows of users and of their former passwords.

mod codes;
mod list;

pub use codes::{add_code, claim_code, forget_codes, user_of_code, withdraw_codes};
pub use list::{Order, Wanted, count_up_to, ids_named, page};

use diesel::prelude::*;
use shared::id::{Rev, UserId};

use crate::db::kept::{Kept, filled};
use crate::db::schema::{password_history, users};
use crate::db::{Conn, Tx, search};
use crate::error::{self, ApiError};

/// Former passwords are kept as long as they may not come back: five, of which one may still be the present one.
pub const FORMER_KEPT: i64 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct Row {
    pub id: String,
    pub username: String,
    pub username_folded: String,
    pub email: Option<String>,
    pub email_folded: Option<String>,
    pub role: String,
    pub password_hash: Option<String>,
    pub must_change_password: bool,
    pub token_version: i64,
    pub disabled_at: Option<i64>,
    pub last_seen_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub rev: i64,
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

/// The ids of all who are not disabled, oldest first.
pub fn enabled_ids(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    Ok(users::table
        .filter(users::disabled_at.is_null())
        .order((users::created_at, users::id))
        .select(users::id)
        .load(conn)?)
}

/// Id and name of these users.
pub fn names(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, String)>, ApiError> {
    let rows = users::table
        .filter(users::id.eq_any(filled(ids.iter().copied())))
        .select((users::id, users::username));
    Ok(Kept(rows).load(conn)?)
}

/// The names of all users, folded.
pub fn folded_names(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    Ok(users::table.select(users::username_folded).load(conn)?)
}

/// Whether somebody else has this name.
pub fn name_is_taken(conn: &mut Conn, row: &Row) -> Result<bool, ApiError> {
    let other: Option<String> = users::table
        .filter(users::username_folded.eq(&row.username_folded))
        .filter(users::id.ne(&row.id))
        .select(users::id)
        .first(conn)
        .optional()?;
    Ok(other.is_some())
}

/// Whether somebody else has this address. No address is nobody's.
pub fn email_is_taken(conn: &mut Conn, row: &Row) -> Result<bool, ApiError> {
    let other: Option<String> = users::table
        .filter(users::email_folded.eq(&row.email_folded))
        .filter(users::id.ne(&row.id))
        .select(users::id)
        .first(conn)
        .optional()?;
    Ok(other.is_some())
}

/// How many enabled administrators there are beside this user.
pub fn other_admins(conn: &mut Conn, id: UserId) -> Result<i64, ApiError> {
    let count = users::table
        .filter(users::role.eq("admin"))
        .filter(users::disabled_at.is_null())
        .filter(users::id.ne(id.to_string()))
        .count()
        .get_result(conn)?;
    Ok(count)
}

pub fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    diesel::insert_into(users::table)
        .values(row)
        .execute(tx.conn)?;
    index(tx, row)
}

/// Replaces what an administrator may change. The caller has checked the revision inside this transaction.
pub fn update(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    let touched = diesel::update(
        users::table
            .find(&row.id)
            .filter(users::rev.eq(row.rev - 1)),
    )
    .set((
        users::username.eq(&row.username),
        users::username_folded.eq(&row.username_folded),
        users::email.eq(&row.email),
        users::email_folded.eq(&row.email_folded),
        users::role.eq(&row.role),
        users::token_version.eq(row.token_version),
        users::disabled_at.eq(row.disabled_at),
        users::updated_at.eq(row.updated_at),
        users::rev.eq(row.rev),
    ))
    .execute(tx.conn)?;
    error::touched(touched, Rev(row.rev - 1))?;
    index(tx, row)
}

fn index(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    let texts = [
        row.username.as_str(),
        row.email.as_deref().unwrap_or_default(),
    ];
    search::index(tx, "user", &row.id, &texts)
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

fn row_id(tx: &Tx<'_>) -> Result<String, ApiError> {
    Ok(UserId::from_parts(tx.now, &tx.random()?).to_string())
}
