//! All lists of the books, one after the other, with what lies in the trash.

use shared::customers::CustomerExport;
use shared::expenditures::{ExpenditureExport, ExpenditureFilter};
use shared::files::JobRows;
use shared::jobs::{JobExport, JobFilter, JobSort};
use shared::page::{Deleted, Sort};
use shared::permission::Permission;

use super::pace::Pace;
use crate::customers::Customers;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::expenditures;
use crate::exports::Several;
use crate::jobs::{self, JobRecord};
use crate::records::{self, Whole};
use crate::users::Users;

/// Adds them; the number of rows. Users are added for who may see them.
pub fn add(
    conn: &mut Conn,
    actor: &Actor,
    file: &mut Several,
    pace: &mut Pace<'_>,
) -> Result<u64, ApiError> {
    pace.expect(expected(conn, actor)?)?;
    let goes_on = &mut || pace.row();
    let mut rows = 0;
    for each in [JobRows::Jobs, JobRows::Items] {
        rows += file.add(conn, actor, &of_jobs(each), goes_on)?;
    }
    rows += file.add(conn, actor, &of_expenditures(), goes_on)?;
    rows += file.add(conn, actor, &Customers(CustomerExport::default()), goes_on)?;
    if actor.holds(Permission::UsersRead) {
        rows += file.add(conn, actor, &Users, goes_on)?;
    }
    Ok(rows)
}

fn of_jobs(rows: JobRows) -> Whole<JobRecord> {
    Whole {
        asked: JobExport {
            rows,
            deleted: Deleted::Any,
            sort: Some(Sort::by(JobSort::Number, false)),
            ..JobExport::default()
        },
    }
}

fn of_expenditures() -> Whole<expenditures::Row> {
    Whole {
        asked: ExpenditureExport {
            deleted: Deleted::Any,
            ..ExpenditureExport::default()
        },
    }
}

/// Rows of jobs, items and expenditures; the others are few.
fn expected(conn: &mut Conn, actor: &Actor) -> Result<u64, ApiError> {
    let sold = JobFilter {
        deleted: Deleted::Any,
        ..JobFilter::default()
    };
    let spent = ExpenditureFilter {
        deleted: Deleted::Any,
        ..ExpenditureFilter::default()
    };
    let jobs = records::total::<JobRecord>(conn, actor, &sold)?.count;
    let lines = jobs::count_lines(conn, actor.limited_to().as_deref())?;
    let spent = records::total::<expenditures::Row>(conn, actor, &spent)?.count;
    Ok(jobs + lines + spent)
}
