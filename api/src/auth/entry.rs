//! The end of every sign-in: its session, its event, its lines in the log.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::SessionId;

use super::account::{self, Account};
use super::lifetimes::Limits;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::{accounts, sessions};
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
    let was_seen = accounts::was_seen(tx.conn, opening.user)?;
    account::seen(tx, &opening.user.to_string())?;
    let (user, session) = (opening.user.to_string(), opening.id.to_string());
    // What its user should hear of is an event of the account.
    let (action, entity, entity_id) = match after_failures {
        true => (
            Action::AuthnLoginSuccessAfterFail,
            Entity::User,
            user.clone(),
        ),
        false => (Action::AuthnLoginSuccess, Entity::Session, session),
    };
    let after = json!({ "user": opening.user, "known_device": opening.device.is_some() });
    let change = Change {
        action,
        entity,
        entity_id,
        before: None,
        after: Some(after),
    };
    audit::record(tx, &change)?;
    match (was_seen, &opening.device) {
        (true, None) => new_browser(tx, opening, user)?,
        // Who comes for the first time has nothing new to hear.
        (false, _) => {
            let newest = audit::newest_event(tx.conn)?;
            accounts::read_notices(tx, opening.user, newest)?;
        }
        (true, Some(_)) => {}
    }
    Ok(opened)
}

/// A browser that is not known of a user who was here before.
fn new_browser(tx: &mut Tx<'_>, opening: &Opening, user: String) -> Result<(), ApiError> {
    let change = Change {
        action: Action::DeviceAdded,
        entity: Entity::User,
        entity_id: user,
        before: None,
        after: Some(json!({ "browser": opening.user_agent })),
    };
    audit::record(tx, &change)
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
