//! Sums per day. They move with the rows they count and are compared with them after every test.

use diesel::prelude::*;
use shared::date::Date;

use crate::db::Tx;
use crate::db::schema::day_totals;
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

fn move_one(tx: &mut Tx<'_>, movement: &Movement) -> Result<(), ApiError> {
    let day = movement.day.to_string();
    let place = day_totals::table.find((movement.kind.key(), &day));
    let moved = diesel::update(place)
        .set((
            day_totals::count.eq(day_totals::count + movement.count),
            day_totals::amount_minor.eq(day_totals::amount_minor + movement.amount_minor),
        ))
        .execute(tx.conn)?;
    if moved == 0 {
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
