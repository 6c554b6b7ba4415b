//! Bringing in the books of the original application: progress, the fate of every row, and the sums that prove it.
use serde::{Deserialize, Serialize};

use crate::date::Month;
use crate::field;
use crate::id::{ImportId, OperationId};
use crate::instant::Instant;
use crate::jobs::JobStatus;
use crate::money::Money;
use crate::page::{Sort, list_query};
use crate::problem::Problem;

closed_enum! {
    /// How far an import is.
    ImportStatus {
        /// The file is read; nothing is written.
        Analysing = "analysing",
        /// The dry run is complete and waits for a yes.
        Ready = "ready",
        /// The rows come in by parts that nobody sees; the last step shows them all, or none.
        Importing = "importing",
        /// Everything is in.
        Done = "done",
        /// It did not work; nothing was changed. `problem` says why.
        Failed = "failed",
    }
}

closed_enum! {
    /// Tables of the original application.
    ImportTable {
        Users = "users",
        Jobs = "jobs",
        JobItems = "job_items",
        Expenditures = "expenditures",
    }
}

closed_enum! {
    /// The fate of one row.
    RowOutcome {
        /// Comes in as it is.
        New = "new",
        /// Comes in with something adjusted, which is named.
        Adjusted = "adjusted",
        /// Came in with an earlier import; stays as it is here.
        AlreadyHere = "already_here",
        /// Came in with an earlier import and was changed in the old application since; left out.
        ChangedSince = "changed_since",
        /// Left out, with the reason named.
        LeftOut = "left_out",
        /// Came in with an earlier import and is no longer in the file; stays here.
        Vanished = "vanished",
    }
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// Which.
    pub id: ImportId,
    /// How far it is.
    pub status: ImportStatus,
    /// How much of the present step is done.
    pub progress: Progress,
    /// What the file holds and what becomes of it; `null` until it was read.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub report: Option<ImportReport>,
    /// Why it failed; `null` unless it did.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub problem: Option<Problem>,
    /// The work on it, under `/operations`: to be looked at, or cancelled. `null` where it is no longer known.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub operation: Option<OperationId>,
}

/// How much of a step is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Rows done.
    pub done: u64,
    /// Rows in all; 0 while not known.
    pub total: u64,
}

/// What a file holds and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// The zone in which the old times were read: `Africa/Lagos`.
    pub time_zone: String,
    /// Length of the file, in bytes: 24 576 and more.
    #[cfg_attr(feature = "openapi", schema(example = 24_576))]
    pub bytes: u64,
    /// Different spellings of customers' names in the file.
    pub names: u64,
    /// Customers that these spellings come to: case and spaces do not make another one.
    pub customers: u64,
    /// Users whose name had to be changed.
    pub renamed: Vec<RenamedUser>,
    /// The fate of the rows, table by table; jobs apart by status.
    pub tables: Vec<TableReport>,
    /// The reconciliation, per month and status: every line's source − left out ± adjusted − already here = imported.
    pub sums: Vec<ImportSum>,
    /// Users who cannot sign in with their old password and need a code from an administrator.
    pub users_without_password: Vec<String>,
    /// What is to be known of the file itself, one sentence each.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub warnings: Vec<String>,
}

/// A user whose old name is not one of ours, or is taken here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenamedUser {
    /// The name in the old application.
    #[cfg_attr(feature = "openapi", schema(example = "BOB "))]
    pub from: String,
    /// The name to sign in with here.
    #[cfg_attr(feature = "openapi", schema(example = "bob_2"))]
    pub to: String,
}

/// The fate of one table's rows; the five after the first add up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableReport {
    /// Which table.
    pub table: ImportTable,
    /// For jobs, the status as imported; `null` for the other tables.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub status: Option<JobStatus>,
    /// Rows in the file.
    pub read: u64,
    /// Come in as they are.
    pub new: u64,
    /// Come in with something adjusted.
    pub adjusted: u64,
    /// Came in earlier.
    pub already_here: u64,
    /// Came in earlier and were changed since.
    pub changed_since: u64,
    /// Left out.
    pub left_out: u64,
    /// Came in earlier and are no longer in the file.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub vanished: u64,
}

