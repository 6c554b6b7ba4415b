//! Counts and sums of a report, each gathered on its own, so that "adds up" is a finding and not a definition.

use std::collections::BTreeMap;

use shared::currency::Currency;
use shared::date::Month;
use shared::field::FieldIssue;
use shared::imports::{ImportSum, ImportTable, RowOutcome, TableReport};
use shared::jobs::JobStatus;
use shared::money::Money;
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// Where an amount belongs: table, month, status.
pub type Place = (ImportTable, Option<Month>, Option<JobStatus>);

#[derive(Default)]
pub struct Counts {
    rows: BTreeMap<(ImportTable, Option<JobStatus>), BTreeMap<RowOutcome, u64>>,
    sums: BTreeMap<Place, Sums>,
    /// Rows that are not in the file.
    vanished: BTreeMap<ImportTable, u64>,
}

#[derive(Default)]
struct Sums {
    source: i128,
    left_out: i128,
    already_here: i128,
    adjusted: i128,
    imported: i128,
}

/// The lines of a report's first table, in the order in which people read them.
const TABLES: [(ImportTable, Option<JobStatus>); 5] = [
    (ImportTable::Users, None),
    (ImportTable::Jobs, Some(JobStatus::Done)),
    (ImportTable::Jobs, Some(JobStatus::Open)),
    (ImportTable::JobItems, None),
    (ImportTable::Expenditures, None),
];

impl Counts {
    pub fn row(&mut self, table: ImportTable, status: Option<JobStatus>, outcome: RowOutcome) {
        let counts = self.rows.entry((table, status)).or_default();
        *counts.entry(outcome).or_default() += 1;
    }

    pub fn vanished(&mut self, table: ImportTable) {
        *self.vanished.entry(table).or_default() += 1;
    }

    /// An old total (nothing counts as 0) and what it comes to here.
    pub fn amount(
        &mut self,
        place: Place,
        outcome: RowOutcome,
        source_minor: Option<i64>,
        ours_minor: Option<i64>,
    ) {
        let sums = self.sums.entry(place).or_default();
        let source = i128::from(source_minor.unwrap_or(0));
        let ours = i128::from(ours_minor.unwrap_or(0));
        sums.source += source;
        match outcome {
            RowOutcome::New | RowOutcome::Adjusted => {
                sums.imported += ours;
                sums.adjusted += ours - source;
            }
            RowOutcome::AlreadyHere => sums.already_here += source,
            RowOutcome::ChangedSince | RowOutcome::LeftOut | RowOutcome::Vanished => {
                sums.left_out += source;
            }
        }
    }

    pub fn tables(&self) -> Vec<TableReport> {
        TABLES
            .iter()
            .map(|place| {
                let counts = self.rows.get(place);
                let of = |outcome| {
                    counts
                        .and_then(|counts| counts.get(&outcome))
                        .copied()
                        .unwrap_or(0)
                };
                TableReport {
                    table: place.0,
                    status: place.1,
                    read: counts.map_or(0, |counts| counts.values().sum()),
                    new: of(RowOutcome::New),
                    adjusted: of(RowOutcome::Adjusted),
                    already_here: of(RowOutcome::AlreadyHere),
                    changed_since: of(RowOutcome::ChangedSince),
                    left_out: of(RowOutcome::LeftOut),
                    // How the job stood is not known any more: it counts once, in the first line of its table.
                    vanished: match place.1 {
                        Some(JobStatus::Open) => 0,
                        _ => self.vanished.get(&place.0).copied().unwrap_or(0),
                    },
                }
            })
            .collect()
    }

    /// Problem `too_large` for a month that comes to more than an amount can say.
    pub fn sums(&self, currency: Currency) -> Result<Vec<ImportSum>, ApiError> {
        self.sums
            .iter()
            .map(|((table, month, status), sums)| {
                let money = |minor: i128| representable(minor, *month, currency);
                let line = ImportSum {
                    table: *table,
                    month: *month,
                    status: *status,
                    source: money(sums.source)?,
                    left_out: money(sums.left_out)?,
                    already_here: money(sums.already_here)?,
                    adjusted: money(sums.adjusted)?,
                    imported: money(sums.imported)?,
                };
                match line.adds_up() {
                    true => Ok(line),
                    false => Err(ApiError::broken(
                        "a line of the reconciliation does not add up",
                    )),
                }
            })
            .collect()
    }
}

fn representable(minor: i128, month: Option<Month>, currency: Currency) -> Result<Money, ApiError> {
    let money = match i64::try_from(minor) {
        Ok(minor) => Money::new(minor, currency),
        Err(_beyond) => Err(FieldIssue::too_large(shared::money::MAX_MINOR)),
    };
    money.map_err(|_beyond| {
        let when = month.map_or_else(|| "rows without a date".to_owned(), |month| month.to_string());
        let detail = format!("The old totals of {when} come to more than the largest amount. Correct them in the old application first.");
        ApiError::new(ProblemCode::TooLarge, detail)
    })
}
