//! The plain calendar: a date and a month without clock or zone.
use std::fmt;
use std::str::FromStr;

use crate::digits::{Space, digits, numbers_over};
use crate::issue::{FieldCode, FieldIssue};

/// Number of days from 1970-01-01 to 9999-12-31.
const LAST_DAY: i64 = 2_932_896;

/// A day of the shop's calendar, from 1970-01-01 to 9999-12-31; on the wire `"2026-11-24"` (API.md §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01, 0 to [`LAST_DAY`].
    days: i64,
}

impl Date {
    /// 1970-01-01, the first date there is.
    pub const MIN: Self = Self { days: 0 };
    /// 9999-12-31, the last date there is.
    pub const MAX: Self = Self { days: LAST_DAY };

    /// The date of a year (1970–9999), month (1–12) and day (1–31), if there is such a day.
    #[must_use]
    pub fn from_ymd(year: i64, month: i64, day: i64) -> Option<Self> {
        let in_range = (1970..=9999).contains(&year) && (1..=12).contains(&month);
        let exists = in_range && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| Self {
            days: days_from_civil(year, month, day),
        })
    }

    /// The date that lies this many days after 1970-01-01, held within the calendar at both ends.
    #[must_use]
    pub fn from_days(days: i64) -> Self {
        Self {
            days: days.clamp(0, LAST_DAY),
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.days
    }

    /// Year, 1970–9999.
    #[must_use]
    pub fn year(self) -> i64 {
        civil_from_days(self.days).0
    }

    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> i64 {
        civil_from_days(self.days).1
    }

    /// Day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> i64 {
        civil_from_days(self.days).2
    }

    /// Day of the week, Monday = 0 to Sunday = 6.
    #[must_use]
    pub const fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.days + 3) % 7
    }

    /// Later (or earlier, when negative) by this many days; held within the calendar at both ends.
    #[must_use]
    pub fn add_days(self, days: i64) -> Self {
        Self::from_days(self.days.saturating_add(days))
    }

    fn text(self, space: &mut Space) -> &str {
        let (year, month, day) = civil_from_days(self.days);
        let parts = [(0..4, year), (5..7, month), (8..10, day)];
        numbers_over("0000-00-00", parts, space)
    }

    /// The same day of a later (or earlier) month, or that month's last day: 31 January + 1 = 28 or 29 February.
    #[must_use]
    pub fn add_months(self, months: i64) -> Self {
        let (year, month, day) = civil_from_days(self.days);
        let count = (year * 12 + month - 1).saturating_add(months);
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        match Self::from_ymd(year, month, day.min(days_in_month(year, month))) {
            Some(date) => date,
            None if months < 0 => Self::MIN,
            None => Self::MAX,
        }
    }

    /// The Monday of this week.
    #[must_use]
    pub fn first_of_week(self) -> Self {
        self.add_days(-self.weekday())
    }

    /// The first day of this month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        self.add_days(1 - self.day())
    }

    /// The last day of this month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        let (year, month, day) = civil_from_days(self.days);
        self.add_days(days_in_month(year, month) - day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; _]))
    }
}

impl FromStr for Date {
    type Err = FieldIssue;

    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        let parsed = || {
            let (year, month, day) = (text.get(0..4)?, text.get(5..7)?, text.get(8..10)?);
            let hyphens = text.get(4..5)? == "-" && text.get(7..8)? == "-";
            let fits = hyphens && text.len() == 10;
            fits.then_some((digits(year)?, digits(month)?, digits(day)?))
        };
        parsed()
            .and_then(|(year, month, day)| Self::from_ymd(year, month, day))
            .ok_or_else(|| {
                FieldIssue::new(
                    FieldCode::BadFormat,
                    "Must be a date from 1970 to 9999, such as 2026-11-24.",
                )
            })
    }
}

text_serde!(Date, |date, space| date.text(space));

/// A calendar month, from 1970-01 to 9999-12; on the wire `"2026-11"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self {
            first: date.first_of_month(),
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// A later (or earlier, when negative) month.
    #[must_use]
    pub fn plus(self, months: i64) -> Self {
        Self::of(self.first.add_months(months))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = FieldIssue;

    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        match format!("{text}-01").parse::<Date>() {
            Ok(date) => Ok(Self::of(date)),
            Err(_) => Err(FieldIssue::new(
                FieldCode::BadFormat,
                "Must be a month, such as 2026-11.",
            )),
        }
    }
}

text_serde!(Month);

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Date {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::date()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Date {}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Month {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::month()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Month {}

/// Length of a month in the Gregorian calendar; 0 for a month that does not exist.
pub(crate) const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
pub(crate) const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970-01-01 (Howard Hinnant's `civil_from_days`).
pub(crate) const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests;
