//! One-time codes that administrators hand over: for a new password, or for a sign-in in spite of failures.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::UserId;
use shared::users::UserCode;

use super::account::Account;
use super::store::accounts;
use super::store::codes::{self, Kind};
use super::{end_sessions_of, revoke_all_tokens};
use crate::audit::{self, Change};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::{random_token, token_digest};

/// How long a code for a first password counts.
const FIRST_MS: i64 = 24 * 3_600_000;
/// How long a code for another password counts, and one for a sign-in.
const SHORT_MS: i64 = 30 * 60_000;

/// For a user who has just been added.
pub fn first_code(tx: &mut Tx<'_>, id: UserId) -> Result<UserCode, ApiError> {
    give(tx, id, Kind::Password, FIRST_MS)
}

/// A code with which the user chooses another password. It takes effect at once: the present password, all sessions,
/// personal tokens and known browsers end, and earlier codes no longer count. Problem: `wrong_state` (disabled).
pub fn another_code(tx: &mut Tx<'_>, account: &Account) -> Result<UserCode, ApiError> {
    check_enabled(account)?;
    codes::withdraw(tx, account.id)?;
    accounts::end_password(tx, account.id)?;
    end_sessions_of(tx, account.id, "a code for a new password was made")?;
    revoke_all_tokens(tx, account.id)?;
    let life_ms = match accounts::had_a_password(tx.conn, account.id)? {
        true => SHORT_MS,
        false => FIRST_MS,
    };
    give(tx, account.id, Kind::Password, life_ms)
}

/// A code with which the user signs in once, by name and password and the second factor of whoever has one, in spite of
/// whatever failed before. Nothing else changes. Problem: `wrong_state` (disabled).
pub fn sign_in_code(tx: &mut Tx<'_>, account: &Account) -> Result<UserCode, ApiError> {
    check_enabled(account)?;
    give(tx, account.id, Kind::SignIn, SHORT_MS)
}

fn check_enabled(account: &Account) -> Result<(), ApiError> {
    match account.is_disabled {
        true => Err(ApiError::wrong_state(
            "This user is disabled. Enable the user first.",
        )),
        false => Ok(()),
    }
}

fn give(tx: &mut Tx<'_>, id: UserId, kind: Kind, life_ms: i64) -> Result<UserCode, ApiError> {
    let code = random_token().map_err(ApiError::internal)?;
    let expires_at = tx.now.plus_ms(life_ms);
    codes::add(tx, id, (kind, &token_digest(&code)), expires_at)?;
    let action = match kind {
        Kind::Password => Action::UserCodeIssued,
        Kind::SignIn => Action::UserSignInCodeIssued,
    };
    audit::record(
        tx,
        &Change {
            action,
            entity: Entity::User,
            entity_id: id.to_string(),
            before: None,
            after: Some(json!({ "expires_at": expires_at })),
        },
    )?;
    Ok(UserCode { code, expires_at })
}

/// Uses a code for a new password up; whether it counted.
pub fn redeem_code(tx: &mut Tx<'_>, digest: &str) -> Result<bool, ApiError> {
    codes::claim(tx, Kind::Password, digest)
}

/// Uses a code for a sign-in up; whether it counted.
pub fn redeem_sign_in_code(tx: &mut Tx<'_>, digest: &str) -> Result<bool, ApiError> {
    codes::claim(tx, Kind::SignIn, digest)
}

/// The codes of a user who may no longer use one.
pub fn withdraw_codes(tx: &mut Tx<'_>, id: UserId) -> Result<(), ApiError> {
    codes::withdraw(tx, id)
}
