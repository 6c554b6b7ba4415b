//! The shop's calendar: which day an instant belongs to, and when a day begins, in the shop's time zone.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use shared::date::Date;
use shared::instant::Instant;

use crate::error::ApiError;
use crate::stored::stored;

/// A time zone of the IANA database, such as `Africa/Lagos`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    pub fn parse(name: &str) -> Option<Self> {
        match name.parse::<Tz>() {
            Ok(zone) => Some(Self(zone)),
            Err(_unknown) => None,
        }
    }

    /// The day of the shop's calendar that the instant belongs to.
    pub fn day_of(self, at: Instant) -> Result<Date, ApiError> {
        let utc: DateTime<Utc> = DateTime::from_timestamp_millis(at.millis())
            .ok_or_else(|| ApiError::broken("an instant out of range"))?;
        let day = utc.with_timezone(&self.0).date_naive();
        stored(&day.format("%Y-%m-%d").to_string())
    }

    /// The first instant of the day. Some days have no midnight: the clock jumps over it.
    pub fn start_of(self, day: Date) -> Result<Instant, ApiError> {
        let text = day.to_string();
        let naive: NaiveDate = text.parse().map_err(ApiError::internal)?;
        for minutes in 0..=(4 * 60) {
            let wall = naive.and_hms_opt(minutes / 60, minutes % 60, 0);
            let found = wall.and_then(|wall| self.0.from_local_datetime(&wall).earliest());
            if let Some(at) = found {
                return Ok(Instant::from_millis(at.timestamp_millis()));
            }
        }
        Err(ApiError::broken(format!("the day {text} has no beginning")))
    }

    /// A time as a clock on the wall shows it in the zone. One that the clocks skipped counts as the first full minute
    /// after it, one that they showed twice as the earlier.
    pub fn on_the_clock(self, wall: NaiveDateTime) -> Option<OnTheClock> {
        let shown = |wall: NaiveDateTime| {
            let at = self.0.from_local_datetime(&wall).earliest()?;
            let at = Instant::from_millis(at.timestamp_millis());
            Some(OnTheClock { at, wall })
        };
        let minute = wall.with_second(0)?.with_nanosecond(0)?;
        let later = (1..=SKIPPED_MINUTES_MAX)
            .filter_map(|minutes| minute.checked_add_signed(Duration::minutes(minutes)));
        std::iter::once(wall).chain(later).find_map(shown)
    }
}

/// Islands that changed sides of the date line skipped a day.
const SKIPPED_MINUTES_MAX: i64 = 24 * 60 + 1;

/// An instant, and the time that the clocks of its zone showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheClock {
    pub at: Instant,
    pub wall: NaiveDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(zone: &str, at: &str) -> String {
        let at: DateTime<Utc> = at.parse().unwrap();
        let zone = Zone::parse(zone).unwrap();
        zone.day_of(Instant::from_millis(at.timestamp_millis()))
            .unwrap()
            .to_string()
    }

    #[test]
    fn b24_a_sale_just_after_midnight_in_lagos_belongs_to_the_new_day() {
        assert_eq!(
            day("Africa/Lagos", "2026-11-24T22:59:59.999Z"),
            "2026-11-24"
        );
        assert_eq!(
            day("Africa/Lagos", "2026-11-24T23:00:00.000Z"),
            "2026-11-25"
        );
        assert_eq!(day("UTC", "2026-11-24T23:00:00.000Z"), "2026-11-24");
    }

    #[test]
    fn a_day_without_midnight_begins_at_its_first_instant() {
        let start = |zone: &str, day: &str| {
            Zone::parse(zone)
                .unwrap()
                .start_of(day.parse().unwrap())
                .unwrap()
                .to_string()
        };
        assert_eq!(
            start("Africa/Lagos", "2026-11-25"),
            "2026-11-24T23:00:00.000Z"
        );
        // The clocks of Santiago went from 23:59:59 on 2 September to 01:00:00 on 3 September 2023.
        assert_eq!(
            start("America/Santiago", "2023-09-03"),
            "2023-09-03T04:00:00.000Z"
        );
    }

    #[test]
    fn a_time_that_the_clocks_skipped_is_the_next_that_they_showed() {
        for (zone, wall, shown, at) in [
            (
                "America/New_York",
                "2025-03-09T02:30:00.5",
                "2025-03-09T03:00:00",
                "2025-03-09T07:00:00.000Z",
            ),
            (
                "America/New_York",
                "2025-03-09T03:10:00.5",
                "2025-03-09T03:10:00.5",
                "2025-03-09T07:10:00.500Z",
            ),
            // Half past one came twice.
            (
                "America/New_York",
                "2025-11-02T01:30:00",
                "2025-11-02T01:30:00",
                "2025-11-02T05:30:00.000Z",
            ),
            // Samoa had no 30 December 2011.
            (
                "Pacific/Apia",
                "2011-12-30T00:00:00",
                "2011-12-31T00:00:00",
                "2011-12-30T10:00:00.000Z",
            ),
        ] {
            let zone = Zone::parse(zone).unwrap();
            let found = zone.on_the_clock(wall.parse().unwrap()).unwrap();
            let told = (found.wall, found.at.to_string());
            assert_eq!(told, (shown.parse().unwrap(), at.to_owned()), "{wall}");
        }
    }

    #[test]
    fn an_unknown_zone_is_refused() {
        assert_eq!(Zone::parse("Africa/Kingsway"), None);
    }
}
