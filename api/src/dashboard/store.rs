//! Sums per day. They move with the rows they count and are compared with them after every test.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::date::Date;
use shared::problem::ProblemCode;

use crate::db::kept::Kept;
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

pub fn apply(tx: &mut Tx<'_>, movements: &[Movement]) -> Result<(), ApiError> {
    movements
        .iter()
        .try_for_each(|movement| move_one(tx, movement))
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

/// Problem `too_large` when the day's sum would leave 64 bits, where SQLite would go on in floating point.
fn move_one(tx: &mut Tx<'_>, movement: &Movement) -> Result<(), ApiError> {
    let day = movement.day.to_string();
    let room = day_totals::amount_minor.le(i64::MAX - movement.amount_minor.max(0));
    let place = day_totals::table
        .find((movement.kind.key(), &day))
        .filter(room);
    let moved = diesel::update(place).set((
        day_totals::count.eq(day_totals::count + movement.count),
        day_totals::amount_minor.eq(day_totals::amount_minor + movement.amount_minor),
    ));
    if Kept(moved).execute(tx.conn)? == 0 {
        refuse_full(tx, movement.kind, &day)?;
        diesel::insert_into(day_totals::table)
            .values((
                day_totals::kind.eq(movement.kind.key()),
                day_totals::day_on.eq(&day),
                day_totals::count.eq(movement.count),
                day_totals::amount_minor.eq(movement.amount_minor),
            ))
            .execute(tx.conn)?;
    }
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
