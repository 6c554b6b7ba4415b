//! Choosing a password with a code that an administrator gave.

use serde_json::json;
use shared::auth::Activate;
use shared::problem::ProblemCode;

use super::store::{devices, sessions};
use super::visit::Visit;
use super::{Chooser, check_new_password, gate, hash};
use crate::app::App;
use crate::audit::{self, Change};
use crate::db::{Actor, Caller};
use crate::error::ApiError;
use crate::keyring::token_digest;
use crate::{settings, users};

/// Sets the password of the code's user; all his sessions end. Problems: `bad_credentials` (no such code, used or too
/// old), `invalid` (the password; the code stays good), `slow_down`, `busy`.
pub async fn activate(app: &App, visit: &Visit, draft: Activate) -> Result<(), ApiError> {
    let Activate { code, password } = draft;
    let digest = token_digest(code.trim());
    let entered = gate::enter_with_code(app, visit, &code).await?;
    let (asked, now) = (digest.clone(), app.db.now());
    let found = app
        .db
        .read(move |conn| {
            Ok((
                users::account_of_code(conn, &asked, now)?,
                settings::read(conn)?.shop_name,
            ))
        })
        .await?;
    let (Some(account), shop_name) = found else {
        log::warn!("Refused an activation code from IP: {}", visit.ip);
        return Err(no_such_code());
    };
    let chooser = Chooser {
        username: &account.username,
        email: account.email.as_deref(),
        shop_name: Some(&shop_name),
    };
    // The code was right, so this is no failed attempt even if the password is refused.
    gate::passed(app, &visit.caller, entered).await?;
    check_new_password(&app.auth, &password, "password", &chooser)?;
    let hash = hash(&app.auth, &password).await?;
    let actor = Actor {
        user: Some(account.id),
        username: Some(account.username.clone()),
        role: Some(account.role),
        ..visit.caller.actor.clone()
    };
    let done = app
        .db
        .write_unkeyed(&Caller { actor, key: None }, move |tx| {
            if !users::redeem_code(tx, &digest)? {
                return Ok(false);
            }
            users::set_password(tx, account.id, &hash)?;
            sessions::end_all(tx.conn, account.id, "a new password by code", tx.now)?;
            devices::drop_others(tx.conn, account.id, None, tx.now)?;
            audit::record(
                tx,
                &Change {
                    action: "authn_password_change",
                    entity: "user",
                    entity_id: account.id.to_string(),
                    before: None,
                    after: Some(json!({ "by": "code" })),
                },
            )?;
            Ok(true)
        })
        .await?;
    match done {
        true => Ok(()),
        false => Err(no_such_code()),
    }
}

fn no_such_code() -> ApiError {
    ApiError::new(
        ProblemCode::BadCredentials,
        "This code is not valid: it was used, it is too old, or it was mistyped. Ask an administrator for a new one.",
    )
}
