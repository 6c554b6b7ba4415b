//! Days and clocks of zones that did something unusual.

use super::*;

fn day(zone: &str, at: &str) -> String {
    let zone = Zone::parse(zone).unwrap();
    zone.day_of(at.parse().unwrap()).unwrap().to_string()
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
            .map_or_else(|| "never".to_owned(), |start| start.to_string())
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
    // Havana sets its clocks back at one, so midnight comes twice.
    assert_eq!(
        start("America/Havana", "2023-11-05"),
        "2023-11-05T04:00:00.000Z"
    );
}

#[test]
fn a_day_that_a_zone_skipped_never_began() {
    for (zone, day) in [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Enderbury", "1994-12-31"),
    ] {
        let found = Zone::parse(zone).unwrap();
        let day: Date = day.parse().unwrap();
        assert_eq!(found.start_of(day).unwrap(), None, "{zone} {day}");
        assert!(found.start_of(day.add_days(1)).unwrap().is_some());
        assert!(found.start_of(day.add_days(-1)).unwrap().is_some());
    }
}

#[test]
fn the_rules_know_of_the_changes_of_2026() {
    // Morocco's clocks stay at UTC since autumn 2026.
    assert_eq!(
        day("Africa/Casablanca", "2026-11-20T00:00:00Z"),
        "2026-11-20"
    );
    assert_eq!(
        day("Africa/Casablanca", "2026-11-19T23:30:00Z"),
        "2026-11-19"
    );
    assert!(Rules::used().release.as_str() >= "2026f");
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
    for name in [
        "Africa/Kingsway",
        "africa/lagos",
        "localtime",
        "../passwd",
        "right/UTC",
        "",
    ] {
        assert_eq!(Zone::parse(name), None, "{name}");
    }
    assert!(Zone::parse("UTC").is_some());
}
