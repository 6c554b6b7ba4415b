//! What people do with their own sessions and password.

use serde_json::json;
use shared::auth::Session;
use shared::field::FieldIssue;
use shared::id::{SessionId, UserId};
use shared::instant::Instant;
use shared::me::{MySession, PasswordChange};
use shared::problem::{FieldCode, FieldError, ProblemCode};

use super::password::Checked;
use super::session::{self, Opened, Opening};
use super::store::attempts::Attempt;
use super::store::{devices, sessions};
use super::visit::Visit;
use super::{Chooser, check_new_password, gate, hashing, secret_of};
use crate::app::App;
use crate::audit::{self, Change};
use crate::db::{Caller, Conn, Tx};
use crate::error::ApiError;
use crate::settings;
use crate::users::{self, Account};

/// A user may not go back to the present password nor to one of the four before it.
const REMEMBERED: i64 = 4;

pub fn list_own(
    conn: &mut Conn,
    user: UserId,
    current: Option<SessionId>,
    now: Instant,
) -> Result<Vec<MySession>, ApiError> {
    sessions::of_user(conn, user, now)?
        .into_iter()
        .map(|row| {
            let id: SessionId = row
                .id
                .parse()
                .map_err(|_issue| ApiError::broken("a stored id cannot be read"))?;
            Ok(MySession {
                id,
                created_at: Instant::from_millis(row.created_at),
                last_seen_at: Instant::from_millis(row.last_seen_at),
                user_agent: Some(row.user_agent).filter(|text| !text.is_empty()),
                ip: Some(row.ip).filter(|text| !text.is_empty()),
                current: current == Some(id),
            })
        })
        .collect()
}

/// Ends one of the caller's sessions. Problem: `not_found` for any other.
pub fn end_own(tx: &mut Tx<'_>, user: UserId, id: SessionId) -> Result<(), ApiError> {
    if !sessions::end_of_user(tx.conn, user, id, tx.now)? {
        return Err(ApiError::not_found());
    }
    let change = Change {
        action: "session.ended",
        entity: "session",
        entity_id: id.to_string(),
        before: None,
        after: None,
    };
    audit::record(tx, &change)
}

/// Ends every session of a user and forgets his devices.
pub fn end_sessions_of(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), ApiError> {
    sessions::end_all(tx.conn, user, reason, tx.now)?;
    devices::drop_others(tx.conn, user, None, tx.now)
}

/// Changes the caller's password; all his other sessions end and this one begins anew. Problems: `bad_credentials`,
/// `invalid`, `slow_down`, `busy`.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    visit: &Visit,
    change: PasswordChange,
) -> Result<(Session, Opened), ApiError> {
    let PasswordChange { current, new } = change;
    let (account, device, former, shop_name) = facts(app, caller).await?;
    let attempt = Attempt {
        address: visit.address.clone(),
        name_digest: app.keyring.name_digest(&account.username),
        device: device.clone(),
    };
    let entered = gate::enter(app, visit, attempt).await?;
    let stored = account.password_hash.clone();
    if app
        .auth
        .passwords
        .check(secret_of(&current), stored)
        .await
        .map_err(hashing)?
        == Checked::Wrong
    {
        entered.failed(visit, &account.username);
        return Err(ApiError::new(
            ProblemCode::BadCredentials,
            "Your present password is wrong.",
        ));
    }
    gate::passed(app, caller, entered).await?;
    let chooser = Chooser {
        username: &account.username,
        email: account.email.as_deref(),
        shop_name: Some(&shop_name),
    };
    check_new_password(&app.auth, &new, "new", &chooser)?;
    check_not_former(app, &new, former).await?;
    let hash = super::hash(&app.auth, &new).await?;
    let opening = Opening {
        id: session::new_id(app)?,
        user: account.id,
        role: account.role,
        token_version: account.token_version,
        must_change_password: false,
        device,
        ip: visit.ip.clone(),
        user_agent: visit.user_agent.clone(),
    };
    let limits = app.auth.limits;
    let opened = app
        .db
        .write_unkeyed(caller, move |tx| {
            take_effect(tx, &account, &hash, opening, &limits)
        })
        .await?;
    Ok((session::present(app, &opened.facts)?, opened))
}

type Facts = (Account, Option<String>, Vec<String>, String);

/// The caller's account, device, former hashes, and the shop's name.
async fn facts(app: &App, caller: &Caller) -> Result<Facts, ApiError> {
    let (Some(user), Some(session)) = (caller.actor.user, caller.actor.session) else {
        return Err(super::not_signed_in());
    };
    app.db
        .read(move |conn| {
            let account = users::account(conn, user)?;
            let device = sessions::find(conn, &session.to_string())?.and_then(|row| row.device_id);
            let mut former = users::former_hashes(conn, user, REMEMBERED)?;
            former.extend(account.password_hash.clone());
            Ok((account, device, former, settings::read(conn)?.shop_name))
        })
        .await
}

async fn check_not_former(app: &App, new: &str, former: Vec<String>) -> Result<(), ApiError> {
    for hash in former {
        if app
            .auth
            .passwords
            .check(secret_of(new), Some(hash))
            .await
            .map_err(hashing)?
            != Checked::Wrong
        {
            let detail = "You have used this password before. Choose another one.";
            let issue = FieldIssue::new(FieldCode::TooWeak, detail);
            return Err(ApiError::invalid(vec![FieldError::at_pointer(
                "#/new", issue,
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
    limits: &session::Limits,
) -> Result<Opened, ApiError> {
    let present = users::account(tx.conn, account.id)?;
    if present.password_hash != account.password_hash || present.is_disabled {
        return Err(ApiError::wrong_state(
            "Your password was changed elsewhere meanwhile. Sign in again.",
        ));
    }
    opening.token_version = users::set_password(tx, account.id, hash)?;
    sessions::end_all(tx.conn, account.id, "the password was changed", tx.now)?;
    devices::drop_others(tx.conn, account.id, opening.device.as_deref(), tx.now)?;
    let opened = session::open(tx, &opening, limits)?;
    audit::record(
        tx,
        &Change {
            action: "authn_password_change",
            entity: "user",
            entity_id: account.id.to_string(),
            before: None,
            after: Some(json!({ "by": "the user" })),
        },
    )?;
    Ok(opened)
}
