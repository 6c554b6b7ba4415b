//! Periods of days: their steps, and the period that stands beside one.
use serde::{Deserialize, Serialize};

use super::Compare;
use crate::date::{Date, Month};

closed_enum! {
    /// How a period is cut.
    Step {
        /// Day by day.
        Day = "day",
        /// Weeks from Monday; the first and the last may be shorter.
        Week = "week",
        /// Calendar months; the first and the last may be shorter.
        Month = "month",
    }
}

/// From a day to a day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day, not before the first.
    pub to: Date,
}

impl Period {
    /// How many days it has, 1 or more.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.to.days() - self.from.days() + 1
    }

    /// The steps that suit its length.
    #[must_use]
    pub const fn step(self) -> Step {
        match self.days() {
            ..=31 => Step::Day,
            32..=184 => Step::Week,
            _ => Step::Month,
        }
    }

    /// Its steps in their order; the first and the last end with the period.
    #[must_use]
    pub fn cut(self, by: Step) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = self.from;
        loop {
            let last = match by {
                Step::Day => from,
                Step::Week => from.first_of_week().add_days(6),
                Step::Month => Month::of(from).last(),
            };
            let to = last.min(self.to);
            parts.push(Self { from, to });
            if to >= self.to {
                return parts;
            }
            from = to.add_days(1);
        }
    }

    /// The period beside it; none when none is asked for, or when it would lie before the calendar.
    ///
    /// Beside 1–15 November stands 1–15 October, beside a quarter the quarter before, beside ten other days the ten before.
    #[must_use]
    pub fn beside(self, compare: Compare) -> Option<Self> {
        match compare {
            Compare::None => None,
            Compare::Year => self.months_earlier(12),
            Compare::Previous if self.from.day() == 1 => {
                let first = Month::of(self.from).first();
                let months =
                    (self.to.year() - first.year()) * 12 + self.to.month() - first.month() + 1;
                self.months_earlier(months)
            }
            Compare::Previous => {
                let to = self.from.days() - 1;
                let from = to - self.days() + 1;
                (from >= Date::MIN.days()).then(|| Self {
                    from: Date::from_days(from),
                    to: Date::from_days(to),
                })
            }
        }
    }

    /// The same days of earlier months; the end of a month stays the end of a month.
    fn months_earlier(self, months: i64) -> Option<Self> {
        let earlier = |day: Date| {
            let reaches = (day.year() - Date::MIN.year()) * 12 + day.month() > months;
            reaches.then(|| day.add_months(-months))
        };
        let is_end = self.to == Month::of(self.to).last() && self.from.day() == 1;
        let to = earlier(self.to)?;
        let to = if is_end { Month::of(to).last() } else { to };
        Some(Self {
            from: earlier(self.from)?,
            to,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        let day = |text: &str| text.parse().unwrap();
        Period {
            from: day(from),
            to: day(to),
        }
    }

    type Days = (&'static str, &'static str);

    const CASES: [(Days, Compare, Option<Days>); 17] = [
        (
            ("2026-11-01", "2026-11-30"),
            Compare::Previous,
            Some(("2026-10-01", "2026-10-31")),
        ),
        (
            ("2026-11-01", "2026-11-15"),
            Compare::Previous,
            Some(("2026-10-01", "2026-10-15")),
        ),
        (
            ("2026-03-01", "2026-03-31"),
            Compare::Previous,
            Some(("2026-02-01", "2026-02-28")),
        ),
        (
            ("2026-03-01", "2026-03-30"),
            Compare::Previous,
            Some(("2026-02-01", "2026-02-28")),
        ),
        (
            ("2026-10-01", "2026-12-31"),
            Compare::Previous,
            Some(("2026-07-01", "2026-09-30")),
        ),
        (
            ("2026-01-01", "2026-12-31"),
            Compare::Previous,
            Some(("2025-01-01", "2025-12-31")),
        ),
        (
            ("2026-11-23", "2026-11-29"),
            Compare::Previous,
            Some(("2026-11-16", "2026-11-22")),
        ),
        (
            ("2026-11-24", "2026-11-24"),
            Compare::Previous,
            Some(("2026-11-23", "2026-11-23")),
        ),
        (
            ("2028-02-01", "2028-02-29"),
            Compare::Year,
            Some(("2027-02-01", "2027-02-28")),
        ),
        (
            ("2027-02-01", "2027-02-28"),
            Compare::Year,
            Some(("2026-02-01", "2026-02-28")),
        ),
        (
            ("2029-02-01", "2029-02-28"),
            Compare::Year,
            Some(("2028-02-01", "2028-02-29")),
        ),
        (
            ("2028-02-29", "2028-02-29"),
            Compare::Year,
            Some(("2027-02-28", "2027-02-28")),
        ),
        (
            ("2026-11-05", "2026-11-09"),
            Compare::Year,
            Some(("2025-11-05", "2025-11-09")),
        ),
        (("2026-11-05", "2026-11-09"), Compare::None, None),
        (("1970-01-01", "1970-01-31"), Compare::Previous, None),
        (("1970-03-05", "1970-03-31"), Compare::Year, None),
        (("1970-01-02", "1970-01-04"), Compare::Previous, None),
    ];

    #[test]
    fn beside_a_period_stands_what_can_be_compared() {
        for (of, compare, expected) in CASES {
            let expected = expected.map(|(from, to)| period(from, to));
            assert_eq!(
                period(of.0, of.1).beside(compare),
                expected,
                "{of:?} {compare}"
            );
        }
    }

    #[test]
    fn steps_cover_each_day_once() {
        let year_end = period("2026-12-30", "2027-01-12");
        let weeks = [
            ("2026-12-30", "2027-01-03"),
            ("2027-01-04", "2027-01-10"),
            ("2027-01-11", "2027-01-12"),
        ];
        assert_eq!(
            year_end.cut(Step::Week),
            weeks.map(|(from, to)| period(from, to))
        );
        let months = [("2026-12-30", "2026-12-31"), ("2027-01-01", "2027-01-12")];
        assert_eq!(
            year_end.cut(Step::Month),
            months.map(|(from, to)| period(from, to))
        );
        assert_eq!(year_end.cut(Step::Day).len(), 14);
        let last = period("9999-12-30", "9999-12-31");
        assert_eq!(last.cut(Step::Week).len(), 1);
        for by in Step::ALL {
            let parts = period("2024-02-11", "2028-03-01").cut(*by);
            let days: i64 = parts.iter().map(|part| part.days()).sum();
            assert_eq!(days, period("2024-02-11", "2028-03-01").days());
        }
    }
}
