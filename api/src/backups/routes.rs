//! `/backups` over HTTP.

use std::fs::File;

use actix_web::web::{Data, Json};
use serde_json::json;
use shared::audit::{Action, Entity};
use shared::backups::{Backup, BackupQuery};
use shared::id::BackupId;
use shared::operations::Operation;
use shared::page::{Page, Sort};
use shared::permission::needs::BackupsRun;
use shared::problem::ProblemCode::{InProgress, SlowDown, WrongState};

use super::{at, drop_fault, service, shelf};
use crate::app::App;
use crate::audit::{self, Change};
use crate::error::ApiError;
use crate::http::answers::{Accepted, Done};
use crate::http::download::{Download, Kinds};
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation as Declared};
use crate::http::query::{Listing, Paged, PathId};
use crate::logging::SecurityKind;
use crate::paging::Asked;
use crate::{ask, operation};

pub fn operations() -> Vec<Declared> {
    vec![
        operation!(list_backups),
        operation!(make_backup)
            .counted(Budget::Costly)
            .fails_when(InProgress, "one is being made or tried out"),
        operation!(get_backup),
        operation!(download_backup)
            .with_proof()
            .fails_when(SlowDown, "two files are on their way to the same person"),
        operation!(drill_backup)
            .counted(Budget::Costly)
            .fails_when(InProgress, "one is being made or tried out")
            .without_precondition(),
        operation!(remove_backup)
            .fails_when(WrongState, "it is the only one")
            .without_precondition(),
    ]
}

ask!(BackupQuery);

/// Lists the backups.
///
/// Those in this server's folder, `BACKUP_DIR`, the newest first unless `sort` says otherwise: each was proved when it was
/// made.
#[utoipa::path(get, path = "/backups", tag = "backups")]
async fn list_backups(
    _who: Allowed<BackupsRun>,
    app: Data<App>,
    query: Listing<BackupQuery>,
) -> Result<Paged<Backup>, ApiError> {
    let (cursors, folder) = (app.cursors.clone(), app.config.backups.folder.clone());
    let page = app.db.look(move |_conn| {
        let asked = Asked::of(&cursors, &query.0)?;
        let kept = shelf::all(&folder).map_err(drop_fault)?;
        let rows = kept.iter().map(|kept| {
            let place = kept.made_at().millis();
            (place, kept.manifest.id.to_string(), kept.view())
        });
        let rows: Vec<(i64, String, Backup)> = rows.collect();
        let ascends = query.0.sort.as_ref().is_some_and(Sort::ascends);
        let (rows, page) = asked.cut_from_all(rows, ascends, |(at, id, _)| (*at, id))?;
        let data = rows.into_iter().map(|(_, _, backup)| backup).collect();
        Ok(Page { data, page })
    });
    Ok(Paged(page.await?))
}

/// Makes a backup.
///
/// The whole database as it stands at one moment is copied while others go on working; the copy is proved, packed into one
/// file, and proved again. `GET /operations/{id}` shows how far it is.
#[utoipa::path(post, path = "/backups", tag = "backups")]
async fn make_backup(
    who: Allowed<BackupsRun>,
    app: Data<App>,
) -> Result<Accepted<Operation>, ApiError> {
    let begun = app.db.write(&who, service::order);
    let begun = begun.await?;
    app.runner.wake();
    let what = "ordered a backup";
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, None, what);
    Ok(begun)
}

/// Shows a backup.
#[utoipa::path(get, path = "/backups/{id}", tag = "backups")]
async fn get_backup(
    _who: Allowed<BackupsRun>,
    app: Data<App>,
    id: PathId<BackupId>,
) -> Result<Json<Backup>, ApiError> {
    let folder = app.config.backups.folder.clone();
    let found = app
        .db
        .look(move |_conn| Ok(service::found(&folder, id.0)?.view()));
    Ok(Json(found.await?))
}

const ZSTD: &str = "application/zstd";

/// What a backup is on the wire: packed already.
struct Packed;

impl Kinds for Packed {
    const MEDIA: &'static [&'static str] = &[ZSTD];
}

/// Downloads a backup.
///
/// The file as it lies in the folder, which opens with the `SECRET_KEY` of its day alone. Whoever has both has everything:
/// keep them apart. It needs a fresh proof of who is calling, and is an event of the journal.
#[utoipa::path(get, path = "/backups/{id}/file", tag = "backups")]
async fn download_backup(
    who: Allowed<BackupsRun>,
    app: Data<App>,
    id: PathId<BackupId>,
) -> Result<Download<Packed>, ApiError> {
    let user = who.actor.user();
    let user = user.ok_or_else(|| ApiError::broken("a file for nobody"))?;
    let turn = app.limits.files.enter(user)?;
    let folder = app.config.backups.folder.clone();
    let taken = app.db.write_unkeyed(&who, move |tx| {
        let kept = service::found(&folder, id.0)?;
        let file = File::open(&kept.path).map_err(at(&kept.path));
        let (file, shown) = (file.map_err(drop_fault)?, kept.view());
        let change = Change {
            action: Action::BackupDownloaded,
            entity: Entity::Backup,
            entity_id: shown.id.to_string(),
            before: None,
            after: Some(json!({ "file": shown.file, "bytes": shown.bytes })),
        };
        audit::record(tx, &change)?;
        Ok((file, shown.file))
    });
    let (file, name) = taken.await?;
    let what = "downloaded a backup";
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, None, what);
    Download::of(file, name, ZSTD, turn)
}

/// Tries a backup out.
///
/// It is taken out into a scratch database and proved there: its digest, pages and constraints, rows and sums, its journal to
/// the last event, and that an administrator could sign in. Nothing else is touched.
#[utoipa::path(post, path = "/backups/{id}/drill", tag = "backups")]
async fn drill_backup(
    who: Allowed<BackupsRun>,
    app: Data<App>,
    id: PathId<BackupId>,
) -> Result<Accepted<Operation>, ApiError> {
    let folder = app.config.backups.folder.clone();
    let begun = app
        .db
        .write(&who, move |tx| service::order_drill(tx, &folder, id.0));
    let begun = begun.await?;
    app.runner.wake();
    Ok(begun)
}

/// Removes a backup.
///
/// The last one that there is stays.
#[utoipa::path(delete, path = "/backups/{id}", tag = "backups")]
async fn remove_backup(
    who: Allowed<BackupsRun>,
    app: Data<App>,
    id: PathId<BackupId>,
) -> Result<Done, ApiError> {
    let folder = app.config.backups.folder.clone();
    let done = app.db.write(&who, move |tx| {
        let gone = service::remove(&folder, id.0)?.view();
        let change = Change {
            action: Action::BackupRemoved,
            entity: Entity::Backup,
            entity_id: gone.id.to_string(),
            before: Some(json!({ "file": gone.file, "made_at": gone.created_at })),
            after: None,
        };
        audit::record(tx, &change).map(|()| Done)
    });
    let done = done.await?;
    let what = "removed a backup";
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, None, what);
    Ok(done)
}
