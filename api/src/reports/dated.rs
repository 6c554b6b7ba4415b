//! Money in and out by the steps of a period.

use shared::date::{Date, Month};
use shared::reports::{Period, Report, ReportOut, ReportRow, Step};

use super::asked::{Asked, plus};
use super::books::{Books, Kind};
use super::lists;
use crate::db::Conn;
use crate::error::ApiError;
use crate::ledger::Sum;

/// What came in and went out in some days.
#[derive(Clone, Copy, Default)]
struct InOut {
    taken: Sum,
    spent: Sum,
}

pub fn report(conn: &mut Conn, asked: &Asked<'_>, by: Step) -> Result<Report, ApiError> {
    let steps = asked.period.cut(by);
    let now = sums(conn, asked, &steps)?;
    let before = match asked.compared {
        Some(beside) => Some(sums(conn, asked, &beside.cut(by))?),
        None => None,
    };
    // Step stands beside step: the third day beside the third day.
    let beside = |at: usize| {
        before
            .as_ref()
            .map(|all| all.get(at).copied().unwrap_or_default())
    };
    let rows = steps.iter().zip(&now).enumerate();
    let rows = rows.map(|(at, (step, sums))| row(asked, *step, *sums, beside(at)));
    let rows = rows.collect();
    let before = before.map(|all| whole(&all));
    let mut total = row(asked, asked.period, whole(&now), before);
    "total".clone_into(&mut total.key);
    "Total".clone_into(&mut total.label);
    Ok(Report {
        period: asked.period,
        compared: asked.compared,
        by: Some(by),
        own_only: asked.actor.is_limited(),
        rows,
        others: None,
        total,
    })
}

fn sums(conn: &mut Conn, asked: &Asked<'_>, steps: &[Period]) -> Result<Vec<InOut>, ApiError> {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return Ok(Vec::new());
    };
    let mut books = Books::open(conn, asked.actor, first.from, last.to)?;
    let mut of = |step: &Period| {
        Ok(InOut {
            taken: books.between(Kind::Done, step.from, step.to)?,
            spent: books.between(Kind::Spent, step.from, step.to)?,
        })
    };
    steps.iter().map(&mut of).collect()
}

fn whole(all: &[InOut]) -> InOut {
    all.iter().fold(InOut::default(), |sum, one| InOut {
        taken: plus(sum.taken, one.taken),
        spent: plus(sum.spent, one.spent),
    })
}

fn row(asked: &Asked<'_>, step: Period, sums: InOut, before: Option<InOut>) -> ReportRow {
    let name = (step.from.to_string(), label(step));
    let mut row = asked.row(name, sums.taken, Some(lists::done(step, "")));
    row.compared = before.map(|before| asked.sum(before.taken));
    row.out = Some(ReportOut {
        count: sums.spent.count,
        money: asked.money(sums.spent),
        compared: before.map(|before| asked.sum(before.spent)),
        list: lists::spent(step),
    });
    row
}

/// “24 Nov 2026”, “23 – 29 Nov 2026”, “Nov 2026”.
fn label(Period { from, to }: Period) -> String {
    let end = short(to);
    let month = Month::of(from);
    if from == to {
        return end;
    }
    if month.first() == from && month.last() == to {
        return format!("{} {}", month_name(to), to.year());
    }
    match (month == Month::of(to), from.year() == to.year()) {
        (true, _) => format!("{} – {end}", from.day()),
        (false, true) => format!("{} {} – {end}", from.day(), month_name(from)),
        (false, false) => format!("{} – {end}", short(from)),
    }
}

fn short(day: Date) -> String {
    format!("{} {} {}", day.day(), month_name(day), day.year())
}

fn month_name(day: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let at = usize::try_from(day.month() - 1).unwrap_or_default();
    NAMES.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_named_as_people_name_them() {
        for (from, to, expected) in [
            ("2026-11-24", "2026-11-24", "24 Nov 2026"),
            ("2026-11-23", "2026-11-29", "23 – 29 Nov 2026"),
            ("2026-11-30", "2026-12-06", "30 Nov – 6 Dec 2026"),
            ("2026-12-28", "2027-01-03", "28 Dec 2026 – 3 Jan 2027"),
            ("2026-11-01", "2026-11-30", "Nov 2026"),
            ("2028-02-01", "2028-02-28", "1 – 28 Feb 2028"),
        ] {
            let period = Period {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
            };
            assert_eq!(label(period), expected);
        }
    }
}
