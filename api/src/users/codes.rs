//! One-time codes with which users choose a password.

use serde_json::json;
use shared::id::{Rev, UserId};
use shared::users::UserCode;

use super::account::Account;
use super::{service, store};
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

/// A code with which the user chooses a password; earlier codes no longer count. Problems: `not_found`, `stale`,
/// `wrong_state` (disabled).
pub fn issue_code(tx: &mut Tx<'_>, id: UserId, seen: Rev) -> Result<UserCode, ApiError> {
    let row = service::load(tx, id, seen)?;
    code_for(tx, &Account::of(row)?)
}

/// The same for whoever works on the host itself. Problem: `wrong_state` (disabled).
pub fn code_for(tx: &mut Tx<'_>, account: &Account) -> Result<UserCode, ApiError> {
    if account.is_disabled {
        return Err(ApiError::wrong_state(
            "This user is disabled. Enable the user first.",
        ));
    }
    let life_ms = match account.password_hash {
        Some(_) => RESET_MS,
        None => FIRST_MS,
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
