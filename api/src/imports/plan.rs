//! The fate of every row, given what came in earlier; and the report of it. Nothing is written here.

use std::collections::HashSet;

use serde::Serialize;
use shared::currency::Currency;
use shared::expenditures::ExpenditureId;
use shared::field;
use shared::id::{JobId, UserId};
use shared::imports::{ImportReport, ImportTable, RenamedUser, RowOutcome};
use shared::instant::Instant;

use super::convert::{Converted, Head, Names, NewUser, OldExpenditure, OldJob, OldLine};
use super::counts::Counts;
use super::fate::{Present, adjusted, fate, fate_of_line};
use crate::error::ApiError;
use crate::keyring::random_bytes;
use crate::users;

/// One row with its fate.
pub struct Planned {
    /// Its place in the report, from 1.
    pub position: i64,
    pub head: Head,
    pub outcome: RowOutcome,
    pub source_minor: Option<i64>,
    /// The record it is or will be.
    pub entity_id: Option<String>,
    /// What will be written, as JSON.
    pub content: Option<String>,
}

/// What a report says of the file itself.
pub struct File {
    pub bytes: u64,
    pub time_zone: String,
    pub warnings: Vec<String>,
}

/// Plans part after part; its rows are taken from it after each one.
pub struct Planner {
    now: Instant,
    /// Names of users, folded.
    taken: HashSet<String>,
    pub rows: Vec<Planned>,
    places: Places,
    counts: Counts,
    renamed: Vec<RenamedUser>,
    without_password: Vec<String>,
}

/// Where the next row of a table stands in the report: users, jobs, lines, expenditures, and what is no longer there.
pub struct Places {
    users: i64,
    jobs: i64,
    lines: i64,
    expenditures: i64,
    vanished: i64,
}

impl Places {
    pub fn of(
        users: usize,
        jobs: usize,
        lines: usize,
        expenditures: usize,
    ) -> Result<Self, ApiError> {
        let count = |rows: usize| i64::try_from(rows).map_err(ApiError::internal);
        let jobs_from = 1 + count(users)?;
        let lines_from = jobs_from + count(jobs)?;
        let expenditures_from = lines_from + count(lines)?;
        Ok(Self {
            users: 1,
            jobs: jobs_from,
            lines: lines_from,
            expenditures: expenditures_from,
            vanished: expenditures_from + count(expenditures)?,
        })
    }

    fn next(place: &mut i64) -> i64 {
        *place += 1;
        *place - 1
    }
}

impl Planner {
    pub fn new(usernames: HashSet<String>, places: Places, now: Instant) -> Self {
        Self {
            now,
            taken: usernames,
            rows: Vec::new(),
            places,
            counts: Counts::default(),
            renamed: Vec::new(),
            without_password: Vec::new(),
        }
    }

    /// Problem `too_large` when a month's sum cannot be told.
    pub fn report(
        self,
        file: File,
        names: &Names,
        currency: Currency,
    ) -> Result<ImportReport, ApiError> {
        Ok(ImportReport {
            time_zone: file.time_zone,
            bytes: file.bytes,
            names: length(names.spellings()),
            customers: length(names.customers()),
            renamed: self.renamed,
            tables: self.counts.tables(),
            sums: self.counts.sums(currency)?,
            users_without_password: self.without_password,
            warnings: file.warnings,
        })
    }

    pub fn user(&mut self, user: Converted<NewUser>, present: &Present) -> Result<(), ApiError> {
        let Converted { mut head, content } = user;
        let (outcome, known) = fate(&mut head, content.is_some(), present);
        let mut planned = None;
        if let (RowOutcome::New | RowOutcome::Adjusted, Some(mut user)) = (outcome, content) {
            user.username = users::free_name(&user.username, &self.taken);
            self.taken.insert(field::username_key(&user.username));
            if user.username != head.label {
                head.reasons
                    .push(format!("“{}” becomes {}", head.label, user.username));
                self.renamed.push(RenamedUser {
                    from: head.label.clone(),
                    to: user.username.clone(),
                });
            }
            if user.password_hash.is_none() {
                self.without_password.push(user.username.clone());
            }
            let id = UserId::from_parts(self.now, &random()?).to_string();
            planned = Some((id, json(&user)?));
        }
        let outcome = adjusted(outcome, &head);
        self.counts.row(ImportTable::Users, None, outcome);
        self.push(head, outcome, None, known, planned);
        Ok(())
    }

