//! One-time codes with which users choose a password.

use serde_json::json;
use shared::id::{Rev, UserId};
use shared::users::UserCode;

use super::account::Account;
use super::{service, store};
use crate::auth;
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::{random_token, token_digest};

/// How long a code for a first password counts.
const FIRST_MS: i64 = 24 * 3_600_000;
/// How long a code for another password counts.
const RESET_MS: i64 = 30 * 60_000;

/// For a user who has just been added.
pub fn first(tx: &mut Tx<'_>, id: UserId) -> Result<UserCode, ApiError> {
    give(tx, id, FIRST_MS)
}

/// A code with which the user chooses another password. It takes effect at once: the present password, all sessions and
/// known browsers end, and earlier codes no longer count. Problems: `not_found`, `stale`, `not_allowed` (oneself: that
/// would be a new password without the present one), `wrong_state` (disabled).
pub fn issue_code(tx: &mut Tx<'_>, id: UserId, seen: Rev) -> Result<UserCode, ApiError> {
    let row = service::load(tx, id, seen)?;
    if tx.is_actor(&row.id) {
        return Err(ApiError::not_allowed(
            "You may not make a code for yourself. Change your password in your own account, or ask another administrator.",
        ));
    }
    code_for(tx, &Account::of(row)?)
}

/// The same for whoever works on the host itself. Problem: `wrong_state` (disabled).
pub fn code_for(tx: &mut Tx<'_>, account: &Account) -> Result<UserCode, ApiError> {
    if account.is_disabled {
        return Err(ApiError::wrong_state(
            "This user is disabled. Enable the user first.",
        ));
    }
    store::end_password(tx, account.id)?;
    auth::end_sessions_of(tx, account.id, "a code for a new password was made")?;
    let life_ms = match store::had_a_password(tx.conn, account.id)? {
        true => RESET_MS,
        false => FIRST_MS,
    };
    give(tx, account.id, life_ms)
}

fn give(tx: &mut Tx<'_>, id: UserId, life_ms: i64) -> Result<UserCode, ApiError> {
    let code = random_token().map_err(ApiError::internal)?;
    let expires_at = tx.now.plus_ms(life_ms);
    store::add_code(tx, id, &token_digest(&code), expires_at)?;
    service::journal(
        tx,
        "user.code_issued",
        &id.to_string(),
        None,
        Some(json!({ "expires_at": expires_at })),
    )?;
    Ok(UserCode { code, expires_at })
}

/// Uses a code up; whether it counted.
pub fn redeem_code(tx: &mut Tx<'_>, digest: &str) -> Result<bool, ApiError> {
    store::claim_code(tx, digest)
}
