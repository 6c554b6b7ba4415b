//! The dry run: the file is read and reckoned part by part, and the fate of every row is written beside the books, not into them.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use shared::id::ImportId;
use shared::imports::{ImportStatus, ImportTable};
use shared::problem::ProblemCode;
use shared::settings::Settings;

use super::cleanup;
use super::convert::{self, Names, Reading};
use super::fate::Present;
use super::plan::{self, Places, Planned, Planner};
use super::source::{Books, Unreadable};
use super::store::{self, Reckoned, rows};
use crate::calendar::Zone;
use crate::db::Db;
use crate::error::ApiError;
use crate::settings;
use crate::users;
use crate::work::{Halt, Work};

/// Rows of the file that are read and reckoned at once.
const READ_AT_ONCE: usize = 500;
/// Rows written in one transaction: others wait for no longer than that.
const STAGED_AT_ONCE: usize = 250;

/// A file to be read, and how.
pub struct Source<'s> {
    pub path: &'s Path,
    /// How its content is opened: as an upload of ours, or as a file that the old application may be using.
    pub read: fn(&Path, &super::source::Stop) -> Result<Books, Unreadable>,
    /// Whether it goes when it is read.
    pub is_ours: bool,
    pub zone: Zone,
    pub zone_name: &'s str,
    pub bytes: u64,
    /// What is to be known of the file itself.
    pub warnings: Vec<String>,
}

/// The reading at hand.
struct Dry<'d> {
    db: &'d Db,
    work: &'d Work,
    id: ImportId,
    books: Books,
    reading: Reading,
    /// Old ids of the file's users.
    authors: HashSet<String>,
    planner: Planner,
    names: Names,
    /// Imports of which the file holds rows again: it is another copy of the same books.
    copies_of: BTreeSet<String>,
}

/// Reads, reckons and writes the report; blocks. Problems: `malformed`, `too_large`, `timeout`.
pub fn analyse(db: &Db, id: ImportId, source: &Source<'_>, work: &Work) -> Result<(), Halt> {
    // What an earlier attempt may have left.
    super::cleanup::remove_rows(work, id)?;
    let books = (source.read)(source.path, &work.stop).map_err(|why| halt(work, why))?;
    work.counts(0, i64::try_from(books.rows()).map_err(ApiError::internal)?);
    let (reading, shop) = db.read_blocking(|conn| {
        let shop = settings::shop(conn)?;
        let reading = Reading {
            source_zone: source.zone.clone(),
            today: shop.zone.day_of(db.now())?,
            shop_zone: shop.zone,
            currency: shop.currency,
        };
        Ok((reading, settings::read(conn)?))
    })?;
    let taken = db.read_blocking(users::names_taken)?;
    let places = Places::of(
        books.users.len(),
        books.job_count(),
        books.item_count(),
        books.expenditure_count(),
    )?;
    let mut dry = Dry {
        db,
        work,
        id,
        authors: books.users.iter().map(|user| user.id.shown()).collect(),
        books,
        reading,
        planner: Planner::new(taken, places, db.now()),
        names: Names::default(),
        copies_of: BTreeSet::new(),
    };
    dry.users()?;
    dry.jobs()?;
    dry.orphans()?;
    dry.expenditures()?;
    dry.vanished()?;
    dry.report(source, shop)
}

