//! The fate of every row, given what came in earlier; and the report of it. Nothing is written here.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use shared::currency::Currency;
use shared::field;
use shared::id::{ExpenditureId, JobId, UserId};
use shared::imports::{ImportReport, ImportTable, RenamedUser, RowOutcome};
use shared::instant::Instant;

use super::convert::{Converted, Head, Ledger, NewUser, OldExpenditure, OldJob, OldLine};
use super::tally::Tally;
use crate::error::ApiError;
use crate::keyring::random_bytes;
use crate::users;

/// A row's identity: table, old id, and what tells a used-again id apart.
pub type Identity = (ImportTable, String, String);

/// A row that came in earlier.
pub struct Known {
    pub digest: String,
    pub entity_id: String,
}

/// What the database holds already.
pub struct Present {
    pub rows: HashMap<Identity, Known>,
    /// Names of users, folded.
    pub usernames: HashSet<String>,
    pub now: Instant,
}

/// One row with its fate.
pub struct Planned {
    pub head: Head,
    pub outcome: RowOutcome,
    pub source_minor: Option<i64>,
    /// The record it is or will be.
    pub entity_id: Option<String>,
    /// What will be written, as JSON.
    pub content: Option<String>,
}

pub struct Plan {
    pub rows: Vec<Planned>,
    pub report: ImportReport,
}

/// What a report says of the file itself.
pub struct File {
    pub bytes: u64,
    pub time_zone: String,
}

struct Planner<'p> {
    present: &'p Present,
    taken: HashSet<String>,
    rows: Vec<Planned>,
    tally: Tally,
    renamed: Vec<RenamedUser>,
    without_password: Vec<String>,
}

/// Problem `too_large` when a month's sum cannot be told.
pub fn plan(
    ledger: Ledger,
    file: File,
    currency: Currency,
    present: &Present,
) -> Result<Plan, ApiError> {
    let mut planner = Planner {
        present,
        taken: present.usernames.clone(),
        rows: Vec::new(),
        tally: Tally::default(),
        renamed: Vec::new(),
        without_password: Vec::new(),
    };
    for user in ledger.users {
        planner.user(user)?;
    }
    let mut items = Vec::new();
    for job in ledger.jobs {
        planner.job(job, &mut items)?;
    }
    for orphan in ledger.orphans {
        let place = (ImportTable::Jobs, None, None);
        planner
            .tally
            .amount(place, RowOutcome::LeftOut, orphan.source_minor, None);
        items.push(line_row(orphan, RowOutcome::LeftOut));
    }
    planner.items(items);
    for expenditure in ledger.expenditures {
        planner.expenditure(expenditure)?;
    }
    let report = ImportReport {
        time_zone: file.time_zone,
        bytes: file.bytes,
        names: length(ledger.names),
        customers: length(ledger.customers),
        renamed: planner.renamed,
        tables: planner.tally.tables(),
        sums: planner.tally.sums(currency)?,
        users_without_password: planner.without_password,
    };
    Ok(Plan {
        rows: planner.rows,
        report,
    })
}

