//! `/imports` over HTTP.

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use shared::id::ImportId;
use shared::imports::{Import, ImportQuery, ImportRow, ImportRowQuery};
use shared::page::Page;
use shared::permission::needs::ImportsRun;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::analysis::Source;
use super::service::{self, Received};
use super::{source, view};
use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::conditional::{Done, Tagged};
use crate::http::guard::Allowed;
use crate::http::query::{Listing, Paged, PathId};
use crate::http::upload;
use crate::logging::SecurityKind;

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/imports")
            .service(create_import)
            .service(get_import)
            .service(list_import_rows)
            .service(commit_import)
            .service(delete_import),
    );
}

/// Begins an import of the old application's books.
///
/// The body is its SQLite file, at most 512 MiB. `time_zone` is the zone in which the old application wrote its times.
/// Nothing is written into the books: the import is read, and `GET /imports/{id}` shows what would come in.
/// Problems: `malformed` (no such database, unknown zone), `too_large`, `wrong_type`, `timeout` (15 seconds without a
/// byte), `in_progress` (another import is at work).
#[utoipa::path(tag = "imports", params(ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/vnd.sqlite3"),
    responses((status = 202, body = Import)), extensions(("x-permission" = json!("imports.run"))))]
#[post("")]
async fn create_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    query: Listing<ImportQuery>,
    req: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let zone = service::zone(&query.0.time_zone)?;
    let random = crate::keyring::random_bytes().map_err(ApiError::internal)?;
    let id = ImportId::from_parts(app.db.now(), &random);
    if who.key.is_none() {
        // With a key, the answer may be there already; without one, the file need not even be received.
        app.imports.refuse_if_busy()?;
    }
    let file = upload::store(&req, body, app.imports.folder(), source::BYTES_MAX).await?;
    source::check_header(&file.first, file.bytes)?;
    if let Some(key) = &who.key {
        key.body(file.digest.clone());
    }
    let received = Received {
        id,
        bytes: file.bytes,
        digest: file.digest.clone(),
        time_zone: query.0.time_zone,
    };
    let zone_name = received.time_zone.clone();
    let running = Arc::clone(&app.imports);
    // Stays empty under a key that was used already: the answer is the first import, which is not begun again.
    let turn = Arc::new(OnceLock::new());
    let taken = Arc::clone(&turn);
    let import = app
        .db
        .write(&who, move |tx| {
            service::begin(tx, &running, &received, &taken)
        })
        .await?;
    if let Some(turn) = Arc::into_inner(turn).and_then(OnceLock::into_inner) {
        let (app, actor) = (app.clone(), who.actor.clone());
        at_work("read-import", move || {
            let source = Source {
                path: file.path(),
                read: source::read_private,
                zone,
                zone_name: &zone_name,
                bytes: file.bytes,
            };
            service::analyse(&app.db, &actor, id, &source, &turn);
            // The file first: whoever gets the next turn finds the room that it took.
            drop(file);
            drop(turn);
        })?;
    }
    Ok(accepted(&import))
}

/// Shows how far an import is, and its report.
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, body = Import), (status = 304)), extensions(("x-permission" = json!("imports.run"))))]
#[get("/{id}")]
async fn get_import(
    _who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<Tagged<Import>, ApiError> {
    let (running, now) = (Arc::clone(&app.imports), app.db.now());
    Ok(Tagged(
        app.db
            .look(move |conn| view::find(conn, &running, id.0, now))
            .await?,
    ))
}

/// Lists what becomes of the rows of the file.
///
/// By the place in the report unless `sort` says otherwise; every row that is left out or adjusted names why.
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path), ImportRowQuery),
    responses((status = 200, body = Page<ImportRow>)), extensions(("x-permission" = json!("imports.run"))))]
#[get("/{id}/rows")]
async fn list_import_rows(
    _who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
    query: Listing<ImportRowQuery>,
) -> Result<Paged<ImportRow>, ApiError> {
    let cursors = app.cursors.clone();
    Ok(Paged(
        app.db
            .read(move |conn| view::rows(conn, &cursors, id.0, &query.0))
            .await?,
    ))
}

/// Brings in what the report promises.
///
/// All of it in one transaction, or nothing. Problems: `wrong_state` (not ready), `in_progress` (another is at work).
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path)), responses((status = 202, body = Import)),
    extensions(("x-permission" = json!("imports.run")), ("x-precondition" = json!("none"))))]
#[post("/{id}/commit")]
async fn commit_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.0;
    let running = Arc::clone(&app.imports);
    // Stays empty under a key that was used already: then the work is done or on its way.
    let turn = Arc::new(OnceLock::new());
    let taken = Arc::clone(&turn);
    let import = app
        .db
        .write(&who, move |tx| service::accept(tx, &running, id, &taken))
        .await?;
    if let Some(turn) = Arc::into_inner(turn).and_then(OnceLock::into_inner) {
        let (app, actor) = (app.clone(), who.actor.clone());
        at_work("write-import", move || {
            service::bring_in(&app.db, &actor, id, &turn);
        })?;
    }
    let what = "brought the old books in";
    auth::report(&app.auth, &who, SecurityKind::AuthzAdmin, None, what);
    Ok(accepted(&import))
}

/// Discards an import that is not in the books.
///
/// The reading of one that is still being read is stopped. Problem: `wrong_state` (it is in the books, or on its way).
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path)), responses((status = 204)),
    extensions(("x-permission" = json!("imports.run")), ("x-precondition" = json!("none"))))]
#[delete("/{id}")]
async fn delete_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<Done, ApiError> {
    let running = Arc::clone(&app.imports);
    app.db
        .write(&who, move |tx| service::discard(tx, &running, id.0))
        .await?;
    Ok(Done)
}

/// Long work has a thread of its own: it may block, and no request waits for it.
fn at_work(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), ApiError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
        .map_err(|error| ApiError::busy_because("The server is too busy to begin this.", error))
}

fn accepted(import: &Import) -> HttpResponse {
    HttpResponse::Accepted()
        .insert_header((header::LOCATION, format!("/api/v1/imports/{}", import.id)))
        .insert_header((header::RETRY_AFTER, "1"))
        .json(import)
}
