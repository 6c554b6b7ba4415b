//! When an old row took place: its moment, its day of the shop's calendar, or why it has none.

use shared::date::{Date, Month};
use shared::instant::Instant;

use super::{Reading, moment};
use crate::imports::source::Value;

/// When a row took place.
pub struct When {
    pub created: String,
    pub at: Option<Instant>,
    /// What is to be said of a time that no clock showed.
    pub skipped: Option<String>,
    pub month: Option<Month>,
    /// Moment and shop's day, or why the row stays out.
    pub day: Result<(Instant, Date), String>,
}

impl When {
    pub fn read(value: &Value, reading: &Reading) -> Self {
        let wall = value.text().and_then(moment::parse);
        let no_day = || format!("The date “{}” is no day", value.shown());
        let shown = wall.and_then(|wall| reading.source_zone.on_the_clock(wall));
        let at = shown.map(|shown| shown.at);
        let skipped = shown.filter(|shown| Some(shown.wall) != wall).map(|shown| {
            let (old, new) = (value.shown(), shown.wall);
            format!("The clocks skipped “{old}”, so it becomes {new}")
        });
        let day = at
            .ok_or_else(no_day)
            .and_then(|at| match at.millis() {
                0.. => Ok(at),
                _ => Err(format!("The date “{}” is before 1970", value.shown())),
            })
            .and_then(|at| match reading.shop_zone.day_of(at) {
                Ok(on) => Ok((at, on)),
                Err(_out_of_range) => Err(no_day()),
            });
        let month = day.as_ref().map_or(None, |(_, on)| Some(Month::of(*on)));
        let day = day.and_then(|(at, on)| match on > reading.today {
            true => Err(format!("The date {on} is in the future")),
            false => Ok((at, on)),
        });
        Self {
            created: wall.map_or_else(|| value.spelled(), moment::spelled),
            at,
            skipped,
            month,
            day,
        }
    }
}
