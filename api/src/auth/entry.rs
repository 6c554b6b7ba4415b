//! The end of every sign-in: its session, its event, its lines in the log.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::SessionId;

use super::account::{self, Account};
use super::lifetimes::Limits;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::sessions;
use crate::audit::{self, Change};
use crate::db::{Caller, KnownUser, Tx};
use crate::error::ApiError;
use crate::logging::SecurityKind;

/// The user whose session is to be opened.
pub fn signed(request: &RequestContext, account: &Account, id: SessionId) -> Caller {
    let user = KnownUser {
        session: Some(id),
        ..KnownUser::new(account.id, account.username.clone(), account.role)
    };
    Caller {
        actor: request.caller.actor.become_user(user),
        key: None,
    }
}

/// Opens the session of a sign-in that is done, in the place of the one that this browser had.
pub fn open(
    tx: &mut Tx<'_>,
    opening: &Opening,
    (replaced, after_failures): (Option<&str>, bool),
    limits: &Limits,
) -> Result<Opened, ApiError> {
    if let Some(old) = replaced {
        sessions::end(tx.conn, old, "another sign-in in the same browser", tx.now)?;
    }
    let opened = session::open(tx, opening, limits)?;
    account::seen(tx, &opening.user.to_string())?;
    let action = match after_failures {
        true => Action::AuthnLoginSuccessAfterFail,
        false => Action::AuthnLoginSuccess,
    };
    let after = json!({ "user": opening.user, "known_device": opening.device.is_some() });
    let change = Change {
        action,
        entity: Entity::Session,
        entity_id: opening.id.to_string(),
        before: None,
        after: Some(after),
    };
    audit::record(tx, &change)?;
    Ok(opened)
}

/// The lines for the log of a sign-in that is done.
pub fn note(auth: &Auth, request: &RequestContext, name: &str, how: (bool, &'static str)) {
    log::info!("Successful login for user: {name}");
    let (after_failures, by) = how;
    let kind = match after_failures {
        true => SecurityKind::AuthnLoginSuccessAfterFail,
        false => SecurityKind::AuthnLoginSuccess,
    };
    auth.security_log
        .report(&request.caller, kind, Some(name), by);
}
