//! Signing out.

use shared::audit::{Action, Entity};

use super::request_context::RequestContext;
use super::state::Auth;
use super::store::sessions;
use crate::audit::{self, Change};
use crate::db::Caller;
use crate::error::ApiError;

/// Ends the cookie's session. One that has ended already is no problem: the answer clears the cookie all the same.
pub async fn sign_out(auth: &Auth, request: &RequestContext) -> Result<(), ApiError> {
    let Some(row) = request.cookie_session(auth).await? else {
        return Ok(());
    };
    if !row.is_live(auth.db.now()) {
        return Ok(());
    }
    request.check_token(auth, &row.id)?;
    let caller = Caller {
        actor: request
            .caller
            .actor
            .become_user(super::user_of(auth, &row)?),
        key: None,
    };
    auth.db
        .write_unkeyed(&caller, move |tx| {
            sessions::end(tx.conn, &row.id, "signed out", tx.now)?;
            let change = Change {
                action: Action::AuthnLogout,
                entity: Entity::Session,
                entity_id: row.id.clone(),
                before: None,
                after: None,
            };
            audit::record(tx, &change)
        })
        .await
}
