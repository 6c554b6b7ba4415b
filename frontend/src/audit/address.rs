//! What the page's address asks for, and the addresses that ask otherwise. Days are the shop's; the API takes instants.

use shared::audit::{EventQuery, EventSort};
use shared::date::Date;
use shared::instant::Instant;
use shared::page::Sort;

use crate::ui::address::address;
use crate::ui::period::Days;
use crate::ui::when::shop_time;

pub const PATH: &str = "/audit";
const HOUR_MS: i64 = 3_600_000;

/// As the server is asked: the newest first, unless another order is meant.
pub fn asked(query: &EventQuery) -> EventQuery {
    let newest_first = Sort::by(EventSort::Seq, true);
    EventQuery {
        sort: query.sort.clone().or(Some(newest_first)),
        include_total: true,
        ..query.clone()
    }
}

/// The address of another question, from its first page.
pub fn changed(query: &EventQuery, change: impl FnOnce(&mut EventQuery)) -> String {
    let mut other = query.clone();
    other.cursor = None;
    change(&mut other);
    address(PATH, &other)
}

/// Where the API gives all of it as a file.
pub fn export(query: &EventQuery) -> String {
    address("/events/export", &query.filter())
}

/// The events of these days.
pub fn on_days(query: &EventQuery, (from, to): Days, zone: &str) -> String {
    changed(query, |other| {
        other.at_from = from.map(|day| start_of(day, zone));
        other.at_before = to.map(|day| start_of(day.add_days(1), zone));
    })
}

/// The days that are asked for, by the shop's clock.
pub fn days(query: &EventQuery, zone: &str) -> Days {
    let from = query.at_from.map(|at| shop_time(at, zone).on);
    let last = query.at_before.map(|at| shop_time(at.plus_ms(-1), zone).on);
    (from, last)
}

/// When the shop's clock first showed this day, or one behind it: a zone may have skipped the day, or its midnight.
fn start_of(day: Date, zone: &str) -> Instant {
    first_on(day, |at| shop_time(at, zone).on)
}

/// No zone is more than a day away from UTC.
fn first_on(day: Date, on: impl Fn(Instant) -> Date) -> Instant {
    let noon_ms = day.days() * 24 * HOUR_MS;
    let (mut before, mut there) = (noon_ms - 30 * HOUR_MS, noon_ms + 30 * HOUR_MS);
    while there - before > 1 {
        let middle = before + (there - before) / 2;
        match on(Instant::from_millis(middle)) < day {
            true => before = middle,
            false => there = middle,
        }
    }
    Instant::from_millis(there)
}

/// What lies around this event, in the order of the journal.
pub fn around(seq: u64) -> String {
    let after = i64::try_from(seq).unwrap_or(i64::MAX).saturating_sub(4);
    let query = EventQuery {
        after: (after > 0).then_some(after),
        sort: Some(Sort::by(EventSort::Seq, false)),
        ..EventQuery::default()
    };
    address(PATH, &query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_when_the_clock_first_shows_it() {
        let day: Date = "2026-11-24".parse().unwrap();
        for (offset_h, start) in [
            (0, "2026-11-24T00:00:00.000Z"),
            (1, "2026-11-23T23:00:00.000Z"),
            (14, "2026-11-23T10:00:00.000Z"),
            (-11, "2026-11-24T11:00:00.000Z"),
        ] {
            let on = |at: Instant| at.plus_ms(offset_h * HOUR_MS).date_utc();
            assert_eq!(first_on(day, on).to_string(), start);
        }
        // The clock goes from 23:59 to 01:00 of the next day.
        let skips = |at: Instant| {
            let midnight: Instant = "2026-11-24T00:00:00.000Z".parse().unwrap();
            let ahead = if at >= midnight { HOUR_MS } else { 0 };
            at.plus_ms(ahead).date_utc()
        };
        assert_eq!(first_on(day, skips).to_string(), "2026-11-24T00:00:00.000Z");
    }

    #[test]
    fn what_lies_around_an_event_begins_with_three_before_it() {
        assert_eq!(around(42), "/audit?after=38&sort=seq");
        assert_eq!(around(2), "/audit?sort=seq");
    }
}
