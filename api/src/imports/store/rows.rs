//! The fate of every row of a file, and what waits to be written of it.

use std::collections::BTreeSet;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::id::ImportId;
use shared::imports::{ImportTable, RowOutcome};
use shared::instant::Instant;

use crate::db::schema::work::import_rows;
use crate::db::{Backend, Conn, Tx};
use crate::error::ApiError;
use crate::imports::convert::{Head, SourceFacts};
use crate::imports::fate::{Identity, Known};
use crate::imports::plan::Planned;
use crate::insert_all;
use crate::stored::stored;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub struct Row {
    pub batch_id: String,
    pub position: i64,
    pub source_table: String,
    pub source_id: String,
    pub source_created: String,
    pub content_digest: String,
    pub outcome: String,
    pub label: String,
    pub occurred_at: Option<i64>,
    pub source_minor: Option<i64>,
    /// A JSON array of sentences.
    pub reasons: String,
    pub entity_id: Option<String>,
    pub content: Option<String>,
    /// What the old row said, as JSON.
    pub said: Option<String>,
}

pub type Boxed<'q> = import_rows::BoxedQuery<'q, Backend>;

/// Rows that are looked for at once.
pub const CHUNK: i64 = 500;
/// Tables whose rows have an identity of their own.
pub const IDENTIFIED: [&str; 3] = [
    ImportTable::Users.as_str(),
    ImportTable::Jobs.as_str(),
    ImportTable::Expenditures.as_str(),
];
/// The fates of rows that come in.
pub const COMING_IN: [&str; 2] = [RowOutcome::New.as_str(), RowOutcome::Adjusted.as_str()];

diesel::alias!(import_rows as again: Again);

impl Row {
    pub fn of(id: ImportId, planned: &Planned) -> Result<Self, ApiError> {
        let head = &planned.head;
        let said = match head.said.is_empty() {
            true => None,
            false => Some(serde_json::to_string(&head.said).map_err(ApiError::internal)?),
        };
        Ok(Self {
            batch_id: id.to_string(),
            position: planned.position,
            source_table: head.table.to_string(),
            source_id: head.old_id.clone(),
            source_created: head.created.clone(),
            content_digest: head.digest.clone(),
            outcome: planned.outcome.to_string(),
            label: head.label.clone(),
            occurred_at: head.occurred_at.map(Instant::millis),
            source_minor: planned.source_minor,
            reasons: serde_json::to_string(&head.reasons).map_err(ApiError::internal)?,
            entity_id: planned.entity_id.clone(),
            content: planned.content.clone(),
            said,
        })
    }

    /// As a later copy of the same row is compared with it.
    pub fn known(self) -> Result<(Identity, Known), ApiError> {
        let entity_id = self
            .entity_id
            .ok_or_else(|| ApiError::broken("an imported row without its record"))?;
        let said = self.said.as_deref().map(serde_json::from_str).transpose();
        let known = Known {
            digest: self.content_digest,
            entity_id,
            said: said.map_err(ApiError::internal)?,
        };
        let identity = (
            stored(&self.source_table)?,
            self.source_id,
            self.source_created,
        );
        Ok((identity, known))
    }

    /// What it was, for a report that names it again.
    pub fn head(self) -> Result<Head, ApiError> {
        Ok(Head {
            table: stored(&self.source_table)?,
            old_id: self.source_id,
            created: self.source_created,
            digest: self.content_digest,
            said: SourceFacts::new(),
            label: self.label,
            occurred_at: self.occurred_at.map(Instant::from_millis),
            reasons: Vec::new(),
        })
    }
}

pub fn of<'q>(id: ImportId) -> Boxed<'q> {
    import_rows::table
        .filter(import_rows::batch_id.eq(id.to_string()))
        .into_boxed::<Backend>()
}

pub fn insert(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), ApiError> {
    insert_all!(tx.conn, import_rows::table, rows)
}

/// Which of these rows came in with imports that are done.
pub fn known(conn: &mut Conn, table: ImportTable, ids: &[&str]) -> Result<Vec<Row>, ApiError> {
    let done = super::done(conn)?;
    if done.is_empty() {
        return Ok(Vec::new());
    }
    Ok(import_rows::table
        .filter(import_rows::source_table.eq(table.as_str()))
        .filter(import_rows::source_id.eq_any(ids))
        .filter(import_rows::batch_id.eq_any(done))
        .filter(import_rows::outcome.eq_any(COMING_IN))
        .select(Row::as_select())
        .load(conn)?)
}

