//! The books of a file, row by row: only the places of its rows are held, so that any number of them takes little memory.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use rusqlite::Connection;

use super::tables::{self, Places, ROWS_MAX};
use super::{Clock, OldExpenditure, OldItem, OldJob, OldUser, Unreadable};

/// An open file.
pub struct Books {
    conn: Connection,
    clock: Clock,
    pub users: Vec<OldUser>,
    jobs: Places,
    /// Where each item stands, by a hash of its job's id.
    items: Vec<(u64, i64)>,
    expenditures: Places,
    hasher: RandomState,
    /// Hashes of the jobs' ids that were read.
    seen: HashSet<u64>,
    seen_expenditures: HashSet<u64>,
}

/// A job and what it consists of, in the order of the items' ids.
pub struct JobWithItems {
    pub job: OldJob,
    pub items: Vec<OldItem>,
    /// Whether no job before it has its id.
    pub is_first: bool,
}

impl Books {
    /// Problems: a table or column that is missing, too many rows.
    pub(super) fn open(conn: Connection, clock: Clock) -> Result<Self, Unreadable> {
        tables::check(&conn)?;
        let hasher = RandomState::new();
        let users = tables::users(&conn)?;
        clock.restart();
        let left = ROWS_MAX.saturating_sub(users.len());
        let jobs = tables::places(&conn, "jobs", left)?;
        clock.restart();
        let left = left.saturating_sub(jobs.len());
        let hash = |id: &str| hasher.hash_one(id);
        let items = tables::items_by_job(&conn, left, hash)?;
        clock.restart();
        let left = left.saturating_sub(items.len());
        let expenditures = tables::places(&conn, "expenditures", left)?;
        Ok(Self {
            conn,
            clock,
            users,
            jobs,
            items,
            expenditures,
            hasher,
            seen: HashSet::new(),
            seen_expenditures: HashSet::new(),
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.users.len() + self.jobs.len() + self.items.len() + self.expenditures.len()
    }

    pub fn job_count(&self) -> usize {
        self.jobs.len()
    }

    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    pub fn expenditure_count(&self) -> usize {
        self.expenditures.len()
    }

    /// Up to so many jobs from this place in the order of their ids. To be asked once for each.
    pub fn jobs(&mut self, from: usize, most: usize) -> Result<Vec<JobWithItems>, Unreadable> {
        self.clock.restart();
        let places = part(&self.jobs, from, most);
        let jobs = tables::jobs(&self.conn, places)?;
        let mut found = Vec::with_capacity(jobs.len());
        for job in jobs {
            let id = job.id.shown();
            let hash = self.hasher.hash_one(&id);
            let is_first = self.seen.insert(hash);
            let items = match is_first {
                true => self.items_of(hash, &id)?,
                false => Vec::new(),
            };
            found.push(JobWithItems {
                job,
                items,
                is_first,
            });
        }
        Ok(found)
    }

    fn items_of(&self, hash: u64, id: &str) -> Result<Vec<OldItem>, Unreadable> {
        let first = self.items.partition_point(|(job, _)| *job < hash);
        let places = self.items.iter().skip(first);
        let places: Vec<i64> = places
            .take_while(|(job, _)| *job == hash)
            .map(|(_, place)| *place)
            .collect();
        let mut items = tables::items(&self.conn, &places)?;
        items.retain(|item| item.job_id.shown() == id);
        Ok(items)
    }

    /// Up to so many items, from this place among them, whose job is not in the file, and the place after them. To be asked
    /// when all jobs are read.
    pub fn orphans(&self, from: usize, most: usize) -> Result<(Vec<OldItem>, usize), Unreadable> {
        self.clock.restart();
        let mut places = Vec::new();
        let mut next = from;
        for (job, place) in self.items.iter().skip(from) {
            if places.len() == most {
                break;
            }
            next += 1;
            if !self.seen.contains(job) {
                places.push(*place);
            }
        }
        Ok((tables::items(&self.conn, &places)?, next))
    }

    /// Up to so many expenditures from this place in the order of their ids, and whether none before has its id. To be asked
    /// once for each.
    pub fn expenditures(
        &mut self,
        from: usize,
        most: usize,
    ) -> Result<Vec<(OldExpenditure, bool)>, Unreadable> {
        self.clock.restart();
        let rows = tables::expenditures(&self.conn, part(&self.expenditures, from, most))?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let hash = self.hasher.hash_one(row.id.shown());
                let is_first = self.seen_expenditures.insert(hash);
                (row, is_first)
            })
            .collect())
    }
}

fn part(places: &[i64], from: usize, most: usize) -> &[i64] {
    let until = places.len().min(from.saturating_add(most));
    places.get(from..until).unwrap_or_default()
}
