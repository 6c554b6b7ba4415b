//! The sums of the books by day and kind. Only the records' own save posts to them, in its own transaction; lists' sums and
//! the dashboard read them, however many rows they stand for.

mod store;

use std::collections::HashMap;

use shared::date::Date;

use crate::db::counts::HALF;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// What a day's sum counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Accepted jobs by the day they took place.
    Open,
    /// Finished jobs that wait to be fetched, by the day they took place.
    Ready,
    /// Completed jobs by the day they took place.
    Done,
    /// Cancelled jobs by the day they took place.
    Void,
    /// Completed jobs by the day they were completed: their amount is revenue.
    Revenue,
    /// Expenditures by their day.
    Spent,
}

/// One record entering (`count` 1) or leaving (-1) a day's sum, with its amount in minor units under the same sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub kind: Kind,
    pub day: Date,
    pub count: i64,
    pub amount_minor: i64,
}

/// The sums of some days. An amount beyond 64 bits is still told exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: u64,
    pub amount_minor: i128,
}

impl From<(u64, i128)> for Sum {
    fn from((count, amount_minor): (u64, i128)) -> Self {
        Self {
            count,
            amount_minor,
        }
    }
}

/// Sums of groups from a count and an amount in two halves each (see [`crate::db::counts`]).
pub fn summed<K>(rows: Vec<(K, i64, i64, i64)>) -> Result<Vec<(K, Sum)>, ApiError> {
    let sum = |(key, count, high, low): (K, i64, i64, i64)| {
        let sum = Sum {
            count: u64::try_from(count).map_err(ApiError::internal)?,
            amount_minor: i128::from(high) * HALF + i128::from(low),
        };
        Ok((key, sum))
    };
    rows.into_iter().map(sum).collect()
}

/// Posts what a change of the books comes to; what enters and leaves the same sum moves it once or not at all.
/// Problem `too_large` when a day's sum would leave 64 bits.
pub fn post(tx: &mut Tx<'_>, postings: &[Posting]) -> Result<(), ApiError> {
    store::apply(tx, netted(postings)?)
}

/// The sums of these kinds from the first to the last day, both included.
pub fn between(conn: &mut Conn, kinds: &[Kind], first: Date, last: Date) -> Result<Sum, ApiError> {
    store::between(conn, kinds, first, last)
}

/// The sums of single days, read at once where many spans of them are asked for.
pub struct Days {
    kinds: Vec<Kind>,
    first: Date,
    last: Date,
    sums: Vec<(Kind, Date, Sum)>,
}

impl Days {
    /// The days of these kinds from the first to the last, both included.
    pub fn read(
        conn: &mut Conn,
        kinds: &[Kind],
        first: Date,
        last: Date,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            kinds: kinds.to_vec(),
            first,
            last,
            sums: store::days(conn, kinds, first, last)?,
        })
    }

    /// The sums of these kinds from the first to the last day, if they were read.
    pub fn between(&self, kinds: &[Kind], first: Date, last: Date) -> Option<Sum> {
        let is_read = kinds.iter().all(|kind| self.kinds.contains(kind))
            && self.first <= first
            && last <= self.last;
        let is_asked = |(kind, day, _): &&(Kind, Date, Sum)| {
            kinds.contains(kind) && (first..=last).contains(day)
        };
        is_read.then(|| {
            let sums = self.sums.iter().filter(is_asked);
            sums.fold(Sum::default(), |sum, (_, _, day)| Sum {
                count: sum.count + day.count,
                amount_minor: sum.amount_minor + day.amount_minor,
            })
        })
    }
}

/// Whether any amount has been written down, be it in the trash: it fixes the currency.
pub fn has_money(conn: &mut Conn) -> Result<bool, ApiError> {
    store::has_money(conn)
}

/// One posting for each sum that moves, in a fixed order.
fn netted(postings: &[Posting]) -> Result<Vec<Posting>, ApiError> {
    let mut sums: HashMap<(Kind, Date), Posting> = HashMap::new();
    for posting in postings {
        let sum = sums.entry((posting.kind, posting.day)).or_insert(Posting {
            count: 0,
            amount_minor: 0,
            ..*posting
        });
        sum.count += posting.count;
        sum.amount_minor = sum
            .amount_minor
            .checked_add(posting.amount_minor)
            .ok_or_else(store::full)?;
    }
    let mut netted: Vec<Posting> = sums
        .into_values()
        .filter(|sum| sum.count != 0 || sum.amount_minor != 0)
        .collect();
    netted.sort_unstable_by_key(|sum| (sum.day, sum.kind));
    Ok(netted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(kind: Kind, day: &str, count: i64, amount_minor: i64) -> Posting {
        Posting {
            kind,
            day: day.parse().unwrap(),
            count,
            amount_minor,
        }
    }

    #[test]
    fn days_that_were_read_answer_every_span_of_them_and_no_other() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let sum = |count, amount_minor| Sum {
            count,
            amount_minor,
        };
        let days = Days {
            kinds: vec![Kind::Revenue, Kind::Spent],
            first: day("2026-10-01"),
            last: day("2026-11-02"),
            sums: vec![
                (Kind::Revenue, day("2026-10-31"), sum(2, 700)),
                (Kind::Revenue, day("2026-11-01"), sum(1, 500)),
                (Kind::Spent, day("2026-11-01"), sum(1, 40)),
            ],
        };
        let between = |kinds: &[Kind], first, last| days.between(kinds, day(first), day(last));
        for (kinds, first, last, expected) in [
            (
                vec![Kind::Revenue],
                "2026-10-01",
                "2026-10-31",
                Some(sum(2, 700)),
            ),
            (
                vec![Kind::Revenue],
                "2026-10-31",
                "2026-11-01",
                Some(sum(3, 1200)),
            ),
            (
                vec![Kind::Spent, Kind::Revenue],
                "2026-11-01",
                "2026-11-01",
                Some(sum(2, 540)),
            ),
            (
                vec![Kind::Spent],
                "2026-11-02",
                "2026-11-02",
                Some(sum(0, 0)),
            ),
            (vec![Kind::Spent], "2026-09-30", "2026-11-01", None),
            (vec![Kind::Spent], "2026-11-01", "2026-11-03", None),
            (vec![Kind::Open], "2026-11-01", "2026-11-01", None),
        ] {
            assert_eq!(between(&kinds, first, last), expected, "{first} to {last}");
        }
    }

    #[test]
    fn what_enters_and_leaves_the_same_sum_moves_it_once_or_not_at_all() {
        let (first, second) = ("2026-11-01", "2026-11-02");
        for (postings, expected) in [
            (vec![], vec![]),
            (
                vec![
                    posting(Kind::Open, first, -1, -500),
                    posting(Kind::Open, first, 1, 500),
                ],
                vec![],
            ),
            (
                vec![
                    posting(Kind::Open, second, -1, -500),
                    posting(Kind::Open, second, 1, 700),
                    posting(Kind::Revenue, first, 1, 700),
                ],
                vec![
                    posting(Kind::Revenue, first, 1, 700),
                    posting(Kind::Open, second, 0, 200),
                ],
            ),
        ] {
            assert_eq!(netted(&postings).unwrap(), expected);
        }
    }
}
