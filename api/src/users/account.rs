//! A user as sign-in sees him.

use shared::id::UserId;
use shared::instant::Instant;
use shared::permission::Role;

use super::store::{self, Row};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;

/// No `Debug`: it holds the password's hash.
#[derive(Clone)]
pub struct Account {
    pub id: UserId,
    pub username: String,
    pub email: Option<String>,
    pub role: Role,
    /// None until a first password is chosen by code.
    pub password_hash: Option<String>,
    pub must_change_password: bool,
    pub token_version: i64,
    pub is_disabled: bool,
}

/// The user who has this name, in whatever case it is typed. PostgreSQL takes no NUL in a text; no name has a space either.
pub fn account_named(conn: &mut Conn, username: &str) -> Result<Option<Account>, ApiError> {
    store::by_name(conn, &username.to_lowercase().replace('\0', " "))?
        .map(Account::of)
        .transpose()
}

pub fn account(conn: &mut Conn, id: UserId) -> Result<Account, ApiError> {
    store::find(conn, id).and_then(Account::of)
}

/// The user whose code this is, until it runs out, and whether it was used.
pub fn account_of_code(
    conn: &mut Conn,
    digest: &str,
    now: Instant,
) -> Result<Option<(Account, bool)>, ApiError> {
    let Some((row, is_used)) = store::user_of_code(conn, digest, now)? else {
        return Ok(None);
    };
    Ok(Some((Account::of(row)?, is_used)))
}

/// Remembers that the user was active now.
pub fn seen(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    store::set_seen(tx, id)
}

impl Account {
    pub(super) fn of(row: Row) -> Result<Self, ApiError> {
        Ok(Self {
            id: stored(&row.id)?,
            role: stored(&row.role)?,
            username: row.username,
            email: row.email,
            password_hash: row.password_hash,
            must_change_password: row.must_change_password,
            token_version: row.token_version,
            is_disabled: row.disabled_at.is_some(),
        })
    }
}
