//! A day long ago is more often a slip than meant: it is asked about once before it is saved.

use leptos::prelude::*;
use shared::date::Date;

use super::button::{Button, Weight};
use super::dialog::Dialog;
use super::when::date_words;
use crate::browser;

/// So many days back nobody is asked.
const RECENT_DAYS: i64 = 60;

/// The question of one form.
#[derive(Clone, Copy)]
pub struct OldDay {
    open: RwSignal<bool>,
    asked: RwSignal<Option<(Date, Date)>>,
    meant: StoredValue<Option<Date>>,
}

impl OldDay {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            asked: RwSignal::new(None),
            meant: StoredValue::new(None),
        }
    }

    /// Whether the first of these days may be saved; else somebody is asked now.
    pub fn is_meant(self, typed: impl IntoIterator<Item = Date>, today: Date) -> bool {
        let meant = self.meant.get_value();
        let old = |day: &Date| is_old(*day, today) && meant != Some(*day);
        let asked = typed.into_iter().find(old);
        self.asked.set(asked.map(|day| (day, today)));
        self.open.set(asked.is_some());
        asked.is_none()
    }
}

fn is_old(day: Date, today: Date) -> bool {
    day < today.add_days(-RECENT_DAYS)
}

/// `27 years`, `5 months`, `61 days`: as much as says that it is long ago.
fn ago(day: Date, today: Date) -> String {
    let days = today.days().saturating_sub(day.days());
    let (count, unit) = match days {
        730.. => (days / 365, "years"),
        92.. => (days / 30, "months"),
        _ => (days, "days"),
    };
    format!("{count} {unit}")
}

/// `again` saves, now that the day is meant; `field` is where another one is chosen.
#[component]
pub fn OldDayDialog(old: OldDay, field: &'static str, again: Callback<()>) -> AnyView {
    let sentence = move || {
        old.asked.get().map(|(day, today)| {
            let day_words = date_words(day);
            format!("{day_words} is {} ago.", ago(day, today))
        })
    };
    let acts = move || {
        let change = Callback::new(move |()| {
            old.open.set(false);
            browser::focus_soon(field);
        });
        let keep = Callback::new(move |()| {
            let day = old.asked.get_untracked().map(|(day, _)| day);
            old.meant.set_value(day);
            old.open.set(false);
            again.run(());
        });
        view! {
            <Button label="Save with this day" press=keep/>
            <Button label="Change the day" weight=Weight::Primary press=change/>
        }
    };
    view! {
        <Dialog open=old.open title="Is this the right day?" class="narrow" acts>
            <p>{sentence}</p>
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_day_long_ago_is_asked_about() {
        let today: Date = "2026-11-29".parse().unwrap();
        for (day, old, words) in [
            ("2026-11-29", false, "0 days"),
            ("2026-09-30", false, "60 days"),
            ("2026-09-29", true, "61 days"),
            ("2026-06-29", true, "5 months"),
            ("1999-11-29", true, "27 years"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(
                (is_old(day, today), ago(day, today).as_str()),
                (old, words),
                "{day}"
            );
        }
    }
}
