//! What the calendar must get right.
use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn every_day_of_the_calendar_reads_back() {
    let mut day = Date::MIN;
    let mut count = 0_i64;
    loop {
        assert_eq!(day.to_string().parse(), Ok(day));
        assert_eq!(day.days(), count);
        if day == Date::MAX {
            break;
        }
        day = day.add_days(1);
        count += 1;
    }
    assert_eq!(Date::MAX.to_string(), "9999-12-31");
    assert_eq!(count, LAST_DAY);
}

#[test]
fn only_real_dates_in_one_spelling_are_read() {
    for (input, expected) in [
        ("2026-11-24", true),
        ("2024-02-29", true),
        ("2000-02-29", true),
        ("2100-02-29", false),
        ("2026-02-29", false),
        ("2026-04-31", false),
        ("2026-13-01", false),
        ("2026-00-10", false),
        ("2026-01-00", false),
        ("1969-12-31", false),
        ("0000-01-01", false),
        ("10000-01-01", false),
        ("2026-1-1", false),
        ("2026/11/24", false),
        ("2026-11-24T00:00:00Z", false),
        ("+026-11-24", false),
        (" 2026-11-24", false),
        ("２０２６-11-24", false),
        ("", false),
    ] {
        assert_eq!(input.parse::<Date>().is_ok(), expected, "{input:?}");
    }
}

#[test]
fn weeks_begin_on_monday() {
    for (input, weekday, monday) in [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-24", 1, "2026-11-23"),
        ("2026-11-29", 6, "2026-11-23"),
        ("2027-01-01", 4, "2026-12-28"),
        ("1970-01-05", 0, "1970-01-05"),
    ] {
        assert_eq!(date(input).weekday(), weekday, "{input}");
        assert_eq!(date(input).first_of_week(), date(monday), "{input}");
    }
}

#[test]
fn months_have_their_own_length() {
    for (input, first, last) in [
        ("2026-11-24", "2026-11-01", "2026-11-30"),
        ("2024-02-10", "2024-02-01", "2024-02-29"),
        ("2026-02-28", "2026-02-01", "2026-02-28"),
        ("2026-12-31", "2026-12-01", "2026-12-31"),
    ] {
        assert_eq!(date(input).first_of_month(), date(first));
        assert_eq!(date(input).last_of_month(), date(last));
    }
}

#[test]
fn adding_months_stays_in_the_month_meant() {
    for (input, months, expected) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-15", -5, "2025-12-15"),
        ("2026-11-24", 14, "2028-01-24"),
        ("1970-02-01", -2, "1970-01-01"),
        ("9999-12-01", 1, "9999-12-31"),
    ] {
        assert_eq!(
            date(input).add_months(months),
            date(expected),
            "{input} {months}"
        );
    }
}

#[test]
fn the_calendar_ends_instead_of_overflowing() {
    assert_eq!(Date::MAX.add_days(i64::MAX), Date::MAX);
    assert_eq!(Date::MIN.add_days(i64::MIN), Date::MIN);
    assert_eq!(Date::MIN.add_months(i64::MIN), Date::MIN);
    assert_eq!(Date::MAX.add_months(i64::MAX), Date::MAX);
    assert_eq!(Date::MIN.first_of_week(), Date::MIN);
}

#[test]
fn months_are_written_without_a_day() {
    let month = Month::of(date("2026-11-24"));
    assert_eq!(month.to_string(), "2026-11");
    assert_eq!("2026-11".parse(), Ok(month));
    assert_eq!(month.plus(-5).to_string(), "2026-06");
    assert_eq!(month.last(), date("2026-11-30"));
    for wrong in ["2026-13", "2026-11-01", "2026", "26-11"] {
        assert!(wrong.parse::<Month>().is_err(), "{wrong}");
    }
}

#[test]
fn a_date_is_a_string_on_the_wire() {
    assert_eq!(
        serde_json::to_string(&date("2026-11-24")).unwrap(),
        "\"2026-11-24\""
    );
    assert_eq!(
        serde_json::from_str::<Date>("\"2026-11-24\"").unwrap(),
        date("2026-11-24")
    );
    assert!(serde_json::from_str::<Date>("20261124").is_err());
}
