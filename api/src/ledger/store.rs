//! Sums per day. They move with the rows they count and are compared with them after every test.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::date::Date;
use shared::problem::ProblemCode;

use crate::db::kept::{Kept, filled};
use crate::db::schema::day_totals;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// What a day's sum counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Jobs by the day they were taken.
    Taken,
    /// Jobs not completed, by the day they were taken.
    Open,
    /// Completed jobs by the day they were completed: their amount is revenue.
    Done,
    /// Expenditures by their day.
    Spent,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Open => "open",
            Self::Done => "done",
            Self::Spent => "spent",
        }
    }
}

/// One record entering (`count` 1) or leaving (-1) a day's sum, with its amount in minor units under the same sign.
#[derive(Clone, Copy, Debug)]
pub struct Movement {
    pub kind: Kind,
    pub day: Date,
    pub count: i64,
    pub amount_minor: i64,
}

/// Makes the movements; those that move sums of one day alike in one statement. No sum may be moved twice alike.
pub fn apply(tx: &mut Tx<'_>, movements: &[Movement]) -> Result<(), ApiError> {
    let mut left = movements.to_vec();
    while let Some(first) = left.first().copied() {
        let (alike, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|other| first.is_like(other));
        move_alike(tx, first, &alike)?;
        left = others;
    }
    Ok(())
}

impl Movement {
    fn is_like(&self, other: &Self) -> bool {
        let facts = |movement: &Self| (movement.day, movement.count, movement.amount_minor);
        facts(self) == facts(other)
    }
}

/// The sums of some days of one kind. An amount beyond 64 bits is still told exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub count: u64,
    pub amount_minor: i128,
}

/// The sums from the first to the last day, both included.
pub fn between(conn: &mut Conn, kind: Kind, first: Date, last: Date) -> Result<Sum, ApiError> {
    let count = sql::<BigInt>("CAST(COALESCE(SUM(count), 0) AS BIGINT)");
    let high = sql::<BigInt>("CAST(COALESCE(SUM(amount_minor / 1000000000), 0) AS BIGINT)");
    let low = sql::<BigInt>("CAST(COALESCE(SUM(amount_minor % 1000000000), 0) AS BIGINT)");
    let sums = day_totals::table
        .filter(day_totals::kind.eq(kind.key()))
        .filter(day_totals::day_on.ge(first.to_string()))
        .filter(day_totals::day_on.le(last.to_string()))
        .select((count, high, low));
    let (count, high, low): (i64, i64, i64) = Kept(sums).get_result(conn)?;
    Ok(Sum {
        count: u64::try_from(count).map_err(ApiError::internal)?,
        amount_minor: i128::from(high) * 1_000_000_000 + i128::from(low),
    })
}

/// Problem `too_large` when a sum would leave 64 bits, where SQLite would go on in floating point.
fn move_alike(tx: &mut Tx<'_>, by: Movement, alike: &[Movement]) -> Result<(), ApiError> {
    let day = by.day.to_string();
    let kinds = alike.iter().map(|movement| movement.kind.key());
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
    let moved: Vec<String> = Kept(moved).load(tx.conn)?;
    for movement in alike {
        if !moved.iter().any(|kind| kind == movement.kind.key()) {
            begin(tx, movement, &day)?;
        }
    }
    Ok(())
}

/// The first movement of a day's sum. Problem `too_large` when there is a sum, and so it was too full to be moved.
fn begin(tx: &mut Tx<'_>, movement: &Movement, day: &str) -> Result<(), ApiError> {
    refuse_full(tx, movement.kind, day)?;
    diesel::insert_into(day_totals::table)
        .values((
            day_totals::kind.eq(movement.kind.key()),
            day_totals::day_on.eq(day),
            day_totals::count.eq(movement.count),
            day_totals::amount_minor.eq(movement.amount_minor),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn refuse_full(tx: &mut Tx<'_>, kind: Kind, day: &str) -> Result<(), ApiError> {
    let found: Option<i64> = day_totals::table
        .find((kind.key(), day))
        .select(day_totals::count)
        .first(tx.conn)
        .optional()?;
    match found {
        Some(_) => Err(ApiError::new(
            ProblemCode::TooLarge,
            "The sum of this day would be too large to be told.",
        )),
        None => Ok(()),
    }
}
