//! What an administrator does for somebody who cannot sign in: a code for a new password, a code for one sign-in, the end of a
//! lost second factor, and of what was counted against the account.

use serde_json::json;
use shared::audit::Action;
use shared::id::UserId;
use shared::users::{User, UserCode};

use super::service::{journal, load, save, view};
use super::store::{self, Row};
use crate::auth;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::conditional::Seen;
use crate::keyring::Keyring;

/// A code with which the user chooses another password. Problems: `not_found`, `stale`, `not_allowed` (oneself: that would
/// be a new password without the present one), `wrong_state` (disabled).
pub fn issue_code(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<UserCode, ApiError> {
    let detail = "You may not make a code for yourself. Change your password in your own account, or ask another administrator.";
    somebody_else(tx, id, seen, detail)?;
    let account = auth::account(tx.conn, id)?;
    auth::another_code(tx, &account)
}

/// A code with which the user signs in once, in spite of what failed before. Problems: `not_found`, `stale`, `not_allowed`
/// (oneself), `wrong_state` (disabled).
pub fn issue_sign_in_code(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<UserCode, ApiError> {
    let detail = "You may not make a code for yourself. Ask another administrator.";
    somebody_else(tx, id, seen, detail)?;
    let account = auth::account(tx.conn, id)?;
    auth::sign_in_code(tx, &account)
}

/// Removes the second factor of somebody else. Problems: `not_found`, `stale`, `not_allowed` (oneself), `wrong_state`.
pub fn reset_factors(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<User, ApiError> {
    let detail = "You may not remove your own second factor here. Turn it off in your own account, or ask another administrator.";
    somebody_else(tx, id, seen, detail)?;
    remove_factors(tx, id)
}

/// Removes a user's second factor, whoever asks. Problem: `wrong_state` (there is none).
pub fn remove_factors(tx: &mut Tx<'_>, id: UserId) -> Result<User, ApiError> {
    let before = store::find(tx.conn, id)?;
    auth::reset_factors(tx, id)?;
    let after = before.clone();
    save(tx, Action::FactorReset, &before, after)
}

/// Ends what was counted against the account. Problems: `not_found`, `stale`.
pub fn unlock(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    id: UserId,
    seen: &Seen,
) -> Result<User, ApiError> {
    load(tx, id, seen)?;
    end_lock(tx, keyring, id)
}

/// The same, whoever asks. The record of the user stays as it is.
pub fn end_lock(tx: &mut Tx<'_>, keyring: &Keyring, id: UserId) -> Result<User, ApiError> {
    let row = store::find(tx.conn, id)?;
    let account = auth::account(tx.conn, id)?;
    let failures = auth::unlock::unlock(tx, keyring, &account)?;
    let (before, after) = (json!({ "failures": failures }), json!({ "failures": 0 }));
    journal(tx, Action::UserUnlocked, &row.id, Some(before), Some(after))?;
    view(&row)
}

/// Ends all sessions of the user. Problems: `not_found`, `stale`. The record of the user stays as it is.
pub fn end_sessions(tx: &mut Tx<'_>, id: UserId, seen: &Seen) -> Result<User, ApiError> {
    let row = load(tx, id, seen)?;
    auth::end_all(tx, id)?;
    view(&row)
}

fn somebody_else(
    tx: &mut Tx<'_>,
    id: UserId,
    seen: &Seen,
    detail: &'static str,
) -> Result<Row, ApiError> {
    let row = load(tx, id, seen)?;
    match tx.is_actor(&row.id) {
        true => Err(ApiError::not_allowed(detail)),
        false => Ok(row),
    }
}
