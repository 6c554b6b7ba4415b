//! Choosing a password with a code that an administrator gave.

use serde_json::json;
use shared::auth::Activate;
use shared::id::UserId;
use shared::problem::ProblemCode;

use super::own_password::{self, check_not_former};
use super::state::Auth;
use super::visit::Visit;
use super::{Chooser, check_new_password, end_sessions_of, gate, hash, report};
use crate::audit::{self, Change};
use crate::db::{Actor, Caller, Tx};
use crate::error::ApiError;
use crate::keyring::token_digest;
use crate::logging::SecurityKind;
use crate::settings;
use crate::users::{self, Account};

/// Sets the password of the code's user; all his sessions end. Problems: `bad_credentials` (no such code, used or too
/// old), `invalid` (the password, also one used before; the code stays good), `slow_down`, `busy`.
pub async fn activate(auth: &Auth, visit: &Visit, draft: Activate) -> Result<(), ApiError> {
    let Activate { code, password } = draft;
    let digest = token_digest(code.trim());
    let entered = gate::enter_with_code(auth, visit, &code).await?;
    let found = owner(auth, visit, digest.clone()).await;
    let Found {
        account,
        former,
        shop_name,
    } = gate::settle(auth, visit, &entered, found).await?;
    // The code was right, so this is no failed attempt even if the password is refused.
    gate::passed(auth, &visit.caller, entered).await?;
    let chooser = Chooser::of(&account, &shop_name);
    check_new_password(auth, &password, "password", &chooser)?;
    check_not_former(auth, &password, "#/password", former).await?;
    let hash = hash(auth, &password).await?;
    let caller = as_user(visit, &account);
    let id = account.id;
    let change = move |tx: &mut Tx<'_>| take_effect(tx, id, &digest, &hash);
    if !auth.db.write_unkeyed(&caller, change).await? {
        return Err(no_such_code());
    }
    let user = id.to_string();
    report(
        auth,
        &caller,
        SecurityKind::AuthnPasswordChange,
        Some(&user),
        "by code",
    );
    Ok(())
}

/// Whose code it is, and what a new password is held against.
struct Found {
    account: Account,
    former: Vec<String>,
    shop_name: String,
}

/// Problem: `bad_credentials`.
async fn owner(auth: &Auth, visit: &Visit, digest: String) -> Result<Found, ApiError> {
    let now = auth.db.now();
    let found = auth
        .db
        .read(move |conn| {
            let Some(account) = users::account_of_code(conn, &digest, now)? else {
                return Ok(None);
            };
            Ok(Some(Found {
                former: own_password::former(conn, &account)?,
                shop_name: settings::read(conn)?.shop_name,
                account,
            }))
        })
        .await?;
    let Some(found) = found else {
        log::warn!("Refused an activation code from IP: {}", visit.ip);
        let detail = "an activation code";
        report(
            auth,
            &visit.caller,
            SecurityKind::AuthnLoginFail,
            None,
            detail,
        );
        return Err(no_such_code());
    };
    Ok(found)
}

fn as_user(visit: &Visit, account: &Account) -> Caller {
    let actor = Actor {
        user: Some(account.id),
        username: Some(account.username.clone()),
        role: Some(account.role),
        ..visit.caller.actor.clone()
    };
    Caller { actor, key: None }
}

/// Whether the code still counted.
fn take_effect(tx: &mut Tx<'_>, id: UserId, digest: &str, hash: &str) -> Result<bool, ApiError> {
    if !users::redeem_code(tx, digest)? {
        return Ok(false);
    }
    users::set_password(tx, id, hash)?;
    end_sessions_of(tx, id, "a new password by code")?;
    let change = Change {
        action: "authn_password_change",
        entity: "user",
        entity_id: id.to_string(),
        before: None,
        after: Some(json!({ "by": "code" })),
    };
    audit::record(tx, &change)?;
    Ok(true)
}

fn no_such_code() -> ApiError {
    ApiError::new(
        ProblemCode::BadCredentials,
        "This code is not valid: it was used, it is too old, or it was mistyped. Ask an administrator for a new one.",
    )
}
