//! `/expenditures` over HTTP.

use actix_web::web::{Data, Json};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::expenditures::{
    Expenditure, ExpenditureDraft, ExpenditureFilter, ExpenditurePatch, ExpenditureQuery,
};
use shared::id::ExpenditureId;
use shared::page::Summary;
use shared::permission::needs::{
    ExpendituresEdit, ExpendituresRead, ExpendituresRestore, ExpendituresUndo, ExpendituresWrite,
};
use shared::problem::ProblemCode::{Invalid, NotAllowed, Stale, Taken, WrongState};

use super::service;
use super::store::Row;
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::body::Valid;
use crate::http::conditional::{Created, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::operation;
use crate::records;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_expenditures),
        operation!(create_expenditure)
            .fails(&[Invalid])
            .fails_when(Taken, "the id exists"),
        operation!(summarize_expenditures),
        operation!(get_expenditure),
        operation!(update_expenditure)
            .fails(&[Invalid, Stale])
            .fails_when(WrongState, "it is in the trash"),
        operation!(delete_expenditure)
            .fails(&[NotAllowed, Stale])
            .fails_when(WrongState, "it is there already"),
        operation!(restore_expenditure)
            .fails_when(NotAllowed, "not one's own or older than 10 minutes")
            .fails(&[Stale])
            .fails_when(WrongState, "it is not in the trash"),
        operation!(list_expenditure_history),
    ]
}

/// Lists expenditures.
///
/// Newest first unless `sort` says otherwise. `q` finds words that begin a word of the description.
#[utoipa::path(get, path = "/expenditures", tag = "expenditures")]
async fn list_expenditures(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    query: Listing<ExpenditureQuery>,
) -> Result<Paged<Expenditure>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    Ok(Paged(
        app.db
            .read(move |conn| records::page::<Row>(conn, &cursors, &actor, &query.0))
            .await?,
    ))
}

/// Sums the expenditures of a filter.
///
/// Takes the list's filters. `total` is `null` for those who may not see the shop's figures.
#[utoipa::path(get, path = "/expenditures/summary", tag = "expenditures")]
async fn summarize_expenditures(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    query: Listing<ExpenditureFilter>,
) -> Result<Json<Summary>, ApiError> {
    let actor = who.actor.clone();
    Ok(Json(
        app.db
            .read(move |conn| records::summary::<Row>(conn, &actor, &query.0))
            .await?,
    ))
}

/// Records an expenditure.
///
/// The total is computed by the server.
#[utoipa::path(post, path = "/expenditures", tag = "expenditures")]
async fn create_expenditure(
    who: Allowed<ExpendituresWrite>,
    app: Data<App>,
    draft: Valid<ExpenditureDraft>,
) -> Result<Created<Expenditure>, ApiError> {
    let create = move |tx: &mut Tx<'_>| {
        let made = service::create(tx, &draft)?;
        Ok(Created::below(made.id, made))
    };
    app.db.write(&who, create).await
}

/// Shows an expenditure.
#[utoipa::path(get, path = "/expenditures/{id}", tag = "expenditures")]
async fn get_expenditure(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
) -> Result<Tagged<Expenditure>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .read_one(move |conn| records::find::<Row>(conn, &actor, id.0))
            .await?,
    ))
}

/// Changes an expenditure.
///
/// A JSON Merge Patch: what is absent stays.
#[utoipa::path(patch, path = "/expenditures/{id}", tag = "expenditures")]
async fn update_expenditure(
    who: Allowed<ExpendituresEdit>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
    patch: Valid<ExpenditurePatch>,
) -> Result<Tagged<Expenditure>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::update(tx, id.0, &seen.0, &patch).map(Tagged)
        })
        .await
}

/// Moves an expenditure to the trash.
///
/// Its author may undo it for 10 minutes; later, or for another's, `expenditures.delete` is needed.
#[utoipa::path(delete, path = "/expenditures/{id}", tag = "expenditures")]
async fn delete_expenditure(
    who: Allowed<ExpendituresUndo>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
) -> Result<Done, ApiError> {
    let done = move |tx: &mut Tx<'_>| records::trash::<Row>(tx, id.0, &seen.0).map(|()| Done);
    app.db.write(&who, done).await
}

/// Brings an expenditure back from the trash.
#[utoipa::path(post, path = "/expenditures/{id}/restore", tag = "expenditures")]
async fn restore_expenditure(
    who: Allowed<ExpendituresRestore>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
) -> Result<Tagged<Expenditure>, ApiError> {
    app.db
        .write(&who, move |tx| {
            records::restore::<Row>(tx, id.0, &seen.0).map(Tagged)
        })
        .await
}

/// Lists what happened to an expenditure.
///
/// Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/expenditures/{id}/history", tag = "expenditures")]
async fn list_expenditure_history(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let history = app
        .db
        .read(move |conn| records::history::<Row>(conn, &cursors, &actor, id.0, &query.0));
    Ok(Paged(history.await?))
}
