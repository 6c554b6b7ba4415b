//! Rows of the journal. The database itself refuses to change or remove them.

mod append;
mod erase;
mod row;
pub mod texts;

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::audit::{Action, Entity, EventQuery};
use shared::instant::Instant;

pub use append::{append, append_written};
pub use erase::{erase, prune};
pub use row::Row;

use crate::db::schema::events;
use crate::db::{Backend, Conn};
use crate::error::ApiError;
use crate::one_of;
use crate::paging::COUNT_CAP;

type Boxed<'q> = events::BoxedQuery<'q, Backend>;

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

/// The place and the code of the newest event.
pub fn head(conn: &mut Conn) -> Result<Option<(i64, String)>, ApiError> {
    let newest = events::table.order(events::seq.desc());
    let head = newest.select((events::seq, events::mac)).first(conn);
    Ok(head.optional()?)
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
    if let Some(at) = query.at_from {
        rows = rows.filter(events::at.ge(at.millis()));
    }
    if let Some(at) = query.at_before {
        rows = rows.filter(events::at.lt(at.millis()));
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

/// The first row that no code of a place covers: before the first place, or with a value that SQLite keeps as another type
/// than is read, so that it is shown and not found.
pub fn first_odd(conn: &mut Conn) -> Result<Option<i64>, ApiError> {
    let Conn::Sqlite(sqlite) = conn else {
        let before_all = events::table
            .filter(events::seq.lt(1))
            .select(diesel::dsl::min(events::seq));
        return Ok(before_all.first(conn)?);
    };
    let found: Odd = diesel::sql_query(ODD).get_result(sqlite)?;
    Ok(found.seq)
}

const ODD: &str = "SELECT min(seq) AS seq FROM events WHERE seq < 1
    OR typeof(epoch) || typeof(at) <> 'integerinteger'
    OR typeof(action) || typeof(outcome) || typeof(entity) || typeof(payload_digest) || typeof(prev) || typeof(mac)
        <> 'texttexttexttexttexttext'
    OR typeof(actor) NOT IN ('text', 'null') OR typeof(role) NOT IN ('text', 'null')
    OR typeof(session) NOT IN ('text', 'null') OR typeof(token) NOT IN ('text', 'null')
    OR typeof(ip) NOT IN ('text', 'null') OR typeof(request_id) NOT IN ('text', 'null')
    OR typeof(entity_id) NOT IN ('text', 'null') OR typeof(before) NOT IN ('text', 'null')
    OR typeof(after) NOT IN ('text', 'null')";

#[derive(QueryableByName)]
struct Odd {
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
    seq: Option<i64>,
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

/// Events of one record that are some of these, after a place.
pub struct News<'n> {
    pub entity: Entity,
    pub entity_id: &'n str,
    pub actions: Vec<&'static str>,
    pub after: i64,
}

/// Those, one more than the limit.
pub fn news(conn: &mut Conn, news: &News<'_>, span: &Span) -> Result<Vec<Row>, ApiError> {
    let rows = of_news(news).limit(i64::from(span.limit) + 1);
    Ok(in_span(rows, span).load(conn)?)
}

/// How many there are, counted up to the cap.
pub fn count_news(conn: &mut Conn, news: &News<'_>) -> Result<(i64, bool), ApiError> {
    capped(conn, || of_news(news))
}

fn of_news<'n>(news: &'n News<'_>) -> Boxed<'n> {
    of_one(news.entity, news.entity_id)
        .filter(events::seq.gt(news.after))
        .filter(events::action.eq_any(&news.actions))
}

/// The newest event of this record that is this action.
pub fn newest_of(
    conn: &mut Conn,
    (entity, entity_id): (Entity, &str),
    action: Action,
) -> Result<Option<Row>, ApiError> {
    let found = of_one(entity, entity_id)
        .filter(events::action.eq(action.as_str()))
        .order(events::seq.desc())
        .first(conn);
    Ok(found.optional()?)
}

/// The first event that must stay for all of the epochs to be whole of which an event is of this instant or later.
pub fn first_since(conn: &mut Conn, at: Instant) -> Result<Option<i64>, ApiError> {
    let since = events::table
        .filter(events::at.ge(at.millis()))
        .select(events::epoch)
        .distinct();
    let epochs: Vec<i64> = since.load(conn)?;
    let first = events::table
        .filter(events::epoch.eq_any(epochs))
        .select(diesel::dsl::min(events::seq));
    Ok(first.first(conn)?)
}

/// The code of the event in this place.
pub fn code_of(conn: &mut Conn, seq: i64) -> Result<Option<String>, ApiError> {
    let code = events::table.find(seq).select(events::mac).first(conn);
    Ok(code.optional()?)
}

/// The places of the events of this record that still hold facts.
pub fn with_facts(conn: &mut Conn, entity_id: &str) -> Result<Vec<i64>, ApiError> {
    let holds = events::before.is_not_null().or(events::after.is_not_null());
    // What the journal says of itself stays.
    let itself = [Entity::Audit, Entity::Key, Entity::Export, Entity::Backup];
    Ok(events::table
        .filter(events::entity_id.eq(entity_id))
        .filter(events::entity.ne_all(itself.map(Entity::as_str)))
        .filter(holds)
        .order(events::seq)
        .select(events::seq)
        .load(conn)?)
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
