//! The shop's calendar: which day an instant belongs to, and when a day begins, in the shop's time zone.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
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

    /// A wall-clock time of the zone (milliseconds from the day's nominal midnight) as an instant; a time that the
    /// clock jumped over counts as the first one after the jump, a time that came twice as the earlier.
    pub fn instant_of(self, wall: chrono::NaiveDateTime) -> Option<Instant> {
        let mut wall = wall;
        for _ in 0..8 {
            if let Some(at) = self.0.from_local_datetime(&wall).earliest() {
                return Some(Instant::from_millis(at.timestamp_millis()));
            }
            wall += chrono::Duration::minutes(30);
        }
        None
    }
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
    fn an_unknown_zone_is_refused() {
        assert_eq!(Zone::parse("Africa/Kingsway"), None);
    }
}
