//! The life that every record of the books shares: it is added, shown, changed, moved to the trash and brought back, and each
//! change checks the revision that was seen, moves the sums of the ledger and leaves its event, in its own transaction. A kind
//! of record brings its columns, what its reader sees, and its own rules.

mod columns;
mod exported;
mod listed;
mod routes;
mod rows;
mod trash;

pub use columns::{Columns, Trashed};
pub use exported::{Exported, Whole, between, each, exporting, in_words};
pub use listed::{Listed, page, summary, total};
pub use routes::operations;
pub use trash::{restore, trash};

use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;
use shared::audit::{Action, Entity, HistoryEntry, HistoryQuery};
use shared::id::UserId;
use shared::page::Page;
use shared::permission::{Needs, Permission};
use shared::problem::FieldError;
use utoipa::ToSchema;

use crate::audit::{self, Change};
use crate::db::{Actor, Conn, Tx, search};
use crate::error::ApiError;
use crate::http::conditional::{Revised, Seen};
use crate::ledger::{self, Posting};
use crate::paging::Cursors;

/// What a kind of record is called, and the events of its life.
pub struct Kind {
    pub entity: Entity,
    /// With its article: “a job”.
    pub one: &'static str,
    /// “jobs”, also in addresses.
    pub many: &'static str,
    pub created: Action,
    pub deleted: Action,
    pub restored: Action,
    /// Moves any record to the trash, also another's.
    pub delete: Permission,
}

impl Kind {
    /// “job”
    pub const fn name(&self) -> &'static str {
        self.entity.as_str()
    }
}

/// A record as its tables keep it.
pub trait Record: Clone + PartialEq + Sized + 'static {
    type Id: Copy + Display + FromStr<Err: Display> + ToSchema + Send + 'static;
    type Row: Columns;
    /// As the API shows it.
    type Shown: Revised + ToSchema + Send + 'static;

    type Read: Needs + 'static;
    /// Moves to the trash what oneself has just recorded.
    type Undo: Needs + 'static;
    type Restore: Needs + 'static;

    const KIND: Kind;

    /// Problem `not_found`.
    fn read(conn: &mut Conn, id: Self::Id) -> Result<Self, ApiError>;
    fn row(&self) -> &Self::Row;
    fn row_mut(&mut self) -> &mut Self::Row;

    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), ApiError>;
    /// Puts it in the place of the revision before.
    fn replace(&self, tx: &mut Tx<'_>, before: &Self) -> Result<(), ApiError>;

    /// What the journal keeps: the facts a person would compare, by the names that the history shows.
    fn facts(&self) -> Value;
    /// The texts by whose words it is found.
    fn texts(&self) -> Vec<&str>;
    /// What it contributes to the ledger while it is not in the trash, or with -1 takes back.
    fn postings(&self, _sign: i64) -> Result<Vec<Posting>, ApiError> {
        Ok(Vec::new())
    }
    /// What else follows from its change; `before` is none for a new one.
    fn follow(&self, _tx: &mut Tx<'_>, _before: Option<&Self>) -> Result<(), ApiError> {
        Ok(())
    }

    /// The records with these ids, in the order of the ids; one that is not there is left out.
    fn shown(conn: &mut Conn, ids: &[Self::Id]) -> Result<Vec<Self::Shown>, ApiError>;
    fn author(shown: &Self::Shown) -> UserId;
}

/// One record as the API shows it, in the trash or not. Problem `not_found`, also when the actor may not know of it.
pub fn find<R: Record>(conn: &mut Conn, actor: &Actor, id: R::Id) -> Result<R::Shown, ApiError> {
    let shown = R::shown(conn, &[id])?.pop();
    shown
        .filter(|one| actor.may_know_of(&R::author(one).to_string()))
        .ok_or_else(ApiError::not_found)
}