impl Dry<'_> {
    fn users(&mut self) -> Result<(), Halt> {
        let (books, work) = (&self.books, self.work);
        let published =
            convert::published_passwords(&books.users, || work.is_stopped(), || work.did(1));
        let Some(published) = published else {
            return Err(stopped(work));
        };
        let users = convert::users(&books.users, &published);
        let present = self.known(ImportTable::Users, users.iter().map(|user| &user.head))?;
        for user in users {
            self.planner.user(user, &present)?;
        }
        // Their passwords are what takes long, and are counted.
        self.stage(|_row| 0)
    }

    fn jobs(&mut self) -> Result<(), Halt> {
        for from in (0..self.books.job_count()).step_by(READ_AT_ONCE) {
            let work = self.work;
            let found = self.books.jobs(from, READ_AT_ONCE);
            let found = found.map_err(|why| halt(work, why))?;
            let mut jobs = Vec::with_capacity(found.len());
            for found in &found {
                self.names.add(&found.job);
                jobs.push(convert::job(found, &self.reading, &self.authors));
            }
            let present = self.known(ImportTable::Jobs, jobs.iter().map(|job| &job.row.head))?;
            for job in jobs {
                self.planner.job(job, &present)?;
            }
            self.stage(|_row| 1)?;
        }
        Ok(())
    }

    fn orphans(&mut self) -> Result<(), Halt> {
        let mut from = 0;
        while from < self.books.item_count() {
            let found = self.books.orphans(from, READ_AT_ONCE);
            let (items, next) = found.map_err(|why| halt(self.work, why))?;
            from = next;
            for item in &items {
                self.planner.orphan(convert::orphan(item, &self.reading));
            }
            self.stage(|_row| 1)?;
        }
        Ok(())
    }

    fn expenditures(&mut self) -> Result<(), Halt> {
        for from in (0..self.books.expenditure_count()).step_by(READ_AT_ONCE) {
            let found = self.books.expenditures(from, READ_AT_ONCE);
            let found = found.map_err(|why| halt(self.work, why))?;
            let mut rows = Vec::with_capacity(found.len());
            for (old, is_first) in &found {
                rows.push(convert::expenditure(
                    old,
                    &self.reading,
                    &self.authors,
                    *is_first,
                ));
            }
            let heads = rows.iter().map(|row| &row.row.head);
            let present = self.known(ImportTable::Expenditures, heads)?;
            for row in rows {
                self.planner.expenditure(row, &present)?;
            }
            self.stage(|_row| 1)?;
        }
        Ok(())
    }

    /// What came in earlier and is not in the file. Asked when all that is in it stands beside the books.
    fn vanished(&mut self) -> Result<(), Halt> {
        let mut after = None;
        loop {
            let missing = self.db.read_blocking(|conn| {
                rows::missing(conn, self.id, &self.copies_of, after.as_ref())
            })?;
            if missing.is_empty() {
                return Ok(());
            }
            for row in missing {
                after = Some((row.batch_id.clone(), row.position));
                let entity_id = row.entity_id.clone();
                self.planner.vanished(row.head()?, entity_id);
            }
            self.stage(|_row| 0)?;
        }
    }

    fn report(self, source: &Source<'_>, shop: Settings) -> Result<(), Halt> {
        let file = plan::File {
            bytes: source.bytes,
            time_zone: source.zone_name.to_owned(),
            warnings: source.warnings.clone(),
        };
        let report = self
            .planner
            .report(file, &self.names, self.reading.currency)?;
        let reckoned = Reckoned {
            report: serde_json::to_string(&report).map_err(ApiError::internal)?,
            shop_currency: shop.currency.to_string(),
            shop_time_zone: shop.time_zone,
        };
        let count = i64::try_from(self.books.rows()).map_err(ApiError::internal)?;
        if source.is_ours {
            // First: whoever is next finds the room that it took.
            cleanup::remove_upload(source.path)?;
        }
        self.work.finish(|tx| {
            store::set_report(tx, self.id, &reckoned, count)?;
            let on = (ImportStatus::Analysing, ImportStatus::Ready);
            match store::move_on(tx, self.id, on)? {
                true => Ok(()),
                false => Err(ApiError::wrong_state("This import was discarded.")),
            }
        })
    }

    /// Which of these rows came in earlier.
    fn known<'h>(
        &mut self,
        table: ImportTable,
        heads: impl Iterator<Item = &'h convert::Head>,
    ) -> Result<Present, ApiError> {
        let ids: Vec<&str> = heads.map(|head| head.old_id.as_str()).collect();
        let known = self
            .db
            .read_blocking(|conn| rows::known(conn, table, &ids))?;
        for known in &known {
            self.copies_of.insert(known.batch_id.clone());
        }
        known.into_iter().map(rows::Row::known).collect()
    }

    /// Writes what is planned; `counted` says how much of the progress a row is.
    fn stage(&mut self, counted: impl Fn(&Planned) -> usize) -> Result<(), Halt> {
        let planned = std::mem::take(&mut self.planner.rows);
        for chunk in planned.chunks(STAGED_AT_ONCE) {
            let staged = chunk
                .iter()
                .map(|row| rows::Row::of(self.id, row))
                .collect::<Result<Vec<_>, _>>()?;
            self.work.did(chunk.iter().map(&counted).sum());
            self.work.step(|tx| rows::insert(tx, &staged))?;
        }
        Ok(())
    }
}

/// A reading that somebody stopped did not fail.
fn halt(work: &Work, why: Unreadable) -> Halt {
    match why {
        Unreadable::TooSlow if work.is_stopped() => stopped(work),
        other => Halt::Failed(other.into()),
    }
}

fn stopped(work: &Work) -> Halt {
    match work.is_leaving() {
        true => Halt::Stopped,
        false => Halt::Cancelled,
    }
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
