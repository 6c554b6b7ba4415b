//! Rows of users.

mod list;

pub use list::{Order, Wanted, count_up_to, ids_named, page};

use diesel::prelude::*;
use shared::id::{Rev, UserId};

use crate::db::schema::users;
use crate::db::{Conn, Tx, search};
use crate::error::{self, ApiError};

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

/// The ids of all who are not disabled, oldest first.
pub fn enabled_ids(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    Ok(users::table
        .filter(users::disabled_at.is_null())
        .order((users::created_at, users::id))
        .select(users::id)
        .load(conn)?)
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

/// The enabled administrators.
pub fn admins(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    Ok(users::table
        .filter(users::role.eq("admin"))
        .filter(users::disabled_at.is_null())
        .order(users::id)
        .select(users::id)
        .load(conn)?)
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
