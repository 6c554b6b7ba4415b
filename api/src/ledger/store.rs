//! Rows of day sums. They are compared with the rows they count after every test.

use std::str::FromStr;

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::date::Date;
use shared::problem::ProblemCode;

use super::{Kind, Posting, Sum};
use crate::db::native::Stored;
use crate::db::prepared::{Prepared, filled};
use crate::db::schema::{day_totals, expenditures, jobs};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::natively;

impl Kind {
    const ALL: [Self; 6] = [
        Self::Open,
        Self::Ready,
        Self::Done,
        Self::Void,
        Self::Revenue,
        Self::Spent,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Done => "done",
            Self::Void => "void",
            Self::Revenue => "revenue",
            Self::Spent => "spent",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        let kind = Self::ALL.into_iter().find(|kind| kind.key() == key);
        kind.ok_or(())
    }
}

/// Makes the postings, of which each moves another sum; those that move sums of one day alike in one statement.
pub fn apply(tx: &mut Tx<'_>, mut left: Vec<Posting>) -> Result<(), ApiError> {
    while let Some(first) = left.first().copied() {
        let is_like = |other: &Posting| {
            let facts = |posting: &Posting| (posting.day, posting.count, posting.amount_minor);
            facts(&first) == facts(other)
        };
        let (alike, others): (Vec<_>, Vec<_>) = left.into_iter().partition(is_like);
        move_alike(tx, first, &alike)?;
        left = others;
    }
    Ok(())
}

pub fn between(conn: &mut Conn, kinds: &[Kind], first: Date, last: Date) -> Result<Sum, ApiError> {
    let count = sql::<BigInt>("CAST(COALESCE(SUM(count), 0) AS BIGINT)");
    let high = sql::<BigInt>("CAST(COALESCE(SUM(amount_minor / 1000000000), 0) AS BIGINT)");
    let low = sql::<BigInt>("CAST(COALESCE(SUM(amount_minor % 1000000000), 0) AS BIGINT)");
    let kinds = kinds.iter().map(|kind| kind.key());
    let sums = day_totals::table
        .filter(day_totals::kind.eq_any(filled(kinds)))
        .filter(day_totals::day_on.ge(first.to_string()))
        .filter(day_totals::day_on.le(last.to_string()))
        .select((count, high, low));
    let (count, high, low): (i64, i64, i64) = Prepared(sums).get_result(conn)?;
    Ok(Sum {
        count: u64::try_from(count).map_err(ApiError::internal)?,
        amount_minor: i128::from(high) * 1_000_000_000 + i128::from(low),
    })
}

/// A row for each day and kind that has one.
pub fn days(
    conn: &mut Conn,
    kinds: &[Kind],
    first: Date,
    last: Date,
) -> Result<Vec<(Kind, Date, Sum)>, ApiError> {
    let kinds = filled(kinds.iter().map(|kind| kind.key()));
    let rows = day_totals::table
        .filter(day_totals::kind.eq_any(&kinds))
        .filter(day_totals::day_on.ge(first.to_string()))
        .filter(day_totals::day_on.le(last.to_string()))
        .select((
            day_totals::kind,
            day_totals::day_on,
            day_totals::count,
            day_totals::amount_minor,
        ));
    let rows: Vec<(Stored<Kind>, Stored<Date>, i64, i64)> =
        natively!(conn, |native| Prepared(rows).load(native))?;
    let sum = |(kind, day, count, amount_minor): (Stored<Kind>, Stored<Date>, i64, i64)| {
        let sum = Sum {
            count: u64::try_from(count).map_err(ApiError::internal)?,
            amount_minor: i128::from(amount_minor),
        };
        Ok((kind.0, day.0, sum))
    };
    rows.into_iter().map(sum).collect()
}

/// Sums leave out what is trashed, the records do not.
pub fn has_money(conn: &mut Conn) -> Result<bool, ApiError> {
    let has_jobs = diesel::select(exists(jobs::table.select(jobs::id))).get_result(conn)?;
    Ok(has_jobs
        || diesel::select(exists(expenditures::table.select(expenditures::id))).get_result(conn)?)
}

/// Problem `too_large` when a sum would leave 64 bits, where SQLite would go on in floating point.
fn move_alike(tx: &mut Tx<'_>, by: Posting, alike: &[Posting]) -> Result<(), ApiError> {
    let day = by.day.to_string();
    let kinds = alike.iter().map(|posting| posting.kind.key());
    let places = day_totals::table
        .filter(day_totals::kind.eq_any(filled(kinds)))
        .filter(day_totals::day_on.eq(&day))
        .filter(day_totals::amount_minor.le(i64::MAX - by.amount_minor.max(0)));
    let moved = diesel::update(places)
        .set((
            day_totals::count.eq(day_totals::count + by.count),
            day_totals::amount_minor.eq(day_totals::amount_minor + by.amount_minor),
        ))
        .returning(day_totals::kind);
    let moved: Vec<String> = Prepared(moved).load(tx.conn)?;
    for posting in alike {
        if !moved.iter().any(|kind| kind == posting.kind.key()) {
            begin(tx, posting, &day)?;
        }
    }
    Ok(())
}

/// The first posting to a day's sum. Problem `too_large` when there is a sum, and so it was too full to be moved.
fn begin(tx: &mut Tx<'_>, posting: &Posting, day: &str) -> Result<(), ApiError> {
    let found: Option<i64> = day_totals::table
        .find((posting.kind.key(), day))
        .select(day_totals::count)
        .first(tx.conn)
        .optional()?;
    if found.is_some() {
        return Err(full());
    }
    diesel::insert_into(day_totals::table)
        .values((
            day_totals::kind.eq(posting.kind.key()),
            day_totals::day_on.eq(day),
            day_totals::count.eq(posting.count),
            day_totals::amount_minor.eq(posting.amount_minor),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn full() -> ApiError {
    ApiError::new(
        ProblemCode::TooLarge,
        "The sum of this day would be too large to be told.",
    )
}
