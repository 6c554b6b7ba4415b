//! What a dry run promised is what must come in, counted in the books themselves.

use shared::imports::{ImportReport, ImportTable};

use crate::db::Conn;
use crate::error::ApiError;
use crate::{expenditures, jobs};

/// Count and sum of jobs, count and sum of expenditures.
pub type Totals = (u64, i128, u64, i128);

/// What is in the books at this moment.
pub fn totals(conn: &mut Conn) -> Result<Totals, ApiError> {
    let jobs = jobs::sum_of_all(conn)?;
    let spent = expenditures::sum_of_all(conn)?;
    Ok((
        jobs.count,
        jobs.amount_minor,
        spent.count,
        spent.amount_minor,
    ))
}

/// What came in must be what the dry run promised, to the minor unit; otherwise nothing comes in.
pub fn check(report: &ImportReport, before: Totals, after: Totals) -> Result<(), ApiError> {
    let rows = |table| -> u64 {
        let of_table = report.tables.iter().filter(|line| line.table == table);
        of_table.map(|line| line.new + line.adjusted).sum()
    };
    let minor = |table| -> i128 {
        let of_table = report.sums.iter().filter(|line| line.table == table);
        of_table
            .map(|line| i128::from(line.imported.amount_minor()))
            .sum()
    };
    let promised = (
        before.0 + rows(ImportTable::Jobs),
        before.1 + minor(ImportTable::Jobs),
        before.2 + rows(ImportTable::Expenditures),
        before.3 + minor(ImportTable::Expenditures),
    );
    match promised == after {
        true => Ok(()),
        false => Err(ApiError::broken(format!(
            "an import came to {after:?} instead of {promised:?}"
        ))),
    }
}
