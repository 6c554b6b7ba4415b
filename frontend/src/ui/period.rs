//! The quick periods of a list, by the shop's calendar; weeks begin on Monday.

use leptos::prelude::*;
use shared::date::Date;

use super::effect::{effect, memo};
use super::when::today;
use crate::session::use_session;

/// One quick choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    Today,
    Week,
    Month,
    All,
}

/// First and last day; none is open.
pub type Days = (Option<Date>, Option<Date>);

impl Period {
    pub const ALL: [Self; 4] = [Self::Today, Self::Week, Self::Month, Self::All];

    /// The word in full, and on the phone.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Today => ("Today", "Today"),
            Self::Week => ("This week", "Week"),
            Self::Month => ("This month", "Month"),
            Self::All => ("All", "All"),
        }
    }

    pub fn days(self, today: Date) -> Days {
        match self {
            Self::Today => (Some(today), Some(today)),
            Self::Week => (Some(today.first_of_week()), Some(today)),
            Self::Month => (Some(today.first_of_month()), Some(today)),
            Self::All => (None, None),
        }
    }

    /// The quick choice that these days are; none for other days.
    pub fn of(days: Days, today: Date) -> Option<Self> {
        let reaches_today = days.1.is_some_and(|to| to >= today);
        Self::ALL.into_iter().find(|period| {
            let (from, to) = period.days(today);
            from == days.0 && (to == days.1 || (reaches_today && from.is_some()))
        })
    }
}

/// A list that is left open on “Today”, “This week” or “This month” goes on with the new day.
pub fn follow_midnight(days: Signal<Days>, go: impl Fn(Days) + 'static) {
    let session = use_session();
    let today = memo(move || today(session));
    let mut before = today.get_untracked();
    effect(move || {
        let (now, was) = (today.get(), std::mem::replace(&mut before, today.get()));
        let period = Period::of(days.get_untracked(), was);
        if let Some(period) = period.filter(|period| now != was && *period != Period::All) {
            go(period.days(now));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn periods_follow_the_calendar() {
        let today = day("2026-11-24");
        let cases = [
            (Period::Today, Some("2026-11-24")),
            (Period::Week, Some("2026-11-23")),
            (Period::Month, Some("2026-11-01")),
            (Period::All, None),
        ];
        for (period, from) in cases {
            assert_eq!(period.days(today).0, from.map(day), "{period:?}");
            assert_eq!(Period::of(period.days(today), today), Some(period));
        }
        let month_end = (Some(day("2026-11-01")), Some(day("2026-11-30")));
        assert_eq!(Period::of(month_end, today), Some(Period::Month));
        let other = (Some(day("2026-10-01")), Some(day("2026-10-31")));
        assert_eq!(Period::of(other, today), None);
        assert_eq!(Period::of((Some(day("2026-10-01")), None), today), None);
    }
}
