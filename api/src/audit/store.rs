//! Rows of the journal. The database itself refuses to change or remove them.

mod row;

pub use row::Row;

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::audit::EventQuery;
use shared::instant::Instant;

use super::{Change, chain};
use crate::db::schema::{erasable_texts, events};
use crate::db::{Backend, Conn, Tx};
use crate::error::ApiError;
use crate::paging::COUNT_CAP;
use crate::{insert_all, one_of};

type Boxed<'q> = events::BoxedQuery<'q, Backend>;

pub fn append(tx: &mut Tx<'_>, change: &Change, outcome: &str) -> Result<(), ApiError> {
    let place = next_place(tx)?;
    let row = chained(tx, change, outcome, place);
    diesel::insert_into(events::table)
        .values(&row)
        .execute(tx.conn)?;
    *tx.head = Some((row.seq, row.mac));
    Ok(())
}

/// Chains one event after the other behind the last one stored.
pub fn append_all(tx: &mut Tx<'_>, changes: &[Change], outcome: &str) -> Result<(), ApiError> {
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

fn chained(tx: &Tx<'_>, change: &Change, outcome: &str, (seq, prev): (i64, String)) -> Row {
    let before = change.before.as_ref().map(ToString::to_string);
    let after = change.after.as_ref().map(ToString::to_string);
    let known = tx.actor.known();
    let mut row = Row {
        seq,
        epoch: tx.chain.epoch,
        at: tx.now.millis(),
        action: change.action.to_owned(),
        outcome: outcome.to_owned(),
        actor: known.map(|user| user.id.to_string()),
        role: known.map(|user| user.role.as_str().to_owned()),
        session: known.and_then(|user| Some(user.session?.to_string())),
        token: None,
        ip: tx.actor.ip.clone(),
        request_id: tx.actor.request_id.clone(),
        entity: change.entity.to_owned(),
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
    let beyond: Option<i64> = filtered(query, newest)
        .select(events::seq)
        .offset(COUNT_CAP)
        .first(conn)
        .optional()?;
    match beyond {
        Some(_) => Ok((COUNT_CAP, true)),
        None => Ok((
            filtered(query, newest).select(count_star()).first(conn)?,
            false,
        )),
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
    rows = one_of!(rows, events::entity, query.entity.iter().collect());
    rows = one_of!(
        rows,
        events::actor.assume_not_null(),
        query.actor.iter().map(ToString::to_string).collect()
    );
    rows = one_of!(rows, events::action, query.action.iter().collect());
    one_of!(rows, events::outcome, query.outcome.iter().collect())
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
    entity: &str,
    entity_id: &str,
    span: &Span,
) -> Result<Vec<Row>, ApiError> {
    let rows = events::table
        .filter(events::entity.eq(entity))
        .filter(events::entity_id.eq(entity_id))
        .limit(i64::from(span.limit) + 1)
        .into_boxed::<Backend>();
    Ok(in_span(rows, span).load(conn)?)
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
pub fn tells_of(conn: &mut Conn, entity: &str, entity_id: &str) -> Result<bool, ApiError> {
    let found: Option<i64> = events::table
        .filter(events::entity.eq(entity))
        .filter(events::entity_id.eq(entity_id))
        .select(events::seq)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Stores an erasable text, or says again that it is its user's.
pub fn keep_text(conn: &mut Conn, digest: &str, user: &str, text: &str) -> Result<(), ApiError> {
    let none: Option<i64> = None;
    let known = diesel::update(erasable_texts::table.find(digest))
        .set(erasable_texts::replaced_at.eq(none))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(erasable_texts::table)
            .values((
                erasable_texts::digest.eq(digest),
                erasable_texts::user_id.eq(user),
                erasable_texts::text.eq(text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Of a user's texts, only the present one is not replaced.
pub fn texts_replaced(
    conn: &mut Conn,
    user: &str,
    present: Option<&str>,
    now: Instant,
) -> Result<(), ApiError> {
    diesel::update(
        erasable_texts::table
            .filter(erasable_texts::user_id.eq(user))
            .filter(erasable_texts::text.ne(present.unwrap_or_default()))
            .filter(erasable_texts::replaced_at.is_null()),
    )
    .set(erasable_texts::replaced_at.eq(now.millis()))
    .execute(conn)?;
    Ok(())
}

pub fn forget_texts(conn: &mut Conn, replaced_before_ms: i64) -> Result<usize, ApiError> {
    let old = erasable_texts::table.filter(erasable_texts::replaced_at.lt(replaced_before_ms));
    Ok(diesel::delete(old).execute(conn)?)
}

pub fn erase_texts(conn: &mut Conn, user: &str) -> Result<usize, ApiError> {
    let own = erasable_texts::table.filter(erasable_texts::user_id.eq(user));
    Ok(diesel::delete(own).execute(conn)?)
}

/// The texts of these digests that are still there.
pub fn texts(conn: &mut Conn, digests: &[String]) -> Result<Vec<(String, String)>, ApiError> {
    Ok(erasable_texts::table
        .filter(erasable_texts::digest.eq_any(digests))
        .select((erasable_texts::digest, erasable_texts::text))
        .load(conn)?)
}
