//! The story of one record, as those may see it who may see the record: no address, no session.

use std::collections::HashMap;

use serde_json::Value;
use shared::audit::{Entity, HistoryEntry, HistoryQuery, changes};
use shared::instant::Instant;
use shared::page::Page;
use shared::users::UserRef;

use super::erasable;
use super::store::{self, Row};
use crate::ask;
use crate::db::Conn;
use crate::error::ApiError;
use crate::http::conditional::Seen;
use crate::paging::{Asked, Cursors};
use crate::people;

ask!(HistoryQuery);

/// One page of what happened to a record, oldest first unless asked otherwise.
pub fn of_record(
    conn: &mut Conn,
    cursors: &Cursors,
    (entity, entity_id): (Entity, &str),
    query: &HistoryQuery,
) -> Result<Page<HistoryEntry>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let newest_first = query
        .sort
        .as_ref()
        .is_some_and(|sort| sort.keys().iter().any(|by| by.descending));
    let after = asked
        .window
        .after
        .first()
        .map(|seq| seq.parse())
        .transpose()
        .map_err(ApiError::internal)?;
    let span = store::Span {
        after,
        newest_first,
        limit: asked.window.limit,
    };
    let rows = store::of_record(conn, entity, entity_id, &span)?;
    let counted = asked.counted(|| store::count_of_record(conn, entity, entity_id))?;
    let (rows, page) = asked.cut(rows, counted, |row| vec![row.seq.to_string()])?;
    let people = people::named(conn, rows.iter().filter_map(|row| row.actor.as_deref()))?;
    let data = rows
        .into_iter()
        .map(|row| entry(conn, row, &people))
        .collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

fn entry(
    conn: &mut Conn,
    row: Row,
    people: &HashMap<String, UserRef>,
) -> Result<HistoryEntry, ApiError> {
    let mut payloads = [
        payload(row.before.as_deref())?,
        payload(row.after.as_deref())?,
    ];
    erasable::reveal(conn, &mut payloads)?;
    let [before, after] = payloads;
    Ok(HistoryEntry {
        at: Instant::from_millis(row.at),
        actor: row.actor.as_ref().and_then(|id| people.get(id).cloned()),
        changes: changes(before.as_ref(), after.as_ref()),
        action: row.action,
    })
}

/// The stored facts; what cannot be read is a defect, not an empty change.
pub fn payload(text: Option<&str>) -> Result<Option<Value>, ApiError> {
    text.map(serde_json::from_str)
        .transpose()
        .map_err(ApiError::internal)
}

/// The same of a row that may be forged, where unreadable facts say nothing.
pub fn facts(row: &Row) -> Option<Value> {
    let facts = serde_json::from_str(row.after.as_deref()?);
    facts.into_iter().next()
}

/// Problem `stale` unless the present revision was seen, naming who changed the record last. Nobody is blamed for a revision
/// that never was.
pub fn check_seen(
    conn: &mut Conn,
    (entity, entity_id): (Entity, &str),
    (changed_at, present): (Instant, i64),
    seen: &Seen,
) -> Result<(), ApiError> {
    if seen.holds(present) {
        return Ok(());
    }
    if !seen.was_once(present) {
        return Err(ApiError::never_was());
    }
    let newest = store::Span {
        after: None,
        newest_first: true,
        limit: 0,
    };
    let last = store::of_record(conn, entity, entity_id, &newest)?
        .into_iter()
        .next();
    let author = last.and_then(|row| row.actor);
    let people = people::named(conn, author.iter().map(String::as_str))?;
    let by = people
        .into_values()
        .next()
        .map_or_else(|| "Someone".to_owned(), |person| person.username);
    Err(ApiError::stale(by, changed_at))
}
