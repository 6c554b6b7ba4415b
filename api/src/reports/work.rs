//! What waits: jobs that are not completed, by the age of the day they took place.

use shared::date::Date;
use shared::reports::{Report, shares_bp};

use super::asked::{Asked, plus};
use super::books::{Books, Kind};
use super::lists;
use crate::db::Conn;
use crate::error::ApiError;
use crate::ledger::Sum;

/// Days of age: from, to (the last is open), and what people read.
const AGES: [(i64, Option<i64>, &str); 6] = [
    (0, Some(0), "Today"),
    (1, Some(2), "1 – 2 days"),
    (3, Some(7), "3 – 7 days"),
    (8, Some(30), "8 – 30 days"),
    (31, Some(90), "31 – 90 days"),
    (91, None, "Older"),
];

pub fn report(conn: &mut Conn, asked: &Asked<'_>) -> Result<Report, ApiError> {
    let mut books = Books::open(conn, asked.actor, asked.today, asked.today)?;
    let mut rows = Vec::with_capacity(AGES.len());
    let mut amounts = Vec::with_capacity(AGES.len());
    let mut all = Sum::default();
    for (least, most, label) in AGES {
        // A day ahead of today belongs to today: the clock or the zone was put back.
        let to = if least == 0 {
            Date::MAX
        } else {
            asked.today.add_days(-least)
        };
        let from = most.map(|most| asked.today.add_days(-most));
        let sum = books.between(Kind::Open, from.unwrap_or(Date::MIN), to)?;
        let days = match (from, least) {
            (Some(from), 0) => format!("&occurred_on_from={from}"),
            (Some(from), _) => format!("&occurred_on_from={from}&occurred_on_to={to}"),
            (None, _) => format!("&occurred_on_to={to}"),
        };
        let key = format!("days_{least}");
        rows.push(asked.row((key, label.to_owned()), sum, Some(lists::unfinished(&days))));
        amounts.push(sum.amount_minor);
        all = plus(all, sum);
    }
    let name = ("total".to_owned(), "Total".to_owned());
    let mut total = asked.row(name, all, Some(lists::unfinished("")));
    if let Some(shares) = shares_bp(&amounts) {
        rows.iter_mut()
            .zip(shares)
            .for_each(|(row, share)| row.share_bp = Some(share));
        total.share_bp = Some(10_000);
    }
    Ok(Report {
        period: asked.period,
        compared: None,
        by: None,
        own_only: asked.actor.is_limited(),
        rows,
        others: None,
        total,
    })
}
