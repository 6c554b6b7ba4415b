//! `/me/devices` over HTTP: the browsers that are known of the caller.

use actix_web::web::Data;
use shared::id::DeviceId;
use shared::me::{DeviceQuery, MyDevice};
use shared::permission::needs::{SelfRead, SelfWrite};

use super::routes::user_of;
use crate::app::App;
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::{auth, operation};

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_my_devices),
        operation!(forget_my_device)
            .without_proof()
            .without_precondition(),
    ]
}

/// Lists the browsers that are known.
///
/// Each has passed a full sign-in within 90 days: whoever guesses at this account elsewhere does not slow it down. The last
/// used first unless `sort` says otherwise.
#[utoipa::path(get, path = "/me/devices", tag = "me")]
async fn list_my_devices(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<DeviceQuery>,
) -> Result<Paged<MyDevice>, ApiError> {
    let (caller, now) = {
        let user = user_of(&who)?;
        ((user.id, user.session), app.db.now())
    };
    let cursors = app.cursors.clone();
    let page = app
        .db
        .look(move |conn| auth::list_devices(conn, &cursors, &query.0, caller, now));
    Ok(Paged(page.await?))
}

/// Forgets a browser.
///
/// Its next sign-in is a stranger's; a session in it goes on.
#[utoipa::path(delete, path = "/me/devices/{id}", tag = "me")]
async fn forget_my_device(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    id: PathId<DeviceId>,
) -> Result<Done, ApiError> {
    let user = user_of(&who)?.id;
    app.db
        .write(&who, move |tx| {
            auth::forget_device(tx, user, id.0).map(|()| Done)
        })
        .await
}