    pub fn job(&mut self, old: OldJob, present: &Present) -> Result<(), ApiError> {
        let OldJob {
            row: Converted { mut head, content },
            status,
            month,
            lines,
        } = old;
        let (outcome, known) = fate(&mut head, content.is_some(), present);
        let mut kept = Vec::new();
        for mut line in lines {
            let fate = fate_of_line(outcome, &mut line);
            let ours = match fate {
                RowOutcome::New | RowOutcome::Adjusted => line.row.content.clone(),
                _ => None,
            };
            let place = (ImportTable::Jobs, month, Some(status));
            let ours_minor = ours.as_ref().map(|item| item.total_minor);
            self.counts
                .amount(place, fate, line.source_minor, ours_minor);
            kept.extend(ours);
            self.line(line, fate);
        }
        let mut planned = None;
        if let (RowOutcome::New | RowOutcome::Adjusted, Some(mut job)) = (outcome, content) {
            job.items = kept;
            let id = JobId::from_parts(job.occurred_at, &random()?).to_string();
            planned = Some((id, json(&job)?));
        }
        let outcome = adjusted(outcome, &head);
        self.counts.row(ImportTable::Jobs, Some(status), outcome);
        // The original keeps no total of a job: the money is its lines'.
        self.push(head, outcome, None, known, planned);
        Ok(())
    }

    /// A line whose job is not in the file.
    pub fn orphan(&mut self, line: OldLine) {
        let place = (ImportTable::Jobs, None, None);
        self.counts
            .amount(place, RowOutcome::LeftOut, line.source_minor, None);
        self.line(line, RowOutcome::LeftOut);
    }

    fn line(&mut self, line: OldLine, outcome: RowOutcome) {
        self.counts.row(ImportTable::JobItems, None, outcome);
        self.push(line.row.head, outcome, line.source_minor, None, None);
    }

    pub fn expenditure(&mut self, old: OldExpenditure, present: &Present) -> Result<(), ApiError> {
        let Converted { mut head, content } = old.row;
        let (outcome, known) = fate(&mut head, content.is_some(), present);
        let outcome = adjusted(outcome, &head);
        let mut planned = None;
        let mut ours_minor = None;
        if let (RowOutcome::New | RowOutcome::Adjusted, Some(new)) = (outcome, content) {
            ours_minor = Some(new.item.total_minor);
            let id = ExpenditureId::from_parts(new.occurred_at, &random()?).to_string();
            planned = Some((id, json(&new)?));
        }
        let place = (ImportTable::Expenditures, old.month, None);
        self.counts
            .amount(place, outcome, old.source_minor, ours_minor);
        self.counts.row(ImportTable::Expenditures, None, outcome);
        self.push(head, outcome, old.source_minor, known, planned);
        Ok(())
    }

    /// A row that came in earlier and is not in the file.
    pub fn vanished(&mut self, mut head: Head, entity_id: Option<String>) {
        head.reasons = vec![
            "It is no longer in the old application; what came in of it stays here".to_owned(),
        ];
        self.counts.vanished(head.table);
        self.push(head, RowOutcome::Vanished, None, entity_id, None);
    }

    fn push(
        &mut self,
        head: Head,
        outcome: RowOutcome,
        source_minor: Option<i64>,
        known: Option<String>,
        planned: Option<(String, String)>,
    ) {
        let (new_id, content) = planned.unzip();
        let place = match (outcome, head.table) {
            (RowOutcome::Vanished, _) => &mut self.places.vanished,
            (_, ImportTable::Users) => &mut self.places.users,
            (_, ImportTable::Jobs) => &mut self.places.jobs,
            (_, ImportTable::JobItems) => &mut self.places.lines,
            (_, ImportTable::Expenditures) => &mut self.places.expenditures,
        };
        self.rows.push(Planned {
            position: Places::next(place),
            head,
            outcome,
            source_minor,
            entity_id: known.or(new_id),
            content,
        });
    }
}

fn random() -> Result<[u8; 10], ApiError> {
    random_bytes().map_err(ApiError::internal)
}

fn json(content: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(content).map_err(ApiError::internal)
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