/// The next rows of these earlier imports that came in and of which this import's file holds nothing.
pub fn missing(
    conn: &mut Conn,
    id: ImportId,
    earlier: &BTreeSet<String>,
    after: Option<&(String, i64)>,
) -> Result<Vec<Row>, ApiError> {
    let found = again
        .filter(again.field(import_rows::batch_id).eq(id.to_string()))
        .filter(
            again
                .field(import_rows::source_table)
                .eq(import_rows::source_table),
        )
        .filter(
            again
                .field(import_rows::source_id)
                .eq(import_rows::source_id),
        )
        .filter(
            again
                .field(import_rows::source_created)
                .eq(import_rows::source_created),
        );
    let mut rows = import_rows::table
        .filter(import_rows::batch_id.eq_any(earlier))
        .filter(import_rows::source_table.eq_any(IDENTIFIED))
        .filter(import_rows::outcome.eq_any(COMING_IN))
        .filter(not(exists(found)))
        .into_boxed::<Backend>();
    if let Some((batch, position)) = after {
        rows = rows.filter(
            import_rows::batch_id.gt(batch).or(import_rows::batch_id
                .eq(batch)
                .and(import_rows::position.gt(position))),
        );
    }
    Ok(rows
        .order((import_rows::batch_id, import_rows::position))
        .limit(CHUNK)
        .select(Row::as_select())
        .load(conn)?)
}

/// Whether some row that is to come in came in with another import since the dry run.
pub fn came_in_meanwhile(conn: &mut Conn, id: ImportId) -> Result<bool, ApiError> {
    let done = super::done(conn)?;
    let earlier = again
        .filter(
            again
                .field(import_rows::source_table)
                .eq(import_rows::source_table),
        )
        .filter(
            again
                .field(import_rows::source_id)
                .eq(import_rows::source_id),
        )
        .filter(
            again
                .field(import_rows::source_created)
                .eq(import_rows::source_created),
        )
        .filter(again.field(import_rows::batch_id).eq_any(done))
        .filter(again.field(import_rows::outcome).eq_any(COMING_IN));
    let found: Option<i64> = of(id)
        .filter(import_rows::source_table.eq_any(IDENTIFIED))
        .filter(import_rows::outcome.eq_any(COMING_IN))
        .filter(exists(earlier))
        .select(import_rows::position)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The old ids of the file's users with their records here.
pub fn users(conn: &mut Conn, id: ImportId) -> Result<Vec<(String, Option<String>)>, ApiError> {
    Ok(of(id)
        .filter(import_rows::source_table.eq(ImportTable::Users.as_str()))
        .select((import_rows::source_id, import_rows::entity_id))
        .load(conn)?)
}

/// When and where the rows of a table stand that hold something to be written: in the order of their dates, the old id
/// deciding between equal ones.
pub fn by_date(conn: &mut Conn, id: ImportId, table: ImportTable) -> Result<Vec<i64>, ApiError> {
    let mut places: Vec<(Option<i64>, i64)> = staged(id, table)
        .select((import_rows::occurred_at, import_rows::position))
        .load(conn)?;
    places.sort_unstable();
    Ok(places.into_iter().map(|(_at, position)| position).collect())
}

/// Rows at these places, in the order of the places.
pub fn at(conn: &mut Conn, id: ImportId, places: &[i64]) -> Result<Vec<Row>, ApiError> {
    let rows: Vec<Row> = of(id)
        .filter(import_rows::position.eq_any(places))
        .select(Row::as_select())
        .load(conn)?;
    let mut by_place: std::collections::HashMap<i64, Row> =
        rows.into_iter().map(|row| (row.position, row)).collect();
    places
        .iter()
        .map(|place| {
            by_place
                .remove(place)
                .ok_or_else(|| ApiError::broken("a row of an import is gone"))
        })
        .collect()
}

fn staged<'q>(id: ImportId, table: ImportTable) -> Boxed<'q> {
    of(id)
        .filter(import_rows::source_table.eq(table.as_str()))
        .filter(import_rows::content.is_not_null())
}
