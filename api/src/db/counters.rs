//! Gapless numbers: a series' next number is taken inside the transaction that uses it.

use diesel::prelude::*;

use super::Tx;
use super::prepared::Prepared;
use super::schema::counters::dsl;
use crate::error::ApiError;

/// The series' next number, beginning with 1. It is given back when the transaction fails.
pub fn next(tx: &mut Tx<'_>, series: &str) -> Result<i64, ApiError> {
    take(tx, series, 1)
}

/// The first of the series' next `count` numbers, all of which are taken.
pub fn take(tx: &mut Tx<'_>, series: &str, count: i64) -> Result<i64, ApiError> {
    let moved = diesel::update(dsl::counters.find(series))
        .set(dsl::last.eq(dsl::last + count))
        .returning(dsl::last);
    let last: Option<i64> = Prepared(moved).get_result(tx.conn).optional()?;
    match last {
        Some(last) => Ok(last - count + 1),
        None => {
            diesel::insert_into(dsl::counters)
                .values((dsl::series.eq(series), dsl::last.eq(count)))
                .execute(tx.conn)?;
            Ok(1)
        }
    }
}
