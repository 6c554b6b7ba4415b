//! The reconciliation added up: per line of the ledger, and per month.

use shared::imports::{ImportReport, ImportSum, ImportTable, TableReport};
use shared::jobs::JobStatus;
use shared::money::Money;

/// The amounts of one line; they add up when source − left out − already here + adjusted = come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    pub source: Money,
    pub left_out: Money,
    pub already_here: Money,
    pub adjusted: Money,
    pub imported: Money,
}

impl Sums {
    fn of(sum: &ImportSum) -> Self {
        Self {
            source: sum.source,
            left_out: sum.left_out,
            already_here: sum.already_here,
            adjusted: sum.adjusted,
            imported: sum.imported,
        }
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            source: self.source.checked_add(other.source)?,
            left_out: self.left_out.checked_add(other.left_out)?,
            already_here: self.already_here.checked_add(other.already_here)?,
            adjusted: self.adjusted.checked_add(other.adjusted)?,
            imported: self.imported.checked_add(other.imported)?,
        })
    }

    /// How far the line is from adding up; zero when it does, none beyond what money can hold.
    pub fn apart(self) -> Option<Money> {
        self.source
            .checked_sub(self.left_out)?
            .checked_sub(self.already_here)?
            .checked_add(self.adjusted)?
            .checked_sub(self.imported)
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: &'static str,
    pub table: TableReport,
    pub sums: Option<Sums>,
}

/// The ledger: users, jobs by status, items, expenditures.
pub fn ledger(report: &ImportReport) -> Vec<Line> {
    let line = |table: &TableReport| {
        let of = |sum: &&ImportSum| sum.table == table.table && sum.status == table.status;
        let mut all = report.sums.iter().filter(of).map(Sums::of);
        let first = all.next();
        Line {
            name: name(table),
            table: table.clone(),
            sums: first.and_then(|first| all.try_fold(first, Sums::plus)),
        }
    };
    report.tables.iter().map(line).collect()
}

fn name(table: &TableReport) -> &'static str {
    match (table.table, table.status) {
        (ImportTable::Users, _) => "Users",
        (ImportTable::Jobs, Some(JobStatus::Done)) => "Completed jobs",
        (ImportTable::Jobs, Some(JobStatus::Open)) => "Incomplete jobs",
        (ImportTable::Jobs, _) => "Jobs without a status",
        (ImportTable::JobItems, _) => "Items of jobs",
        (ImportTable::Expenditures, _) => "Expenditures",
    }
}

/// Whether every line of the reconciliation adds up.
pub fn all_add_up(report: &ImportReport) -> bool {
    report.sums.iter().all(ImportSum::adds_up)
}

/// Rows in the file, and of these the ones that stay out.
pub fn staying_out(report: &ImportReport) -> (u64, u64) {
    let read = report.tables.iter().map(|table| table.read).sum();
    let out = report
        .tables
        .iter()
        .map(|table| table.left_out.saturating_add(table.changed_since))
        .sum();
    (read, out)
}

/// Rows of a table that come in.
pub fn coming_in(report: &ImportReport, of: ImportTable) -> u64 {
    report
        .tables
        .iter()
        .filter(|table| table.table == of)
        .map(|table| table.new.saturating_add(table.adjusted))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::currency::Currency;

    fn ngn(minor: i64) -> Money {
        Money::new(minor, Currency::NGN).unwrap()
    }

    fn sum(month: &str, source: i64, left_out: i64, adjusted: i64, imported: i64) -> ImportSum {
        ImportSum {
            table: ImportTable::Jobs,
            month: Some(month.parse().unwrap()),
            status: Some(JobStatus::Done),
            source: ngn(source),
            left_out: ngn(left_out),
            already_here: ngn(0),
            adjusted: ngn(adjusted),
            imported: ngn(imported),
        }
    }

    #[test]
    fn months_are_added_up_and_a_kobo_apart_is_seen() {
        let first = Sums::of(&sum("2025-09", 1_000, 100, -4, 896));
        let both = first
            .plus(Sums::of(&sum("2025-10", 500, 0, 0, 500)))
            .unwrap();
        assert_eq!(both.imported, ngn(1_396));
        assert_eq!(both.apart(), Some(ngn(0)));
        let wrong = Sums::of(&sum("2025-09", 1_000, 0, 0, 950));
        assert_eq!(wrong.apart(), Some(ngn(50)));
    }
}
