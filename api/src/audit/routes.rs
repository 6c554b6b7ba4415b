//! `/events` over HTTP.

use actix_web::web::Data;
use shared::audit::{Event, EventQuery};
use shared::permission::Permission;
use shared::permission::needs::AuditRead;

use super::feed::{self, Texts};
use crate::app::App;
use crate::error::ApiError;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![operation!(list_events)]
}

/// Lists the events of the journal.
///
/// In the order of the journal unless `sort=-seq`; `after` gives what came after an event that is known already. The
/// pages of one question end with the newest event at the time of the first page. Each call is itself an event.
/// An e-mail address is shown to administrators as long as it is kept; in its place others, and everybody later, see
/// `{"erasable": …}`, which is the same for the same address of the same user.
#[utoipa::path(get, path = "/events", tag = "audit")]
async fn list_events(
    who: Allowed<AuditRead>,
    app: Data<App>,
    query: Listing<EventQuery>,
) -> Result<Paged<Event>, ApiError> {
    let cursors = app.cursors.clone();
    // Addresses are for whoever may change them.
    let texts = match who.actor.holds(Permission::UsersWrite) {
        true => Texts::Shown,
        false => Texts::Hidden,
    };
    Ok(Paged(
        app.db
            .write_unkeyed(&who, move |tx| feed::read(tx, &cursors, &query.0, texts))
            .await?,
    ))
}
