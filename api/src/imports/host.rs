//! An import from the host's own command line, with a file that the old application may be using.

use std::path::Path;

use shared::id::ImportId;
use shared::imports::{Import, ImportRow, ImportStatus};
use shared::operations::OperationKind;

use super::analysis::Source;
use super::service::{self, Received};
use super::{acts, source, view};
use crate::app::App;
use crate::db::Actor;
use crate::error::ApiError;
use crate::settings;
use crate::work::Act;

/// What the command line is told: the import, and the rows that do not simply come in.
pub struct OnHost {
    pub import: Import,
    pub notable: Vec<ImportRow>,
}

/// Reads the file and says what would come in. Without `commit`, nothing of it is kept. Problems as in the browser.
pub fn run_on_host(
    app: &App,
    path: &Path,
    time_zone: Option<&str>,
    commit: bool,
) -> Result<OnHost, ApiError> {
    let (db, actor) = (&app.db, Actor::host());
    let zone_name = match time_zone {
        Some(name) => name.to_owned(),
        None => db.read_blocking(|conn| Ok(settings::read(conn)?.time_zone))?,
    };
    let zone = service::zone(&zone_name)?;
    let (bytes, digest) = source::measure(path)?;
    let random = crate::keyring::random_bytes().map_err(ApiError::internal)?;
    let id = ImportId::from_parts(db.now(), &random);
    let received = Received {
        id,
        bytes,
        digest,
        time_zone: zone_name.clone(),
    };
    let runner = app.runner.name.clone();
    db.write_blocking(&actor, |tx| service::begin(tx, runner, &received))?;
    let source = Source {
        path,
        read: source::read_shared,
        is_ours: false,
        zone,
        zone_name: &zone_name,
        bytes: received.bytes,
        warnings: Vec::new(),
    };
    run_all(app, id, &source)?;
    if commit && look(app, id)?.status == ImportStatus::Ready {
        let runner = app.runner.name.clone();
        db.write_blocking(&actor, |tx| service::accept(tx, Some(runner), id))?;
        run_all(app, id, &source)?;
    }
    let import = look(app, id)?;
    let notable = db.read_blocking(|conn| view::notable(conn, id))?;
    if import.status != ImportStatus::Done {
        db.write_blocking(&actor, |tx| service::discard(tx, id))?;
    }
    run_all(app, id, &source)?;
    Ok(OnHost { import, notable })
}

/// Does all the work that waits, this import's among it.
fn run_all(app: &App, id: ImportId, source: &Source<'_>) -> Result<(), ApiError> {
    let id = id.to_string();
    let act = |kind, subject: &str| match kind {
        OperationKind::ImportRead if subject == id => acts::read_there(&app.db, source),
        other => acts::act(other, &app.db, &app.imports).unwrap_or_else(Act::refused),
    };
    while app.runner.run_next(&app.db, act)? {}
    Ok(())
}

fn look(app: &App, id: ImportId) -> Result<Import, ApiError> {
    app.db.read_blocking(|conn| view::find(conn, id))
}
