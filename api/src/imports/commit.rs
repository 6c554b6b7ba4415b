//! The yes: everything that the dry run said comes in. It is written beside the books by parts that nobody sees; one last
//! transaction puts all of it into them in few statements, or nothing.

use std::time::Instant;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::ImportId;
use shared::imports::{ImportReport, ImportStatus, ImportTable};
use shared::operations::OperationKind;

use super::reconcile;
use super::records::{self, Authors};
use super::store::rows;
use super::store::{self, Batch};
use crate::audit::{self, Change};
use crate::db::{Conn, Db, Tx};
use crate::error::ApiError;
use crate::settings;
use crate::work::{self, Halt, Order, Work};

/// Records staged in one transaction: others wait for no longer than that.
const STAGED_AT_ONCE: usize = 50;

/// Where the rows stand that come in, in the order in which they do.
struct Places {
    users: Vec<i64>,
    jobs: Vec<i64>,
    expenditures: Vec<i64>,
}

impl Places {
    fn of(conn: &mut Conn, id: ImportId) -> Result<Self, ApiError> {
        Ok(Self {
            users: rows::by_date(conn, id, ImportTable::Users)?,
            jobs: rows::by_date(conn, id, ImportTable::Jobs)?,
            expenditures: rows::by_date(conn, id, ImportTable::Expenditures)?,
        })
    }

    /// What is still to be staged when so much is done: at most so many jobs or expenditures, never both.
    fn next(&self, done: usize, most: usize) -> Option<(ImportTable, &[i64])> {
        let part = |places: &'_ [i64], from: usize| -> std::ops::Range<usize> {
            from..places.len().min(from + most)
        };
        let jobs = part(&self.jobs, done);
        if let Some(jobs) = self.jobs.get(jobs).filter(|jobs| !jobs.is_empty()) {
            return Some((ImportTable::Jobs, jobs));
        }
        let spent = part(&self.expenditures, done.saturating_sub(self.jobs.len()));
        let spent = self.expenditures.get(spent)?;
        (!spent.is_empty()).then_some((ImportTable::Expenditures, spent))
    }

    fn rows(&self) -> usize {
        self.users.len() + self.jobs.len() + self.expenditures.len()
    }
}

/// Problem `wrong_state` when it is not to be written, when another import brought in the same rows meanwhile, or when the
/// shop's currency or calendar is another than at the dry run.
pub fn commit(db: &Db, id: ImportId, work: &Work) -> Result<(), Halt> {
    let (places, authors) = db.read_blocking(|conn| {
        let batch = store::find(conn, id)?;
        refuse_other_shop(conn, &batch)?;
        if rows::came_in_meanwhile(conn, id)? {
            let detail =
                "Another import brought in some of these rows meanwhile. Send the file again.";
            return Err(ApiError::wrong_state(detail));
        }
        Ok((Places::of(conn, id)?, Authors::of_import(conn, id)?))
    })?;
    let total = i64::try_from(places.rows()).map_err(ApiError::internal)?;
    work.counts(work.done(), total);
    let id_text = id.to_string();
    while let Some((table, part)) = places.next(done(work), STAGED_AT_ONCE) {
        work.did(part.len());
        work.step(|tx| {
            let rows = rows::at(tx.conn, id, part)?;
            match table {
                ImportTable::Jobs => records::stage_jobs(tx, &id_text, &rows, &authors),
                _ => records::stage_expenditures(tx, &id_text, &rows, &authors),
            }
        })?;
    }
    let begun = Instant::now();
    work.finish(|tx| show(tx, id, &places))?;
    log::info!(
        "import {id} is in the books; others waited {} ms for its last transaction",
        begun.elapsed().as_millis()
    );
    Ok(())
}

/// Takes back what was staged.
pub fn withdraw(id: ImportId, work: &Work) -> Result<(), ApiError> {
    let id = id.to_string();
    while work
        .undo(|tx| records::withdraw(tx, &id))?
        .is_some_and(|gone| gone > 0)
    {}
    Ok(())
}

fn done(work: &Work) -> usize {
    usize::try_from(work.done()).unwrap_or(0)
}

/// The last transaction. What was staged goes afterwards, by and by.
fn show(tx: &mut Tx<'_>, id: ImportId, places: &Places) -> Result<(), ApiError> {
    let batch = store::find(tx.conn, id)?;
    let report: ImportReport = match &batch.report {
        Some(report) => serde_json::from_str(report).map_err(ApiError::internal)?,
        None => return Err(ApiError::broken("an import without its report")),
    };
    refuse_other_shop(tx.conn, &batch)?;
    if !store::move_on(tx, id, (ImportStatus::Importing, ImportStatus::Done))? {
        return Err(ApiError::wrong_state("This import is not being written."));
    }
    let before = reconcile::totals(tx.conn)?;
    let id_text = id.to_string();
    let users = rows::at(tx.conn, id, &places.users)?;
    records::users(tx, &id_text, &users)?;
    records::show(tx, &id_text)?;
    let after = reconcile::totals(tx.conn)?;
    reconcile::check(&report, before, after)?;
    let order = Order {
        kind: OperationKind::ImportForget,
        subject: id_text.clone(),
        only: None,
    };
    work::begin(tx, order)?;
    let change = Change {
        action: Action::ImportCommitted,
        entity: Entity::Import,
        entity_id: id_text,
        before: None,
        after: Some(json!({
            "source_digest": batch.source_digest,
            "time_zone": batch.time_zone,
            "tables": report.tables,
        })),
    };
    audit::record(tx, &change)
}

/// Amounts and days were reckoned by the shop's settings of the dry run: kobo must not become yen. Problem `wrong_state`.
pub fn refuse_other_shop(conn: &mut Conn, batch: &Batch) -> Result<(), ApiError> {
    let settings = settings::read(conn)?;
    let currency = settings.currency.to_string();
    let changed = if batch.shop_currency != Some(currency) {
        "currency"
    } else if batch.shop_time_zone != Some(settings.time_zone) {
        "time zone"
    } else {
        return Ok(());
    };
    Err(ApiError::wrong_state(format!(
        "The {changed} changed since the dry run. Start the import again."
    )))
}