/// One line of the reconciliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportSum {
    /// `jobs` or `expenditures`.
    pub table: ImportTable,
    /// The month of the shop's calendar; `null` for rows whose date cannot be read.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub month: Option<Month>,
    /// The status as imported; `null` for expenditures, and for items whose job is not in the file.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub status: Option<JobStatus>,
    /// The old totals, each rounded to the minor unit.
    pub source: Money,
    /// Of these, left out: what stays out for a reason, and what was changed since.
    pub left_out: Money,
    /// Came in with an earlier import.
    pub already_here: Money,
    /// Differences between the old totals and our formula.
    pub adjusted: Money,
    /// What comes in.
    pub imported: Money,
}

impl ImportSum {
    /// Does the line add up: source − left out − already here + adjusted = imported?
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let kept = self
            .source
            .checked_sub(self.left_out)
            .and_then(|kept| kept.checked_sub(self.already_here));
        kept.and_then(|kept| kept.checked_add(self.adjusted)) == Some(self.imported)
    }
}

/// The fate of one row of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Its place in the report, from 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 7))]
    pub seq: i64,
    /// Which table.
    pub table: ImportTable,
    /// The id it has in the old application.
    pub old_id: String,
    /// What becomes of it.
    pub outcome: RowOutcome,
    /// How people know it: a customer's name, a description, a username.
    pub label: String,
    /// When it took place, as far as the file says so.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub occurred_at: Option<Instant>,
    /// Its old total, rounded to the minor unit; `null` where there is none or it is no amount.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub source_total: Option<Money>,
    /// What was adjusted, or why it is left out, one sentence each.
    pub reasons: Vec<String>,
    /// Its number or name here; `null` while it is not in.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub here: Option<String>,
}

/// How the file is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// The zone in which the old application wrote its times: `Africa/Lagos` for a shop's PC, `UTC` for a hosted one.
    #[garde(custom(field::text_rule(field::time_zone)))]
    pub time_zone: String,
}

#[cfg(feature = "openapi")]
impl utoipa::IntoParams for ImportQuery {
    fn into_params(
        place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        let mut zone = crate::schema::parameter(
            &place,
            "time_zone",
            "The zone in which the old application wrote its times.",
            crate::field::schema::time_zone(),
        );
        zone.required = utoipa::openapi::Required::True;
        vec![zone]
    }
}

closed_enum! {
    /// Keys by which the rows of a report can be ordered.
    ImportRowSort {
        Seq = "seq",
    }
}

list_query! {
    /// Which rows of a report, in which order.
    ImportRowQuery sort ImportRowSort = Sort::by(ImportRowSort::Seq, false), {
        /// Only these fates (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        outcome: Vec<RowOutcome> => crate::field::schema::many(<RowOutcome as utoipa::PartialSchema>::schema()),
        /// Only these tables (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        table: Vec<ImportTable> => crate::field::schema::many(<ImportTable as utoipa::PartialSchema>::schema()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;

    #[test]
    fn a_line_of_the_reconciliation_adds_up_to_the_minor_unit() {
        let ngn = |minor| Money::new(minor, Currency::NGN).unwrap();
        for (source, left_out, already_here, adjusted, imported, expected) in [
            (450_000, 0, 0, 0, 450_000, true),
            (450_000, 1_000, 2_000, -1, 446_999, true),
            (450_000, 0, 0, 0, 450_001, false),
        ] {
            let line = ImportSum {
                table: ImportTable::Jobs,
                month: None,
                status: Some(JobStatus::Done),
                source: ngn(source),
                left_out: ngn(left_out),
                already_here: ngn(already_here),
                adjusted: ngn(adjusted),
                imported: ngn(imported),
            };
            assert_eq!(line.adds_up(), expected);
        }
    }
}
