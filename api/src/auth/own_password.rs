//! Changing one's own password.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::auth::Session;
use shared::field::FieldIssue;
use shared::me::PasswordChange;
use shared::problem::{FieldCode, FieldError};

use super::account::{self, Account};
use super::lifetimes::Limits;
use super::password::Checked;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::{accounts, devices, sessions};
use super::{Chooser, check_new_password, factors, hashing, proof, secret_of, tokens};
use crate::audit::{self, Change};
use crate::db::{Caller, Conn, Tx};
use crate::error::ApiError;
use crate::logging::SecurityKind;
use crate::settings;

/// What is known of the caller.
struct Facts {
    account: Account,
    device: Option<String>,
    /// How the present session was opened.
    amr: String,
    has_factor: bool,
    /// Hashes that the new password must not fit.
    former: Vec<String>,
    shop_name: String,
}

/// Changes the caller's password; all their other sessions end and this one begins anew. Problems: `bad_credentials`,
/// `invalid`, `slow_down`, `busy`.
pub async fn change_password(
    auth: &Auth,
    caller: &Caller,
    request: &RequestContext,
    change: PasswordChange,
) -> Result<(Session, Opened), ApiError> {
    let PasswordChange {
        current,
        new,
        revoke_tokens,
    } = change;
    let facts = facts(auth, caller).await?;
    let has_fresh_proof = caller
        .actor
        .known()
        .is_some_and(|user| user.has_fresh_proof);
    if facts.has_factor && !has_fresh_proof {
        // The present password alone proves too little then.
        return Err(ApiError::step_up());
    }
    let whose = (&facts.account, facts.device.clone());
    proof::by_password(auth, caller, request, whose, &current).await?;
    let chooser = Chooser::of(&facts.account, &facts.shop_name);
    check_new_password(auth, &new, "new", &chooser)?;
    check_not_former(auth, &new, "#/new", facts.former).await?;
    let hash = super::hash(auth, &new).await?;
    let (account, limits) = (facts.account, auth.limits);
    let opening = Opening {
        id: session::new_id(auth)?,
        user: account.id,
        role: account.role,
        token_version: account.token_version,
        must_change_password: false,
        device: facts.device,
        ip: request.ip.clone(),
        user_agent: request.user_agent.clone(),
        amr: facts.amr,
    };
    let effect = move |tx: &mut Tx<'_>| {
        if revoke_tokens {
            tokens::revoke_all_tokens(tx, account.id)?;
        }
        take_effect(tx, &account, &hash, opening, &limits)
    };
    let opened = auth.db.write_unkeyed(caller, effect).await?;
    let user = Some(opened.facts.user.as_str());
    auth.security_log.report(
        caller,
        SecurityKind::AuthnPasswordChange,
        user,
        "by the user",
    );
    Ok((session::present(auth, &opened.facts)?, opened))
}

async fn facts(auth: &Auth, caller: &Caller) -> Result<Facts, ApiError> {
    let known = caller.actor.known();
    let Some((user, session)) = known.and_then(|user| Some((user.id, user.session?))) else {
        return Err(super::not_signed_in());
    };
    auth.db
        .read(move |conn| {
            let account = account::account(conn, user)?;
            let former = former(conn, &account)?;
            let row = sessions::find(conn, &session.to_string())?.ok_or_else(super::ended)?;
            Ok(Facts {
                account,
                device: row.device_id,
                amr: row.amr,
                has_factor: !factors::methods(conn, user)?.is_empty(),
                former,
                shop_name: settings::read(conn)?.shop_name,
            })
        })
        .await
}

/// The hashes that a new password of this user must not fit: the last five, with the present one if there is one.
pub(super) fn former(conn: &mut Conn, account: &Account) -> Result<Vec<String>, ApiError> {
    let present = i64::from(account.password_hash.is_some());
    let mut former = accounts::former_hashes(conn, account.id, accounts::FORMER_KEPT - present)?;
    former.extend(account.password_hash.clone());
    Ok(former)
}

/// Problem: `invalid`, at the field.
pub(super) async fn check_not_former(
    auth: &Auth,
    new: &str,
    pointer: &str,
    former: Vec<String>,
) -> Result<(), ApiError> {
    for hash in former {
        if auth
            .passwords
            .check(secret_of(new), Some(hash))
            .await
            .map_err(hashing)?
            != Checked::Wrong
        {
            let detail = "You have used this password before. Choose another one.";
            let issue = FieldIssue::new(FieldCode::TooWeak, detail);
            return Err(ApiError::invalid(vec![FieldError::at_pointer(
                pointer, issue,
            )]));
        }
    }
    Ok(())
}

fn take_effect(
    tx: &mut Tx<'_>,
    account: &Account,
    hash: &str,
    mut opening: Opening,
    limits: &Limits,
) -> Result<Opened, ApiError> {
    let present = account::account(tx.conn, account.id)?;
    if present.password_hash != account.password_hash || present.is_disabled {
        return Err(ApiError::wrong_state(
            "Your password was changed elsewhere meanwhile. Sign in again.",
        ));
    }
    opening.token_version = account::set_password(tx, account.id, hash)?;
    sessions::end_others(
        tx.conn,
        account.id,
        None,
        "the password was changed",
        tx.now,
    )?;
    devices::drop_others(tx.conn, account.id, opening.device.as_deref(), tx.now)?;
    let opened = session::open(tx, &opening, limits)?;
    audit::record(
        tx,
        &Change {
            action: Action::AuthnPasswordChange,
            entity: Entity::User,
            entity_id: account.id.to_string(),
            before: None,
            after: Some(json!({ "by": "the user" })),
        },
    )?;
    Ok(opened)
}
