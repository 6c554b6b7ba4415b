//! A list's query in words and addresses: periods and chips, each with the address that changes it.

use std::fmt::Display;

use serde::Serialize;
use shared::currency::Currency;
use shared::date::Date;
use shared::id::UserId;
use shared::money::Money;
use shared::page::Deleted;

use crate::ui::address::address;
use crate::ui::period::{Days, Period};
use crate::ui::segments::LinkChoice;
use crate::ui::when::date_words;

/// A chip's words, and the query without it.
pub type Chip<Q> = (String, Q);

/// The query of a list of records. [`list_query!`](crate::list_query) implements what reads and writes its fields.
pub trait ListQuery: Clone + Default + PartialEq + Serialize + Send + Sync + 'static {
    type Filter: Clone + PartialEq + Serialize + Send + Sync + 'static;

    /// Where the list lies, in the app as in the API.
    const PATH: &'static str;

    /// Whether its records took place on a day and came to an amount.
    const HAS_AMOUNTS: bool;

    fn filter(&self) -> Self::Filter;
    fn words(&self) -> Option<String>;
    fn set_words(&mut self, words: Option<String>);
    /// The sort that is asked for, or else is in force.
    fn sort(&self) -> String;
    fn set_sort(&mut self, sort: &str);
    fn set_cursor(&mut self, cursor: Option<String>);
    /// Whether it asks for the records of certain people.
    fn asks_for_authors(&self) -> bool;
    fn set_authors(&mut self, authors: Vec<UserId>);
    fn days(&self) -> Days {
        (None, None)
    }
    fn set_days(&mut self, _days: Days) {}
    /// Least and greatest total, in minor units.
    fn totals(&self) -> (Option<i64>, Option<i64>) {
        (None, None)
    }
    fn set_totals(&mut self, _totals: (Option<i64>, Option<i64>)) {}
    fn deleted(&self) -> Deleted;
    fn set_deleted(&mut self, deleted: Deleted);
    /// The chips of the filters that lists of other records do not have.
    fn own_chips(&self) -> Vec<Chip<Self>> {
        Vec::new()
    }

    /// The same with something changed.
    #[must_use]
    fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }

    /// The list as it stands, on the page that is shown.
    fn address(&self) -> String {
        address(Self::PATH, self)
    }

    /// The list with these filters, from its first page.
    fn first_page(&self) -> String {
        self.changed(|first| first.set_cursor(None)).address()
    }

    /// The next page.
    fn older(&self, cursor: String) -> String {
        self.changed(|next| next.set_cursor(Some(cursor))).address()
    }

    /// One record beside the list.
    fn one(&self, id: &impl Display) -> String {
        address(&format!("{}/{id}", Self::PATH), self)
    }

    /// The list of other days.
    fn on_days(&self, days: Days) -> String {
        self.changed(|other| other.set_days(days)).first_page()
    }

    /// Whether anything but order and page is asked for.
    fn is_filtered(&self) -> bool {
        self.filter() != Self::default().filter()
    }

    /// The quick periods; none where nothing takes place on a day.
    fn periods(&self, today: Date) -> Vec<LinkChoice> {
        if !Self::HAS_AMOUNTS {
            return Vec::new();
        }
        let now = Period::of(self.days(), today);
        let choice = |period: Period| {
            let (label, short) = period.words();
            LinkChoice {
                label,
                short,
                href: self.on_days(period.days(today)),
                chosen: now == Some(period),
            }
        };
        Period::ALL.map(choice).to_vec()
    }

    /// Every filter in force that is neither a quick period nor the search.
    fn chips(&self, today: Date, currency: Currency) -> Vec<Chip<Self>> {
        let mut chips = Vec::new();
        if Self::HAS_AMOUNTS && Period::of(self.days(), today).is_none() {
            let rest = self.changed(|rest| rest.set_days((None, None)));
            chips.push((format!("Date: {}", span(self.days())), rest));
        }
        chips.extend(self.own_chips());
        if self.asks_for_authors() {
            chips.push((
                "By one person".to_owned(),
                self.changed(|rest| rest.set_authors(Vec::new())),
            ));
        }
        let (least, most) = self.totals();
        if let Some(money) = in_words(least, currency) {
            let rest = self.changed(|rest| rest.set_totals((None, most)));
            chips.push((format!("Total: from {money}"), rest));
        }
        if let Some(money) = in_words(most, currency) {
            let rest = self.changed(|rest| rest.set_totals((least, None)));
            chips.push((format!("Total: to {money}"), rest));
        }
        let trash = match self.deleted() {
            Deleted::None => return chips,
            Deleted::Only => "Trash",
            Deleted::Any => "With trash",
        };
        let rest = self.changed(|rest| rest.set_deleted(Deleted::None));
        chips.push((trash.to_owned(), rest));
        chips
    }
}

