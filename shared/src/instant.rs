//! A moment in time: milliseconds since 1970 in UTC, RFC 3339 on the wire.
use std::fmt;
use std::str::FromStr;

use crate::date::{Date, civil_from_days, days_from_civil, days_in_month};
use crate::digits::{Space, digits, numbers_over};
use crate::issue::{FieldCode, FieldIssue};

const DAY_MS: i64 = 86_400_000;
const FIRST_MS: i64 = -62_135_596_800_000;
const LAST_MS: i64 = 253_402_300_799_999;

/// A moment, in whole milliseconds, from year 1 to year 9999; on the wire `"2026-11-24T20:11:28.000Z"` (API.md §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    millis: i64,
}

impl Instant {
    /// The moment this many milliseconds after the start of 1970 UTC, held within years 1 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self {
            millis: millis.clamp(FIRST_MS, LAST_MS),
        }
    }

    /// Milliseconds since the start of 1970 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.millis
    }

    /// Later by this many milliseconds (earlier, when negative).
    #[must_use]
    pub fn plus_ms(self, millis: i64) -> Self {
        Self::from_millis(self.millis.saturating_add(millis))
    }

    /// Milliseconds since an earlier moment; negative when that one is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.millis - earlier.millis
    }

    /// The calendar day in UTC, held within [`Date`]'s range.
    #[must_use]
    pub fn date_utc(self) -> Date {
        Date::from_days(self.millis.div_euclid(DAY_MS))
    }

    fn text(self, space: &mut Space) -> &str {
        let (year, month, day) = civil_from_days(self.millis.div_euclid(DAY_MS));
        let of_day = self.millis.rem_euclid(DAY_MS);
        let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (second, milli) = (of_day / 1_000 % 60, of_day % 1_000);
        let parts = [
            (0..4, year),
            (5..7, month),
            (8..10, day),
            (11..13, hour),
            (14..16, minute),
            (17..19, second),
            (20..23, milli),
        ];
        numbers_over("0000-00-00T00:00:00.000Z", parts, space)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; _]))
    }
}

impl FromStr for Instant {
    type Err = FieldIssue;

    /// Reads RFC 3339 with any offset; digits below the millisecond are cut off.
    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        parse(text).map(Self::from_millis).ok_or_else(|| {
            FieldIssue::new(
                FieldCode::BadFormat,
                "Must be a time with offset, such as 2026-11-24T20:11:28Z.",
            )
        })
    }
}

text_serde!(Instant, |instant, space| instant.text(space));

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Instant {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::instant()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Instant {}

fn parse(text: &str) -> Option<i64> {
    let (date, rest) = (text.get(0..10)?, text.get(10..)?);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = (rest.get(0..8)?, rest.get(8..)?);
    let (fraction_ms, offset) = split_fraction(rest)?;
    let days = day_number(date)?;
    let clock_ms = clock_ms(clock)?;
    Some(days * DAY_MS + clock_ms + fraction_ms - offset_ms(offset)?)
}

fn day_number(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let lengths_fit = year.len() == 4 && month.len() == 2 && day.len() == 2;
    let (year, month, day) = (digits(year)?, digits(month)?, digits(day)?);
    let exists = (1..=days_in_month(year, month)).contains(&day);
    (lengths_fit && exists && parts.next().is_none()).then(|| days_from_civil(year, month, day))
}

/// Milliseconds of `HH:MM:SS`; a leap second (`:60`) is the first moment of the next minute.
fn clock_ms(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let lengths_fit = hour.len() == 2 && minute.len() == 2 && second.len() == 2;
    let (hour, minute, second) = (digits(hour)?, digits(minute)?, digits(second)?);
    let exists = hour <= 23 && minute <= 59 && second <= 60;
    (lengths_fit && exists).then_some(((hour * 60 + minute) * 60 + second) * 1_000)
}

/// Splits `.123456Z` into whole milliseconds and the offset that follows.
fn split_fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (fraction, offset) = rest.split_at(end);
    let three: String = fraction.chars().chain("000".chars()).take(3).collect();
    (!fraction.is_empty()).then_some((digits(&three)?, offset))
}

/// Milliseconds east of UTC of `Z`, `+01:00` or `-08:00`.
fn offset_ms(text: &str) -> Option<i64> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let lengths_fit = hours.len() == 2 && minutes.len() == 2;
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    let exists = hours <= 23 && minutes <= 59;
    (lengths_fit && exists).then_some(sign * (hours * 60 + minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_read_and_utc_is_written() {
        for (input, expected) in [
            ("2026-11-24T20:11:28.000Z", "2026-11-24T20:11:28.000Z"),
            ("2026-11-24T21:11:28+01:00", "2026-11-24T20:11:28.000Z"),
            ("2026-11-24T12:41:28.5-07:30", "2026-11-24T20:11:28.500Z"),
            ("2026-11-24t20:11:28.123456789z", "2026-11-24T20:11:28.123Z"),
            ("2026-11-24 20:11:28Z", "2026-11-24T20:11:28.000Z"),
            ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("0001-01-01T00:00:00+12:00", "0001-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
        ] {
            assert_eq!(
                input.parse::<Instant>().unwrap().to_string(),
                expected,
                "{input}"
            );
        }
    }

    #[test]
    fn what_is_not_rfc_3339_is_refused() {
        for wrong in [
            "",
            "2026-11-24",
            "2026-11-24T20:11:28",
            "2026-11-24T20:11Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T20:60:00Z",
            "2026-11-24T20:11:61Z",
            "2026-02-30T00:00:00Z",
            "2026-11-24T20:11:28.Z",
            "2026-11-24T20:11:28+0100",
            "2026-11-24T20:11:28+24:00",
            "2026-11-24T20:11:28ZZ",
            "+2026-11-24T20:11:28Z",
            "1790000000000",
        ] {
            assert!(wrong.parse::<Instant>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn milliseconds_and_text_agree() {
        let at = Instant::from_millis(1_795_551_088_250);
        assert_eq!(at.to_string().parse(), Ok(at));
        assert_eq!(at.plus_ms(750).ms_since(at), 750);
        assert_eq!(Instant::from_millis(-1).date_utc(), Date::MIN);
        assert_eq!(
            Instant::from_millis(86_400_000).date_utc().to_string(),
            "1970-01-02"
        );
        assert_eq!(
            Instant::from_millis(i64::MAX).to_string(),
            "9999-12-31T23:59:59.999Z"
        );
        assert_eq!(
            Instant::from_millis(i64::MIN).to_string(),
            "0001-01-01T00:00:00.000Z"
        );
    }
}
