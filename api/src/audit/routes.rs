//! `/events` over HTTP.

use actix_web::web::Data;
use shared::audit::{Event, EventQuery};
use shared::permission::needs::AuditRead;

use super::feed;
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
#[utoipa::path(get, path = "/events", tag = "audit")]
async fn list_events(
    who: Allowed<AuditRead>,
    app: Data<App>,
    query: Listing<EventQuery>,
) -> Result<Paged<Event>, ApiError> {
    let cursors = app.cursors.clone();
    Ok(Paged(
        app.db
            .write_unkeyed(&who, move |tx| feed::read(tx, &cursors, &query.0))
            .await?,
    ))
}