fn in_words(minor: Option<i64>, currency: Currency) -> Option<String> {
    Money::new(minor?, currency).map_or(None, |money| Some(money.to_string()))
}

/// “1 Oct 2026 to 5 Oct 2026”, “from 1 Oct 2026”.
pub fn span(days: Days) -> String {
    match days {
        (Some(from), Some(to)) if from == to => date_words(from),
        (Some(from), Some(to)) => format!("{} to {}", date_words(from), date_words(to)),
        (Some(from), None) => format!("from {}", date_words(from)),
        (None, Some(to)) => format!("to {}", date_words(to)),
        (None, None) => "any".to_owned(),
    }
}

/// Implements [`ListQuery`](crate::records::query::ListQuery) for a query, its filter and the list's path; after `amounts` for
/// records that took place on a day and came to an amount; last the chips of its own filters, if it has any.
///
/// `list_query!(JobQuery, JobFilter, "/jobs", amounts, own_chips);`
#[macro_export]
macro_rules! list_query {
    ($query:ty, $filter:ty, $path:literal) => {
        $crate::list_query!(@query $query, $filter, $path, false, {});
    };
    ($query:ty, $filter:ty, $path:literal, amounts $(, $own_chips:path)?) => {
        $crate::list_query!(@query $query, $filter, $path, true, {
            fn days(&self) -> $crate::ui::period::Days {
                (self.occurred_on_from, self.occurred_on_to)
            }

            fn set_days(&mut self, days: $crate::ui::period::Days) {
                (self.occurred_on_from, self.occurred_on_to) = days;
            }

            fn totals(&self) -> (Option<i64>, Option<i64>) {
                (self.total_min, self.total_max)
            }

            fn set_totals(&mut self, totals: (Option<i64>, Option<i64>)) {
                (self.total_min, self.total_max) = totals;
            }

            $(fn own_chips(&self) -> Vec<$crate::records::query::Chip<Self>> {
                $own_chips(self)
            })?
        });
    };
    (@query $query:ty, $filter:ty, $path:literal, $amounts:literal, { $($more:tt)* }) => {
        impl $crate::records::query::ListQuery for $query {
            type Filter = $filter;

            const PATH: &'static str = $path;
            const HAS_AMOUNTS: bool = $amounts;

            fn filter(&self) -> $filter {
                self.filter()
            }

            fn words(&self) -> Option<String> {
                self.q.clone()
            }

            fn set_words(&mut self, words: Option<String>) {
                self.q = words;
            }

            fn sort(&self) -> String {
                let sort = self.sort.clone();
                sort.unwrap_or_else(Self::default_sort).to_string()
            }

            fn set_sort(&mut self, sort: &str) {
                self.sort = $crate::ui::address::parsed(sort);
            }

            fn set_cursor(&mut self, cursor: Option<String>) {
                self.cursor = cursor;
            }

            fn asks_for_authors(&self) -> bool {
                !self.created_by.is_empty()
            }

            fn set_authors(&mut self, authors: Vec<shared::id::UserId>) {
                self.created_by = authors;
            }

            fn deleted(&self) -> shared::page::Deleted {
                self.deleted
            }

            fn set_deleted(&mut self, deleted: shared::page::Deleted) {
                self.deleted = deleted;
            }

            $($more)*
        }
    };
}
