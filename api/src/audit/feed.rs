//! The journal for those who may read all of it. Reading it is itself an event.

use std::collections::HashMap;

use serde_json::json;
use shared::audit::{Action, Entity, Event, EventQuery};
use shared::instant::Instant;
use shared::page::Page;
use shared::permission::Permission;
use shared::users::UserRef;

use super::history::payload;
use super::store::{self, Row, Span};
use super::{Change, erasable, record};
use crate::ask;
use crate::db::{Actor, Conn, Tx};
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};
use crate::people;
use crate::stored::stored;

ask!(EventQuery);

/// Events that are read at a time.
const CHUNK: u16 = 500;

/// Whether the reader may know what events hold of people, such as addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    Shown,
    Hidden,
}

impl Texts {
    /// Addresses are for whoever may change them.
    pub fn for_actor(actor: &Actor) -> Self {
        match actor.holds(Permission::UsersWrite) {
            true => Self::Shown,
            false => Self::Hidden,
        }
    }
}

/// Gives every event that is asked for, in the order of the journal, up to the newest one.
pub fn each(
    conn: &mut Conn,
    query: &EventQuery,
    texts: Texts,
    give: &mut dyn FnMut(&Event) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let newest = store::newest(conn)?;
    let mut span = Span {
        after: None,
        newest_first: false,
        limit: CHUNK,
    };
    loop {
        let rows = store::page(conn, query, newest, &span)?;
        let people = people::named(conn, rows.iter().filter_map(|row| row.actor.as_deref()))?;
        span.after = rows.last().map(|row| row.seq);
        for row in rows {
            give(&show(conn, row, &people, texts)?)?;
        }
        if span.after.is_none() {
            return Ok(());
        }
    }
}

/// One page of the journal; then writes that it was read. Its events end with the newest one at the time of the first
/// page: else the reading itself would always leave one more to read.
pub fn read(
    tx: &mut Tx<'_>,
    cursors: &Cursors,
    query: &EventQuery,
    texts: Texts,
) -> Result<Page<Event>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let (after, newest) = match place(&asked.window.after)? {
        Some((seq, newest)) => (Some(seq), newest),
        None => (None, store::newest(tx.conn)?),
    };
    let span = Span {
        after,
        newest_first: query
            .sort
            .as_ref()
            .is_some_and(|sort| sort.keys().iter().any(|by| by.descending)),
        limit: asked.window.limit,
    };
    let rows = store::page(tx.conn, query, newest, &span)?;
    let counted = asked.counted(|| store::count(tx.conn, query, newest))?;
    let (rows, page) = asked.cut(rows, counted, |row| {
        vec![row.seq.to_string(), newest.to_string()]
    })?;
    let people = people::named(tx.conn, rows.iter().filter_map(|row| row.actor.as_deref()))?;
    let data = rows
        .into_iter()
        .map(|row| show(tx.conn, row, &people, texts))
        .collect::<Result<_, _>>()?;
    let change = Change {
        action: Action::AuditRead,
        entity: Entity::Audit,
        entity_id: "events".to_owned(),
        before: None,
        after: Some(json!({"query": query})),
    };
    record(tx, &change)?;
    Ok(Page { data, page })
}

/// The last event seen and the newest one of the first page, from a cursor.
fn place(keys: &[String]) -> Result<Option<(i64, i64)>, ApiError> {
    match keys {
        [seq, newest] => {
            let seq = seq.parse().map_err(ApiError::internal)?;
            Ok(Some((seq, newest.parse().map_err(ApiError::internal)?)))
        }
        _ => Ok(None),
    }
}

fn show(
    conn: &mut Conn,
    row: Row,
    people: &HashMap<String, UserRef>,
    texts: Texts,
) -> Result<Event, ApiError> {
    let mut payloads = [
        payload(row.before.as_deref())?,
        payload(row.after.as_deref())?,
    ];
    if texts == Texts::Shown {
        erasable::reveal(conn, &mut payloads)?;
    }
    let [before, after] = payloads;
    Ok(Event {
        seq: row.seq,
        epoch: row.epoch,
        at: Instant::from_millis(row.at),
        action: row.action,
        outcome: row.outcome,
        actor: row.actor.as_ref().and_then(|id| people.get(id).cloned()),
        role: row.role.as_deref().map(stored).transpose()?,
        session: row.session.as_deref().map(stored).transpose()?,
        token: row.token.as_deref().map(stored).transpose()?,
        ip: row.ip,
        request_id: row.request_id,
        entity: Some(row.entity),
        entity_id: row.entity_id,
        before,
        after,
    })
}
