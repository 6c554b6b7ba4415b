//! Rows of the journal. The database itself refuses to change or remove them.

mod row;
pub mod texts;

pub use row::Row;

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::audit::{Entity, EventQuery, Outcome};
use shared::instant::Instant;

use super::{Change, chain};
use crate::db::schema::events;
use crate::db::{Backend, Conn, Tx};
use crate::error::ApiError;
use crate::paging::COUNT_CAP;
use crate::{insert_all, one_of};

type Boxed<'q> = events::BoxedQuery<'q, Backend>;

pub fn append(tx: &mut Tx<'_>, change: &Change, outcome: Outcome) -> Result<(), ApiError> {
    let place = next_place(tx)?;
    let row = chained(tx, change, outcome, place);
    diesel::insert_into(events::table)
        .values(&row)
        .execute(tx.conn)?;
    *tx.head = Some((row.seq, row.mac));
    Ok(())
}

/// Chains one event after the other behind the last one stored.
pub fn append_all(tx: &mut Tx<'_>, changes: &[Change], outcome: Outcome) -> Result<(), ApiError> {
    let (mut seq, mut prev) = next_place(tx)?;
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        let row = chained(tx, change, outcome, (seq, prev));
        prev = row.mac.clone();
        seq += 1;
        rows.push(row);
    }
    insert_all!(tx.conn, events::table, &rows)?;
    *tx.head = Some((seq - 1, prev));
    Ok(())
}

/// The place behind the last event, and that one's code.
fn next_place(tx: &mut Tx<'_>) -> Result<(i64, String), ApiError> {
    if tx.head.is_none() {
        *tx.head = events::table
            .order(events::seq.desc())
            .select((events::seq, events::mac))
            .first(tx.conn)
            .optional()?;
    }
    Ok(match tx.head.take() {
        Some((seq, mac)) => (seq + 1, mac),
        None => (1, chain::ORIGIN.to_owned()),
    })
}

fn chained(tx: &Tx<'_>, change: &Change, outcome: Outcome, (seq, prev): (i64, String)) -> Row {
    let before = change.before.as_ref().map(ToString::to_string);
    let after = change.after.as_ref().map(ToString::to_string);
    let known = tx.actor.known();
    let mut row = Row {
        seq,
        epoch: tx.chain.epoch,
        at: tx.now.millis(),
        action: change.action.to_string(),
        outcome: outcome.to_string(),
        actor: known.map(|user| user.id.to_string()),
        role: known.map(|user| user.role.as_str().to_string()),
        session: known.and_then(|user| Some(user.session?.to_string())),
        token: None,
        ip: tx.actor.ip.clone(),
        request_id: tx.actor.request_id.clone(),
        entity: change.entity.to_string(),
        entity_id: Some(change.entity_id.clone()),
        payload_digest: chain::payload_digest(before.as_deref(), after.as_deref()),
        before,
        after,
        prev,
        mac: String::new(),
    };
    row.mac = chain::code(tx.chain, seq, &row.prev, &row.stored_text());
    row
}

/// Which part of a story: from its beginning or its end, after an event.
pub struct Span {
    pub after: Option<i64>,
    pub newest_first: bool,
    pub limit: u16,
}

/// The place of the newest event; 0 before the first.
pub fn newest(conn: &mut Conn) -> Result<i64, ApiError> {
    let seq = events::table
        .order(events::seq.desc())
        .select(events::seq)
        .first(conn)
        .optional()?;
    Ok(seq.unwrap_or(0))
}

/// When the newest event was written.
pub fn newest_at(conn: &mut Conn) -> Result<Option<Instant>, ApiError> {
    let at: Option<i64> = events::table
        .order(events::seq.desc())
        .select(events::at)
        .first(conn)
        .optional()?;
    Ok(at.map(Instant::from_millis))
}

/// Events up to the newest one that the reader shall see, one more than the limit.
pub fn page(
    conn: &mut Conn,
    query: &EventQuery,
    newest: i64,
    span: &Span,
) -> Result<Vec<Row>, ApiError> {
    let rows = filtered(query, newest).limit(i64::from(span.limit) + 1);
    Ok(in_span(rows, span).load(conn)?)
}

/// How many events match, counted up to the cap; the flag says that there are more.
pub fn count(conn: &mut Conn, query: &EventQuery, newest: i64) -> Result<(i64, bool), ApiError> {
    capped(conn, || filtered(query, newest))
}

/// The same for the events of one record.
pub fn count_of_record(
    conn: &mut Conn,
    entity: Entity,
    entity_id: &str,
) -> Result<(i64, bool), ApiError> {
    capped(conn, || of_one(entity, entity_id))
}

fn capped<'q>(conn: &mut Conn, rows: impl Fn() -> Boxed<'q>) -> Result<(i64, bool), ApiError> {
    let beyond: Option<i64> = rows()
        .select(events::seq)
        .offset(COUNT_CAP)
        .first(conn)
        .optional()?;
    match beyond {
        Some(_) => Ok((COUNT_CAP, true)),
        None => Ok((rows().select(count_star()).first(conn)?, false)),
    }
}

fn filtered(query: &EventQuery, newest: i64) -> Boxed<'_> {
    let mut rows = events::table
        .filter(events::seq.le(newest))
        .into_boxed::<Backend>();
    if let Some(seq) = query.after {
        rows = rows.filter(events::seq.gt(seq));
    }
    if let Some(id) = &query.entity_id {
        rows = rows.filter(events::entity_id.eq(id));
    }
    rows = one_of!(
        rows,
        events::entity,
        query.entity.iter().map(|one| one.as_str()).collect()
    );
    rows = one_of!(
        rows,
        events::actor.assume_not_null(),
        query.actor.iter().map(ToString::to_string).collect()
    );
    rows = one_of!(
        rows,
        events::action,
        query.action.iter().map(|one| one.as_str()).collect()
    );
    one_of!(
        rows,
        events::outcome,
        query.outcome.iter().map(|one| one.as_str()).collect()
    )
}

/// Events after this place, in order.
pub fn after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Row>, ApiError> {
    Ok(events::table
        .filter(events::seq.gt(seq))
        .order(events::seq)
        .limit(limit)
        .load(conn)?)
}

/// Events of one record, one more than the limit.
pub fn of_record(
    conn: &mut Conn,
    entity: Entity,
    entity_id: &str,
    span: &Span,
) -> Result<Vec<Row>, ApiError> {
    let rows = of_one(entity, entity_id).limit(i64::from(span.limit) + 1);
    Ok(in_span(rows, span).load(conn)?)
}

fn of_one(entity: Entity, entity_id: &str) -> Boxed<'_> {
    events::table
        .filter(events::entity.eq(entity.as_str()))
        .filter(events::entity_id.eq(entity_id))
        .into_boxed()
}

fn in_span<'q>(rows: Boxed<'q>, span: &Span) -> Boxed<'q> {
    match (span.newest_first, span.after) {
        (true, Some(seq)) => rows.filter(events::seq.lt(seq)).order(events::seq.desc()),
        (true, None) => rows.order(events::seq.desc()),
        (false, Some(seq)) => rows.filter(events::seq.gt(seq)).order(events::seq.asc()),
        (false, None) => rows.order(events::seq.asc()),
    }
}

/// Whether there is any event of this record.
pub fn tells_of(conn: &mut Conn, entity: Entity, entity_id: &str) -> Result<bool, ApiError> {
    let found: Option<i64> = events::table
        .filter(events::entity.eq(entity.as_str()))
        .filter(events::entity_id.eq(entity_id))
        .select(events::seq)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
