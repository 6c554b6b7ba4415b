//! The dry run: the file is read and reckoned, and the fate of every row is written beside the books, not into them.

use std::collections::HashMap;
use std::path::Path;

use shared::id::ImportId;
use shared::imports::{ImportStatus, ImportTable};
use shared::problem::ProblemCode;
use shared::settings::Settings;

use super::convert::{self, Reading};
use super::plan::{self, Known, Plan, Planned, Present};
use super::running::Work;
use super::source::{Books, Unreadable};
use super::store::{self, Reckoned, Row};
use crate::calendar::Zone;
use crate::db::{Actor, Conn, Db};
use crate::error::ApiError;
use crate::settings;
use crate::stored::stored;
use crate::users;

/// Rows written in one transaction: others wait for no longer than that.
const STAGED_AT_ONCE: usize = 2_000;

/// A file to be read, and how.
pub struct Source<'s> {
    pub path: &'s Path,
    /// How its content is opened: as an upload of ours, or as a file that the old application may be using.
    pub read: fn(&Path, &super::source::Stop) -> Result<Books, Unreadable>,
    pub zone: Zone,
    pub zone_name: &'s str,
    pub bytes: u64,
}

/// Reads, reckons and writes the report; blocks. Problems: `malformed`, `too_large`, `timeout`, `wrong_state` (discarded).
pub fn analyse(
    db: &Db,
    actor: &Actor,
    id: ImportId,
    source: &Source<'_>,
    work: &Work,
) -> Result<(), ApiError> {
    let books = (source.read)(source.path, &work.stop)?;
    work.begin(books.rows());
    let (plan, shop) = reckon(db, &books, source, work)?;
    for (chunk, first) in plan.rows.chunks(STAGED_AT_ONCE).zip(positions()) {
        if work.is_stopped() {
            return Err(discarded());
        }
        let rows = (first..)
            .zip(chunk)
            .map(|(position, row)| stage(id, position, row))
            .collect::<Result<Vec<_>, _>>()?;
        db.write_blocking(actor, |tx| store::insert_rows(tx, &rows))?;
        let is_left = |row: &&Planned| row.head.table != ImportTable::Users;
        work.did(chunk.iter().filter(is_left).count());
    }
    let reckoned = Reckoned {
        report: serde_json::to_string(&plan.report).map_err(ApiError::internal)?,
        shop_currency: shop.currency.to_string(),
        shop_time_zone: shop.time_zone,
    };
    let count = i64::try_from(plan.rows.len()).map_err(ApiError::internal)?;
    db.write_blocking(actor, |tx| {
        store::set_report(tx, id, &reckoned)?;
        store::progress(tx, id, count, count)?;
        match store::move_on(tx, id, (ImportStatus::Analysing, ImportStatus::Ready))? {
            true => Ok(()),
            false => Err(discarded()),
        }
    })
}

/// What becomes of the rows, by the shop's settings of this moment.
fn reckon(
    db: &Db,
    books: &Books,
    source: &Source<'_>,
    work: &Work,
) -> Result<(Plan, Settings), ApiError> {
    let published =
        convert::published_passwords(&books.users, || work.is_stopped(), || work.did(1))
            .ok_or_else(discarded)?;
    let now = db.now();
    db.read_blocking(|conn| {
        let shop = settings::shop(conn)?;
        let reading = Reading {
            source_zone: source.zone.clone(),
            today: shop.zone.day_of(now)?,
            shop_zone: shop.zone,
            currency: shop.currency,
        };
        let ledger = convert::convert(books, &reading, &published);
        let present = Present {
            rows: known(conn)?,
            usernames: users::names_taken(conn)?,
            now,
        };
        let file = plan::File {
            bytes: source.bytes,
            time_zone: source.zone_name.to_owned(),
        };
        let plan = plan::plan(ledger, file, shop.currency, &present)?;
        Ok((plan, settings::read(conn)?))
    })
}

/// What came in with earlier imports, by identity.
pub fn known(conn: &mut Conn) -> Result<HashMap<plan::Identity, Known>, ApiError> {
    let rows = store::known(conn)?;
    rows.into_iter()
        .map(|(table, old_id, created, digest, entity_id)| {
            let entity_id =
                entity_id.ok_or_else(|| ApiError::broken("an imported row without its record"))?;
            let identity = (stored(&table)?, old_id, created);
            Ok((identity, Known { digest, entity_id }))
        })
        .collect()
}

fn stage(id: ImportId, position: i64, row: &Planned) -> Result<Row, ApiError> {
    let head = &row.head;
    Ok(Row {
        batch_id: id.to_string(),
        position,
        source_table: head.table.to_string(),
        source_id: head.old_id.clone(),
        source_created: head.created.clone(),
        content_digest: head.digest.clone(),
        outcome: row.outcome.to_string(),
        label: head.label.clone(),
        occurred_at: head.occurred_at.map(|at| at.millis()),
        source_minor: row.source_minor,
        reasons: serde_json::to_string(&head.reasons).map_err(ApiError::internal)?,
        entity_id: row.entity_id.clone(),
        content: row.content.clone(),
    })
}

/// The place in the report at which each chunk begins.
fn positions() -> impl Iterator<Item = i64> {
    (1..).step_by(STAGED_AT_ONCE)
}

fn discarded() -> ApiError {
    ApiError::wrong_state("This import was discarded.")
}

impl From<Unreadable> for ApiError {
    fn from(why: Unreadable) -> Self {
        let code = match why {
            Unreadable::TooLarge | Unreadable::TooManyRows(_) => ProblemCode::TooLarge,
            Unreadable::TooSlow => ProblemCode::Timeout,
            Unreadable::InUse => ProblemCode::WrongState,
            _ => ProblemCode::Malformed,
        };
        Self::new(code, why.to_string())
    }
}
