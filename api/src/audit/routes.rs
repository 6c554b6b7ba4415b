//! `/events` and `/audit` over HTTP.

use actix_web::web::{Data, Json};
use shared::audit::{Event, EventQuery, Verification, VerificationQuery};
use shared::id::VerificationId;
use shared::operations::Operation;
use shared::permission::needs::AuditRead;
use shared::problem::ProblemCode::InProgress;

use super::feed::{self, Texts};
use super::verifying;
use crate::app::App;
use crate::error::ApiError;
use crate::http::answers::Accepted;
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation as Declared};
use crate::http::query::{Listing, Paged, PathId};
use crate::operation;

pub fn operations() -> Vec<Declared> {
    vec![
        operation!(list_events),
        operation!(verify_journal)
            .counted(Budget::Costly)
            .fails_when(InProgress, "it is being verified"),
        operation!(list_verifications),
        operation!(get_verification),
    ]
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
    let texts = Texts::for_actor(&who.actor);
    Ok(Paged(
        app.db
            .write_unkeyed(&who, move |tx| feed::read(tx, &cursors, &query.0, texts))
            .await?,
    ))
}

/// Verifies the journal.
///
/// Every event up to the newest one of this moment: its place, its content, and the one before it. What is found is an event,
/// too. `GET /operations/{id}` shows how far it is. Whoever does not trust this server runs `zehmo audit verify` elsewhere, on a
/// copy of the database and with the checkpoints that were signed meanwhile.
#[utoipa::path(post, path = "/audit/verifications", tag = "audit")]
async fn verify_journal(
    who: Allowed<AuditRead>,
    app: Data<App>,
) -> Result<Accepted<Operation>, ApiError> {
    let begun = app.db.write(&who, verifying::order).await?;
    app.runner.wake();
    Ok(begun)
}

/// Lists what verifications of the journal found.
#[utoipa::path(get, path = "/audit/verifications", tag = "audit")]
async fn list_verifications(
    _who: Allowed<AuditRead>,
    app: Data<App>,
    query: Listing<VerificationQuery>,
) -> Result<Paged<Verification>, ApiError> {
    let cursors = app.cursors.clone();
    let page = app
        .db
        .read(move |conn| verifying::list(conn, &cursors, &query.0));
    Ok(Paged(page.await?))
}

/// Shows what one verification of the journal found.
///
/// It is there as soon as its operation is done.
#[utoipa::path(get, path = "/audit/verifications/{id}", tag = "audit")]
async fn get_verification(
    _who: Allowed<AuditRead>,
    app: Data<App>,
    id: PathId<VerificationId>,
) -> Result<Json<Verification>, ApiError> {
    let found = app.db.read_one(move |conn| verifying::one(conn, id.0));
    Ok(Json(found.await?))
}
