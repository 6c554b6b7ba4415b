//! `/imports` over HTTP.

use actix_web::web::Data;
use shared::id::ImportId;
use shared::imports::{Import, ImportQuery, ImportRow, ImportRowQuery};
use shared::permission::needs::ImportsRun;
use shared::problem::ProblemCode::{
    InProgress, Malformed, Timeout, TooLarge, WrongState, WrongType,
};

use super::service::{self, Received};
use super::{acts, source, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::answers::{Accepted, Done};
use crate::http::conditional::Tagged;
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation};
use crate::http::query::{Listing, Paged, PathId};
use crate::http::upload::Upload;
use crate::logging::SecurityKind;
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(create_import)
            .counted(Budget::Costly)
            .fails_when(Malformed, "no such database, unknown zone")
            .fails(&[TooLarge, WrongType])
            .fails_when(Timeout, "15 seconds without a byte")
            .fails_when(InProgress, "another import is at work"),
        operation!(get_import),
        operation!(list_import_rows),
        operation!(commit_import)
            .fails_when(WrongState, "not ready")
            .fails_when(InProgress, "another is at work")
            .without_precondition(),
        operation!(delete_import)
            .fails_when(WrongState, "it is in the books, or on its way")
            .without_precondition(),
    ]
}

/// Begins an import of the old application's books.
///
/// The body is its SQLite file, at most 512 MiB. `time_zone` is the zone in which the old application wrote its times.
/// Nothing is written into the books: the import is read, and `GET /imports/{id}` shows what would come in.
#[utoipa::path(post, path = "/imports", tag = "imports")]
async fn create_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    query: Listing<ImportQuery>,
    file: Upload<{ source::BYTES_MAX }>,
) -> Result<Accepted<Import>, ApiError> {
    service::zone(&query.0.time_zone)?;
    let random = crate::keyring::random_bytes().map_err(ApiError::internal)?;
    let id = ImportId::from_parts(app.db.now(), &random);
    if who.key.is_none() {
        // With a key, the answer may be there already; without one, the file need not even be received.
        app.db.look(service::refuse_if_busy).await?;
    }
    let file = file.store(&app.imports).await?;
    source::check_header(&file.first, file.bytes)?;
    if let Some(key) = &who.key {
        key.body(&file.kind, &file.digest);
    }
    let received = Received {
        id,
        bytes: file.bytes,
        digest: file.digest.clone(),
        time_zone: query.0.time_zone,
    };
    let file = file.moved_to(acts::upload(&app.imports, id))?;
    let runner = app.runner.name.clone();
    let import = app
        .db
        .write(&who, move |tx| {
            let import = service::begin(tx, runner, &received)?;
            Ok(Accepted::below(import.id, import))
        })
        .await?;
    file.keep();
    app.runner.wake();
    Ok(import)
}

/// Shows how far an import is, and its report.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports")]
async fn get_import(
    _who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<Tagged<Import>, ApiError> {
    Ok(Tagged(
        app.db.look(move |conn| view::find(conn, id.0)).await?,
    ))
}

/// Lists what becomes of the rows of the file.
///
/// By the place in the report unless `sort` says otherwise; every row that is left out or adjusted names why.
#[utoipa::path(get, path = "/imports/{id}/rows", tag = "imports")]
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
/// What takes long is written beforehand, by parts that nobody sees; one last step shows all of it, or nothing. Others go on
/// working meanwhile. `DELETE /operations/{operation}` calls it off: the import is then ready again.
#[utoipa::path(post, path = "/imports/{id}/commit", tag = "imports")]
async fn commit_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<Accepted<Import>, ApiError> {
    let import = app
        .db
        .write(&who, move |tx| {
            service::accept(tx, None, id.0).map(Accepted::of_record)
        })
        .await?;
    app.runner.wake();
    let what = "brought the old books in";
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, None, what);
    Ok(import)
}

/// Discards an import that is not in the books.
///
/// The reading of one that is still being read is stopped.
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports")]
async fn delete_import(
    who: Allowed<ImportsRun>,
    app: Data<App>,
    id: PathId<ImportId>,
) -> Result<Done, ApiError> {
    let done = move |tx: &mut Tx<'_>| service::discard(tx, id.0).map(|()| Done);
    let done = app.db.write(&who, done).await?;
    app.runner.wake();
    Ok(done)
}
