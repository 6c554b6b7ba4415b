//! A user as sign-in sees them.

use shared::id::UserId;
use shared::instant::Instant;
use shared::permission::Role;

use super::store::accounts::{self, Row};
use super::store::codes;
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
    accounts::by_name(conn, &username.to_lowercase().replace('\0', " "))?
        .map(Account::of)
        .transpose()
}

pub fn account(conn: &mut Conn, id: UserId) -> Result<Account, ApiError> {
    accounts::find(conn, id).and_then(Account::of)
}

/// The user whose code this is, until it runs out, and whether it was used.
pub fn account_of_code(
    conn: &mut Conn,
    digest: &str,
    now: Instant,
) -> Result<Option<(Account, bool)>, ApiError> {
    let Some((row, is_used)) = codes::user_of_code(conn, digest, now)? else {
        return Ok(None);
    };
    Ok(Some((Account::of(row)?, is_used)))
}

/// Whether a user without a password had one before.
pub fn had_a_password(conn: &mut Conn, id: UserId) -> Result<bool, ApiError> {
    accounts::had_a_password(conn, id)
}

/// Remembers that the user was active now.
pub fn seen(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    accounts::set_seen(tx, id)
}

/// Stores a new password; returns the user's new token version. The caller ends the sessions and writes the event.
pub fn set_password(tx: &mut Tx<'_>, id: UserId, hash: &str) -> Result<i64, ApiError> {
    accounts::set_password(tx, id, hash)?;
    codes::withdraw(tx, id)?;
    Ok(accounts::find(tx.conn, id)?.token_version)
}

/// Stores the present password's stronger hash; one that is too weak by today's rules must be changed.
pub fn rehashed(tx: &mut Tx<'_>, id: UserId, hash: &str, too_weak: bool) -> Result<(), ApiError> {
    let must_change = too_weak || accounts::find(tx.conn, id)?.must_change_password;
    accounts::set_stronger_hash(tx, id, hash, must_change)
}

impl Account {
    fn of(row: Row) -> Result<Self, ApiError> {
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