/// One page of what happened to a record. Problem `not_found`, also when the actor may not know of it.
pub fn history<R: Record>(
    conn: &mut Conn,
    cursors: &Cursors,
    actor: &Actor,
    id: R::Id,
    query: &HistoryQuery,
) -> Result<Page<HistoryEntry>, ApiError> {
    find::<R>(conn, actor, id)?;
    audit::of_record(conn, cursors, (R::KIND.entity, &id.to_string()), query)
}

/// The id that was given, if no record has it: problem `taken`.
pub fn free<R: Record>(conn: &mut Conn, id: R::Id) -> Result<R::Id, ApiError> {
    if R::shown(conn, &[id])?.is_empty() {
        return Ok(id);
    }
    // Its article begins the sentence: “An expenditure with …”.
    let one = R::KIND.one.replacen('a', "A", 1);
    let detail = format!("{one} with this id exists.");
    let error = FieldError::duplicate("#/id", &detail);
    Err(ApiError::taken(detail, vec![error]))
}

/// A record to be changed, unless it lies in the trash. Problems: `not_found`, also when the actor may not know of it;
/// `stale`; `wrong_state`.
pub fn load<R: Record>(tx: &mut Tx<'_>, id: R::Id, seen: &Seen) -> Result<R, ApiError> {
    let record = load_any::<R>(tx, id, seen)?;
    match record.row().trashed() {
        Some(_) => Err(ApiError::wrong_state(format!(
            "This {} is in the trash. Restore it first.",
            R::KIND.name()
        ))),
        None => Ok(record),
    }
}

/// The same, in the trash or not.
fn load_any<R: Record>(tx: &mut Tx<'_>, id: R::Id, seen: &Seen) -> Result<R, ApiError> {
    let record = R::read(tx.conn, id)?;
    let row = record.row();
    if !tx.actor.may_know_of(row.created_by()) {
        return Err(ApiError::not_found());
    }
    let entity = (R::KIND.entity, row.id());
    audit::check_seen(tx.conn, entity, (row.updated_at(), row.rev()), seen)?;
    Ok(record)
}

/// Puts a new record into the books.
pub fn add<R: Record>(tx: &mut Tx<'_>, record: &R, id: R::Id) -> Result<R::Shown, ApiError> {
    record.insert(tx)?;
    let words = (record.row().id(), record.texts());
    search::add(tx, R::KIND.name(), std::iter::once(words))?;
    settle(tx, R::KIND.created, None, record)?;
    shown::<R>(tx.conn, id)
}

/// Puts a record in the place of what it was, one revision on; nothing happens when nothing differs.
pub fn save<R: Record>(
    tx: &mut Tx<'_>,
    action: Action,
    (id, before): (R::Id, &R),
    mut after: R,
) -> Result<R::Shown, ApiError> {
    if after != *before {
        after.row_mut().revise(tx.now, before.row().rev() + 1);
        after.replace(tx, before)?;
        if after.texts() != before.texts() {
            search::index(tx, R::KIND.name(), after.row().id(), &after.texts())?;
        }
        settle(tx, action, Some(before), &after)?;
    }
    shown::<R>(tx.conn, id)
}

fn shown<R: Record>(conn: &mut Conn, id: R::Id) -> Result<R::Shown, ApiError> {
    let shown = R::shown(conn, &[id])?.pop();
    shown.ok_or_else(|| ApiError::broken("a record that was just saved is not there"))
}

/// All that a change entails.
fn settle<R: Record>(
    tx: &mut Tx<'_>,
    action: Action,
    before: Option<&R>,
    after: &R,
) -> Result<(), ApiError> {
    let mut postings = Vec::new();
    for (record, sign) in before
        .map(|before| (before, -1))
        .into_iter()
        .chain([(after, 1)])
    {
        if record.row().trashed().is_none() {
            postings.extend(record.postings(sign)?);
        }
    }
    ledger::post(tx, &postings)?;
    after.follow(tx, before)?;
    let change = Change {
        action,
        entity: R::KIND.entity,
        entity_id: after.row().id().to_owned(),
        before: before.map(R::facts),
        after: Some(after.facts()),
    };
    audit::record(tx, &change)
}