impl Planner<'_> {
    fn user(&mut self, user: Converted<NewUser>) -> Result<(), ApiError> {
        let Converted { mut head, content } = user;
        let (outcome, known) = self.fate(&mut head, content.is_some());
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
            let id = UserId::from_parts(self.present.now, &random()?).to_string();
            planned = Some((id, json(&user)?));
        }
        let outcome = adjusted(outcome, &head);
        self.tally.row(ImportTable::Users, None, outcome);
        self.push(head, outcome, None, known, planned);
        Ok(())
    }

    fn job(&mut self, old: OldJob, items: &mut Vec<Planned>) -> Result<(), ApiError> {
        let OldJob {
            row: Converted { mut head, content },
            status,
            month,
            lines,
        } = old;
        let (outcome, known) = self.fate(&mut head, content.is_some());
        let mut kept = Vec::new();
        for mut line in lines {
            let fate = fate_of_line(outcome, &mut line);
            let ours = match fate {
                RowOutcome::New | RowOutcome::Adjusted => line.row.content.clone(),
                _ => None,
            };
            let place = (ImportTable::Jobs, month, Some(status));
            let ours_minor = ours.as_ref().map(|item| item.total_minor);
            self.tally
                .amount(place, fate, line.source_minor, ours_minor);
            kept.extend(ours);
            items.push(line_row(line, fate));
        }
        let mut planned = None;
        if let (RowOutcome::New | RowOutcome::Adjusted, Some(mut job)) = (outcome, content) {
            job.items = kept;
            let id = JobId::from_parts(job.occurred_at, &random()?).to_string();
            planned = Some((id, json(&job)?));
        }
        let outcome = adjusted(outcome, &head);
        self.tally.row(ImportTable::Jobs, Some(status), outcome);
        // The original keeps no total of a job: the money is its lines'.
        self.push(head, outcome, None, known, planned);
        Ok(())
    }

    /// The lines of all jobs, in the order of their old ids.
    fn items(&mut self, mut items: Vec<Planned>) {
        items.sort_by_key(|row| row.head.old_id.parse::<i64>().unwrap_or(i64::MAX));
        for row in &items {
            self.tally.row(ImportTable::JobItems, None, row.outcome);
        }
        self.rows.extend(items);
    }

    fn expenditure(&mut self, old: OldExpenditure) -> Result<(), ApiError> {
        let Converted { mut head, content } = old.row;
        let (outcome, known) = self.fate(&mut head, content.is_some());
        let outcome = adjusted(outcome, &head);
        let mut planned = None;
        let mut ours_minor = None;
        if let (RowOutcome::New | RowOutcome::Adjusted, Some(new)) = (outcome, content) {
            ours_minor = Some(new.item.total_minor);
            let id = ExpenditureId::from_parts(new.occurred_at, &random()?).to_string();
            planned = Some((id, json(&new)?));
        }
        let place = (ImportTable::Expenditures, old.month, None);
        self.tally
            .amount(place, outcome, old.source_minor, ours_minor);
        self.tally.row(ImportTable::Expenditures, None, outcome);
        self.push(head, outcome, old.source_minor, known, planned);
        Ok(())
    }

    /// Whether a row with this identity came in earlier, and whether it still says the same.
    fn fate(&self, head: &mut Head, comes_in: bool) -> (RowOutcome, Option<String>) {
        let identity = (head.table, head.old_id.clone(), head.created.clone());
        let known = self.present.rows.get(&identity);
        match known {
            Some(known) if known.digest == head.digest => {
                head.reasons.clear();
                (RowOutcome::AlreadyHere, Some(known.entity_id.clone()))
            }
            Some(known) => {
                head.reasons =
                    vec!["It was changed in the old application after it came in".to_owned()];
                (RowOutcome::ChangedSince, Some(known.entity_id.clone()))
            }
            None if comes_in => (RowOutcome::New, None),
            None => (RowOutcome::LeftOut, None),
        }
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
        self.rows.push(Planned {
            head,
            outcome,
            source_minor,
            entity_id: known.or(new_id),
            content,
        });
    }
}

/// A line shares its job's fate; in a job that comes in it has its own.
fn fate_of_line(job: RowOutcome, line: &mut OldLine) -> RowOutcome {
    match job {
        RowOutcome::New | RowOutcome::Adjusted => match &line.row.content {
            Some(_) => adjusted(RowOutcome::New, &line.row.head),
            None => RowOutcome::LeftOut,
        },
        RowOutcome::LeftOut => {
            line.row.head.reasons = vec!["Its job stays out".to_owned()];
            RowOutcome::LeftOut
        }
        // The job says the same as when it came in, so a line that stays out now stayed out then, and for the same reason.
        RowOutcome::AlreadyHere if line.row.content.is_none() => RowOutcome::LeftOut,
        RowOutcome::AlreadyHere => {
            line.row.head.reasons.clear();
            RowOutcome::AlreadyHere
        }
        RowOutcome::ChangedSince => {
            line.row.head.reasons = vec!["Its job was changed after it came in".to_owned()];
            RowOutcome::ChangedSince
        }
    }
}

fn adjusted(outcome: RowOutcome, head: &Head) -> RowOutcome {
    match outcome {
        RowOutcome::New if !head.reasons.is_empty() => RowOutcome::Adjusted,
        other => other,
    }
}

fn line_row(line: OldLine, outcome: RowOutcome) -> Planned {
    Planned {
        head: line.row.head,
        outcome,
        source_minor: line.source_minor,
        entity_id: None,
        content: None,
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
