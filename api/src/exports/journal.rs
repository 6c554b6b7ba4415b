//! The journal as a file: an event on each line, for programs that keep it elsewhere or look through it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use actix_web::web::Data;
use serde_json::json;
use shared::audit::{Action, Entity, EventFilter, EventQuery};
use shared::permission::needs::AuditRead;
use shared::problem::ProblemCode::SlowDown;

use super::asker::Asker;
use super::csv::no_room;
use super::making::nameless;
use crate::app::App;
use crate::audit::{self, Change, Texts};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::download::{Download, Kinds, LINES};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::Listing;
use crate::{operation, settings};

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(export_events)
            .with_proof()
            .fails_when(SlowDown, "two files are being made for the same person"),
    ]
}

/// The journal's file.
struct Lines;

impl Kinds for Lines {
    const MEDIA: &'static [&'static str] = &[LINES];
}

/// Exports the events of a filter.
///
/// Each line is one event as `GET /events` gives it, in the order of the journal, up to the newest one of this moment. The file
/// goes out when it is whole, and is an event of the journal itself. It needs a fresh proof of who is calling, so that no
/// token can take it.
#[utoipa::path(get, path = "/events/export", tag = "audit")]
async fn export_events(
    who: Allowed<AuditRead>,
    app: Data<App>,
    query: Listing<EventFilter>,
) -> Result<Download<Lines>, ApiError> {
    let user = who.actor.user();
    let user = user.ok_or_else(|| ApiError::broken("a file for nobody"))?;
    let turn = app.limits.files.enter(user)?;
    let (filter, folder) = (query.0, app.files.clone());
    let asked = listed(&filter);
    let (texts, asker, now) = (Texts::for_actor(&who.actor), Asker::default(), app.db.now());
    // Dropped with this call when whoever asked has gone away.
    let _here = asker.here();
    let made = app.db.read(move |conn| {
        let day = settings::shop(conn)?.zone.day_of(now)?;
        let (file, rows) = make(conn, &folder, (&asked, texts), &asker)?;
        Ok((file, rows, format!("journal-{day}.jsonl")))
    });
    let (file, rows, name) = made.await?;
    let event = Change {
        action: Action::ListExported,
        entity: Entity::Export,
        entity_id: "events".to_owned(),
        before: None,
        after: Some(json!({ "format": "jsonl", "query": filter, "rows": rows })),
    };
    app.db
        .write_unkeyed(&who, move |tx: &mut Tx<'_>| audit::record(tx, &event))
        .await?;
    Download::of(file, name, LINES, turn)
}

/// The list that becomes the file.
fn listed(filter: &EventFilter) -> EventQuery {
    let EventFilter {
        after,
        at_from,
        at_before,
        entity,
        entity_id,
        actor,
        action,
        outcome,
    } = filter.clone();
    EventQuery {
        after,
        at_from,
        at_before,
        entity,
        entity_id,
        actor,
        action,
        outcome,
        ..EventQuery::default()
    }
}

fn make(
    conn: &mut Conn,
    folder: &Path,
    (asked, texts): (&EventQuery, Texts),
    asker: &Asker,
) -> Result<(File, u64), ApiError> {
    let mut file = BufWriter::new(nameless(folder)?);
    let mut rows = 0;
    audit::each(conn, asked, texts, &mut |event| {
        asker.waits()?;
        serde_json::to_writer(&mut file, event).map_err(|error| no_room(error.into()))?;
        file.write_all(b"\n").map_err(no_room)?;
        rows += 1;
        Ok(())
    })?;
    let file = file
        .into_inner()
        .map_err(|error| no_room(error.into_error()))?;
    Ok((file, rows))
}
