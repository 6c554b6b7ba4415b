//! Instants in the shop's time zone: “Today, 15:04”, else “23 Nov 2026, 16:31”.

use std::cell::RefCell;

use js_sys::{Array, Date as JsDate, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use shared::date::Date;
use shared::field::FieldIssue;
use shared::instant::Instant;
use shared::problem::FieldError;
use wasm_bindgen::JsValue;

use crate::browser;
use crate::session::{Session, use_session};
use crate::ui::effect::memo;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

thread_local! {
    static FORMAT: RefCell<Option<(String, Function)>> = const { RefCell::new(None) };
}

/// A day and a time of day by the shop's clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShopTime {
    pub on: Date,
    /// `15:04`.
    pub time: String,
}

/// An instant by the clock of a zone.
pub fn shop_time(at: Instant, zone: &str) -> ShopTime {
    // Swedish writes what we can read: 2026-11-24 15:04.
    let text = formatted(at, zone).unwrap_or_else(|| at.to_string().replace('T', " "));
    let (day, rest) = text.split_once(' ').unwrap_or((&text, "00:00"));
    ShopTime {
        on: day.parse().unwrap_or_else(|_| at.date_utc()),
        time: rest.chars().take(5).collect(),
    }
}

fn formatted(at: Instant, zone: &str) -> Option<String> {
    let known = FORMAT.with_borrow(|format| {
        format
            .as_ref()
            .filter(|(of, _)| of == zone)
            .map(|(_, format)| format.clone())
    });
    let format = match known {
        Some(format) => format,
        None => {
            let format = make_format(zone)?;
            FORMAT.set(Some((zone.to_owned(), format.clone())));
            format
        }
    };
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "milliseconds up to the year 9999 fit a double exactly"
    )]
    let date = JsDate::new(&JsValue::from_f64(at.millis() as f64));
    match format.call1(&JsValue::NULL, &date) {
        Ok(text) => text.as_string(),
        Err(_) => None,
    }
}

fn make_format(zone: &str) -> Option<Function> {
    let options = Object::new();
    let pairs = [
        ("timeZone", zone),
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ];
    for (key, value) in pairs {
        if Reflect::set(&options, &key.into(), &value.into()).is_err() {
            return None;
        }
    }
    // Constructed by reflection, because an unknown zone throws.
    let Ok(intl) = Reflect::get(&js_sys::global(), &"Intl".into()) else {
        return None;
    };
    let Ok(maker) = Reflect::get(&intl, &"DateTimeFormat".into()) else {
        return None;
    };
    let arguments = Array::of2(&"sv-SE".into(), &options);
    match Reflect::construct(&Function::from(maker), &arguments) {
        Ok(format) => Some(Intl::DateTimeFormat::from(format).format()),
        Err(_) => None,
    }
}

/// `24 Nov 2026`.
pub fn date_words(date: Date) -> String {
    let month =
        usize::try_from(date.month() - 1).map_or("", |at| MONTHS.get(at).copied().unwrap_or(""));
    format!("{} {month} {}", date.day(), date.year())
}

const MONTHS_IN_FULL: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// `November`.
pub fn month_name(date: Date) -> &'static str {
    named(&MONTHS_IN_FULL, date.month() - 1)
}

/// `Tuesday`.
pub fn weekday_name(date: Date) -> &'static str {
    named(&WEEKDAYS, date.weekday())
}

/// `Tuesday, 24 November 2026`.
pub fn day_in_full(date: Date) -> String {
    let (weekday, month) = (weekday_name(date), month_name(date));
    format!("{weekday}, {} {month} {}", date.day(), date.year())
}

fn named(names: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).map_or("", |at| names.get(at).copied().unwrap_or(""))
}

/// Today by the shop's clock (reactive in the shop's zone, and over midnight).
pub fn today(session: Session) -> Date {
    session.minute.with(|_| ());
    let zone = session.zone();
    shop_time(Instant::from_millis(browser::server_now_ms()), &zone).on
}

/// Today by the shop's clock, for as long as a page is open: it follows midnight.
pub fn follow_today(session: Session) -> Memo<Date> {
    memo(move || today(session))
}

/// What is wrong with a typed day that the shop's zone never had (reactive in the zone); the server says the same.
pub fn skipped(session: Session, typed: Option<&str>, pointer: &str) -> Option<FieldError> {
    let Ok(day) = typed?.parse::<Date>() else {
        return None;
    };
    (!was_there(day, &session.zone()))
        .then(|| FieldError::at_pointer(pointer, FieldIssue::skipped_day()))
}

/// Whether clocks in the zone ever showed this day. Wherever on earth, it is that day at one of these two hours of UTC.
fn was_there(day: Date, zone: &str) -> bool {
    [6, 18].into_iter().any(|hour| {
        let at = Instant::from_millis((day.days() * 24 + hour) * 3_600_000);
        shop_time(at, zone).on == day
    })
}

/// `24 Nov 2026, 15:04` (reactive in the shop's zone).
pub fn long(session: Session, at: Instant) -> String {
    let time = shop_time(at, &session.zone());
    format!("{}, {}", date_words(time.on), time.time)
}

/// `15:04` today, else `24 Nov`, for narrow places.
pub fn short(session: Session, at: Instant) -> String {
    let time = shop_time(at, &session.zone());
    if time.on == today(session) {
        time.time
    } else {
        date_words(time.on)
    }
}

/// “Today” is strong; other days are muted.
/// Reads the zone once: each row that followed it would stay in the list of those whom the session tells, as long as
/// the tab is open. A page that is opened after the zone was changed has the new one.
#[component]
pub fn When(at: Instant) -> AnyView {
    let session = use_session();
    let (time, today) = untrack(|| (shop_time(at, &session.zone()), today(session)));
    if time.on == today {
        view! { <span class="when today"><b>"Today"</b><span class="time">", "{time.time}</span></span> }.into_any()
    } else {
        view! { <span class="when">{date_words(time.on)}<span class="time">", "{time.time}</span></span> }.into_any()
    }
}
