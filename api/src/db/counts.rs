//! Counts and sums of the rows that a list's filter lets through.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::BigInt;

/// Where amounts are parted so that no database overflows while it sums them.
pub const HALF: i128 = 1_000_000_000;

/// The sum of the upper parts of an amount's column.
pub fn high(column: &'static str) -> SqlLiteral<BigInt> {
    sql(&format!(
        "CAST(COALESCE(SUM({column} / {HALF}), 0) AS BIGINT)"
    ))
}

/// The sum of its lower parts.
pub fn low(column: &'static str) -> SqlLiteral<BigInt> {
    sql(&format!(
        "CAST(COALESCE(SUM({column} % {HALF}), 0) AS BIGINT)"
    ))
}

/// How many rows match, counted up to the cap; the flag says that there are more. The rows are asked for twice.
///
/// `count_capped!(conn, jobs::id, filtered(conn, filter)?)`
#[macro_export]
macro_rules! count_capped {
    ($conn:expr, $id:expr, $rows:expr) => {{
        let cap = shared::page::TOTAL_CAP.cast_signed();
        let beyond: Option<String> = $rows.select($id).offset(cap).first($conn).optional()?;
        match beyond {
            Some(_) => Ok((cap, true)),
            None => {
                let all = diesel::dsl::count_star();
                Ok(($rows.select(all).first($conn)?, false))
            }
        }
    }};
}

/// Count and exact sum of the column `total_minor`. The sum is taken in two halves, so that no database overflows on the way.
///
/// `let (count, amount_minor) = sum_of_totals!(conn, filtered(conn, filter)?);`
#[macro_export]
macro_rules! sum_of_totals {
    ($conn:expr, $rows:expr) => {{
        use $crate::db::counts::{HALF, high, low};
        let (high, low) = (high("total_minor"), low("total_minor"));
        let sums = $rows.select((diesel::dsl::count_star(), high, low));
        let (count, high, low): (i64, i64, i64) = sums.first($conn)?;
        let count = u64::try_from(count).map_err($crate::error::ApiError::internal)?;
        let amount_minor = i128::from(high) * HALF + i128::from(low);
        (count, amount_minor)
    }};
}
