//! `/expenditures` over HTTP.

use actix_web::web::{Data, Json};
use actix_web::{delete, get, patch, post};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::expenditures::{
    Expenditure, ExpenditureDraft, ExpenditureFilter, ExpenditurePatch, ExpenditureQuery,
};
use shared::id::ExpenditureId;
use shared::page::{Page, Summary};
use shared::permission::needs::{
    ExpendituresEdit, ExpendituresRead, ExpendituresRestore, ExpendituresUndo, ExpendituresWrite,
};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{listing, service, view};
use crate::app::App;
use crate::audit;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{Created, Done, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::query::{Listing, Paged, PathId};

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/expenditures")
            .service(list_expenditures)
            .service(create_expenditure)
            .service(summarize_expenditures)
            .service(get_expenditure)
            .service(update_expenditure)
            .service(delete_expenditure)
            .service(restore_expenditure)
            .service(list_expenditure_history),
    );
}

/// Lists expenditures.
///
/// Newest first unless `sort` says otherwise. `q` finds words that begin a word of the description.
#[utoipa::path(tag = "expenditures", params(ExpenditureQuery), responses((status = 200, body = Page<Expenditure>)),
    extensions(("x-permission" = json!("expenditures.read"))))]
#[get("")]
async fn list_expenditures(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    query: Listing<ExpenditureQuery>,
) -> Result<Paged<Expenditure>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    Ok(Paged(
        app.db
            .read(move |conn| listing::page(conn, &cursors, &actor, &query.0))
            .await?,
    ))
}

/// Sums the expenditures of a filter.
///
/// Takes the list's filters. `total` is `null` for those who may not see the shop's figures.
#[utoipa::path(tag = "expenditures", params(ExpenditureFilter), responses((status = 200, body = Summary)),
    extensions(("x-permission" = json!("expenditures.read"))))]
#[get("/summary")]
async fn summarize_expenditures(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    query: Listing<ExpenditureFilter>,
) -> Result<Json<Summary>, ApiError> {
    let actor = who.actor.clone();
    Ok(Json(
        app.db
            .read(move |conn| listing::summary(conn, &actor, &query.0))
            .await?,
    ))
}

/// Records an expenditure.
///
/// The total is computed by the server. Problems: `invalid`, `taken` (the id exists).
#[utoipa::path(tag = "expenditures", request_body = ExpenditureDraft, responses((status = 201, body = Expenditure)),
    extensions(("x-permission" = json!("expenditures.write"))))]
#[post("")]
async fn create_expenditure(
    who: Allowed<ExpendituresWrite>,
    app: Data<App>,
    draft: Valid<ExpenditureDraft>,
) -> Result<Created<Expenditure>, ApiError> {
    let made = app
        .db
        .write(&who, move |tx| service::create(tx, &draft))
        .await?;
    Ok(Created::at(&format!("/expenditures/{}", made.id), made))
}

/// Shows an expenditure.
#[utoipa::path(tag = "expenditures", params(("id" = ExpenditureId, Path)), responses((status = 200, body = Expenditure), (status = 304)),
    extensions(("x-permission" = json!("expenditures.read"))))]
#[get("/{id}")]
async fn get_expenditure(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
) -> Result<Tagged<Expenditure>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .read(move |conn| view::find(conn, &actor, id.0))
            .await?,
    ))
}

/// Changes an expenditure.
///
/// A JSON Merge Patch: what is absent stays.
/// Problems: `invalid`, `stale`, `wrong_state` (it is in the trash).
#[utoipa::path(tag = "expenditures", params(("id" = ExpenditureId, Path)), request_body = ExpenditurePatch, responses((status = 200, body = Expenditure)),
    extensions(("x-permission" = json!("expenditures.edit"))))]
#[patch("/{id}")]
async fn update_expenditure(
    who: Allowed<ExpendituresEdit>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
    patch: Valid<ExpenditurePatch>,
) -> Result<Tagged<Expenditure>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::update(tx, id.0, seen.0, &patch))
            .await?,
    ))
}

/// Moves an expenditure to the trash.
///
/// Its author may undo it for 10 minutes; later, or for another's, `expenditures.delete` is needed.
/// Problems: `not_allowed`, `stale`, `wrong_state` (it is there already).
#[utoipa::path(tag = "expenditures", params(("id" = ExpenditureId, Path)), responses((status = 204)),
    extensions(("x-permission" = json!("expenditures.undo"))))]
#[delete("/{id}")]
async fn delete_expenditure(
    who: Allowed<ExpendituresUndo>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
) -> Result<Done, ApiError> {
    app.db
        .write(&who, move |tx| service::delete(tx, id.0, seen.0))
        .await?;
    Ok(Done)
}

/// Brings an expenditure back from the trash.
///
/// Problems: `not_allowed` (not one's own or older than 10 minutes), `stale`, `wrong_state` (it is not in the trash).
#[utoipa::path(tag = "expenditures", params(("id" = ExpenditureId, Path)), responses((status = 200, body = Expenditure)),
    extensions(("x-permission" = json!("expenditures.restore"))))]
#[post("/{id}/restore")]
async fn restore_expenditure(
    who: Allowed<ExpendituresRestore>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
) -> Result<Tagged<Expenditure>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::restore(tx, id.0, seen.0))
            .await?,
    ))
}

/// Lists what happened to an expenditure.
///
/// Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise.
#[utoipa::path(tag = "expenditures", params(("id" = ExpenditureId, Path), HistoryQuery), responses((status = 200, body = Page<HistoryEntry>)),
    extensions(("x-permission" = json!("expenditures.read"))))]
#[get("/{id}/history")]
async fn list_expenditure_history(
    who: Allowed<ExpendituresRead>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let history = app.db.read(move |conn| {
        view::find(conn, &actor, id.0)?;
        audit::of_record(conn, &cursors, ("expenditure", &id.0.to_string()), &query.0)
    });
    Ok(Paged(history.await?))
}
