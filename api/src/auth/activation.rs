//! Choosing a password with a code that an administrator gave.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::auth::Activate;
use shared::id::UserId;
use shared::problem::ProblemCode;

use super::account::{self, Account};
use super::codes;
use super::own_password::{self, check_not_former};
use super::password::Checked;
use super::request_context::RequestContext;
use super::state::Auth;
use super::store::names;
use super::{
    Chooser, check_new_password, end_sessions_of, hash, hashing, login_throttle, secret_of,
};
use crate::audit::{self, Change};
use crate::db::{Caller, KnownUser, Tx};
use crate::error::ApiError;
use crate::keyring::token_digest;
use crate::logging::SecurityKind;
use crate::settings;

/// Sets the password of the code's user; all their sessions end. The same code with the same password again changes nothing
/// and is no problem: the first answer may have been lost. Problems: `bad_credentials` (no such code, used or too old),
/// `invalid` (the password, also one used before; the code stays good), `slow_down`, `busy`.
pub async fn activate(
    auth: &Auth,
    request: &RequestContext,
    draft: Activate,
) -> Result<(), ApiError> {
    let Activate { code, password } = draft;
    let digest = token_digest(code.trim());
    let entered = login_throttle::enter_with_code(auth, request, &code).await?;
    let found = owner(auth, request, digest.clone(), &password).await;
    let found = login_throttle::settle(auth, request, &entered, found).await?;
    // The code was right, so this is no failed attempt even if the password is refused.
    login_throttle::passed(auth, &request.caller, entered).await?;
    let Owner::Chooses(found) = found else {
        return Ok(());
    };
    let Found {
        account,
        former,
        shop_name,
    } = *found;
    let chooser = Chooser::of(&account, &shop_name);
    check_new_password(auth, &password, "password", &chooser)?;
    check_not_former(auth, &password, "#/password", former).await?;
    let hash = hash(auth, &password).await?;
    let caller = as_user(request, &account);
    let id = account.id;
    let name_digest = auth.keyring.now().name_digest(&account.username);
    let change = move |tx: &mut Tx<'_>| take_effect(tx, id, (&digest, &name_digest), &hash);
    if !auth.db.write_unkeyed(&caller, change).await? {
        return Err(no_such_code());
    }
    let user = id.to_string();
    auth.security_log.report(
        &caller,
        SecurityKind::AuthnPasswordChange,
        Some(&user),
        "by code",
    );
    Ok(())
}

/// Whose code it is.
enum Owner {
    Chooses(Box<Found>),
    /// The code set this very password.
    HasChosen,
}

/// What a new password is held against.
struct Found {
    account: Account,
    former: Vec<String>,
    shop_name: String,
}

/// Problem: `bad_credentials`.
async fn owner(
    auth: &Auth,
    request: &RequestContext,
    digest: String,
    password: &str,
) -> Result<Owner, ApiError> {
    let now = auth.db.now();
    let found = auth
        .db
        .read(move |conn| {
            let Some((account, is_used)) = account::account_of_code(conn, &digest, now)? else {
                return Ok(None);
            };
            let found = Found {
                former: own_password::former(conn, &account)?,
                shop_name: settings::read(conn)?.shop_name,
                account,
            };
            Ok(Some((found, is_used)))
        })
        .await?;
    match found {
        Some((found, false)) => return Ok(Owner::Chooses(Box::new(found))),
        Some((found, true))
            if fits(auth, found.account.password_hash.clone(), password).await? =>
        {
            return Ok(Owner::HasChosen);
        }
        Some(_) | None => {}
    }
    log::warn!("Refused an activation code from IP: {}", request.ip);
    let (kind, detail) = (SecurityKind::AuthnLoginFail, "an activation code");
    auth.security_log
        .report(&request.caller, kind, None, detail);
    Err(no_such_code())
}

async fn fits(auth: &Auth, stored: Option<String>, password: &str) -> Result<bool, ApiError> {
    let checked = auth.passwords.check(secret_of(password), stored).await;
    Ok(checked.map_err(hashing)? != Checked::Wrong)
}

fn as_user(request: &RequestContext, account: &Account) -> Caller {
    let user = KnownUser::new(account.id, account.username.clone(), account.role);
    Caller {
        actor: request.caller.actor.become_user(user),
        key: None,
    }
}

/// Whether the code still counted.
fn take_effect(
    tx: &mut Tx<'_>,
    id: UserId,
    (digest, name_digest): (&str, &str),
    hash: &str,
) -> Result<bool, ApiError> {
    if !codes::redeem_code(tx, digest)? {
        return Ok(false);
    }
    account::set_password(tx, id, hash)?;
    // Guesses at the former password say nothing about this one, and whoever just chose it must not wait for them.
    names::end(tx.conn, name_digest)?;
    end_sessions_of(tx, id, "a new password by code")?;
    let change = Change {
        action: Action::AuthnPasswordChange,
        entity: Entity::User,
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
