//! Sums of completed jobs by what they have in common. A day of completion says by itself that a job is completed (the table
//! checks it).

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::date::Date;

use crate::db::counts::{high, low};
use crate::db::schema::{job_items, jobs};
use crate::db::{Backend, Conn};
use crate::error::ApiError;
use crate::ledger::{Sum, summed};

/// From a day to a day, both included, and the author to whose records the reader is limited, if to any.
pub type Span<'a> = (Date, Date, Option<&'a str>);

/// Narrows jobs to those completed in the span.
macro_rules! done_in {
    ($rows:expr, $span:expr) => {{
        let (first, last, own) = $span;
        let mut rows = $rows
            .filter(jobs::deleted_at.is_null())
            .filter(jobs::completed_on.ge(first.to_string()))
            .filter(jobs::completed_on.le(last.to_string()));
        if let Some(author) = own {
            rows = rows.filter(jobs::created_by.eq(author.to_owned()));
        }
        rows
    }};
}

macro_rules! done_by {
    ($conn:expr, $span:expr, $key:expr) => {{
        let rows = jobs::table
            .group_by($key)
            .select(($key, count_star(), high("total_minor"), low("total_minor")))
            .into_boxed::<Backend>();
        summed(done_in!(rows, $span).load($conn)?)
    }};
}

pub fn by_customer(
    conn: &mut Conn,
    span: Span<'_>,
) -> Result<Vec<(Option<String>, Sum)>, ApiError> {
    done_by!(conn, span, jobs::customer_id)
}

pub fn by_author(conn: &mut Conn, span: Span<'_>) -> Result<Vec<(String, Sum)>, ApiError> {
    done_by!(conn, span, jobs::created_by)
}

pub fn by_method(conn: &mut Conn, span: Span<'_>) -> Result<Vec<(String, Sum)>, ApiError> {
    done_by!(conn, span, jobs::payment_method)
}

/// Lines of all jobs, also of those in the trash; of one author's if the reader is limited to them.
pub fn count_lines(conn: &mut Conn, own: Option<&str>) -> Result<u64, ApiError> {
    let lines = job_items::table.inner_join(jobs::table.on(jobs::id.eq(job_items::job_id)));
    let mut lines = lines.select(count_star()).into_boxed::<Backend>();
    if let Some(author) = own {
        lines = lines.filter(jobs::created_by.eq(author.to_owned()));
    }
    let count: i64 = lines.first(conn)?;
    u64::try_from(count).map_err(ApiError::internal)
}

/// Lines of completed jobs by their description as it was typed.
pub fn by_description(conn: &mut Conn, span: Span<'_>) -> Result<Vec<(String, Sum)>, ApiError> {
    let amount = "line_total_minor";
    let rows = job_items::table
        .inner_join(jobs::table.on(jobs::id.eq(job_items::job_id)))
        .group_by(job_items::description)
        .select((
            job_items::description,
            count_star(),
            high(amount),
            low(amount),
        ))
        .into_boxed::<Backend>();
    summed(done_in!(rows, span).load(conn)?)
}
