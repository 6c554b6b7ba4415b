//! The original's timestamps: text, in the local time of the computer it ran on, written in several ways.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// `2025-09-14 20:03:29.364352`, also with `T`, with fewer digits, without fraction, seconds or time.
pub fn parse(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "0:0"));
    Some(NaiveDateTime::new(day(date)?, clock(time.trim())?))
}

/// One spelling for one moment: what makes two copies of a row the same row.
pub fn spelled(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let year: i32 = number(year, 4)?.cast_signed();
    NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)
}

fn clock(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| number(second, 2))?;
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    // The fraction's later digits are no more than the original ever wrote.
    number(fraction, 9)?;
    NaiveTime::from_hms_micro_opt(hour, minute, second, number(&micros, 6)?)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let fits = (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if fits => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_moment_is_read() {
        for (text, expected) in [
            (
                "2025-09-14 20:03:29.364352",
                Some("2025-09-14T20:03:29.364352"),
            ),
            (
                "2025-09-14T20:03:29.364352",
                Some("2025-09-14T20:03:29.364352"),
            ),
            ("2025-09-14 20:03:29", Some("2025-09-14T20:03:29.000000")),
            ("2025-09-14 20:03:29.5", Some("2025-09-14T20:03:29.500000")),
            (
                "2025-09-14 20:03:29.123456789",
                Some("2025-09-14T20:03:29.123456"),
            ),
            ("2025-9-4 7:05", Some("2025-09-04T07:05:00.000000")),
            ("2025-09-14", Some("2025-09-14T00:00:00.000000")),
            (" 2025-09-14  20:03 ", Some("2025-09-14T20:03:00.000000")),
            ("2025-13-40", None),
            ("2025-02-29 00:00:00", None),
            ("2025-09-14 25:00:00", None),
            ("2025-09-14 20:03:29+01:00", None),
            ("2025-09-14 20:03:29Z", None),
            ("14/09/2025", None),
            ("25-09-14", None),
            ("2025-09-14 20:03:29.", None),
            ("2025-09-14 -1:00", None),
            ("", None),
            ("yesterday", None),
            ("２０２５-09-14", None),
        ] {
            assert_eq!(parse(text).map(spelled).as_deref(), expected, "{text:?}");
        }
    }
}
