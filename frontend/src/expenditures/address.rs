//! The list's filters in words: periods and chips, each with the address that changes it.

use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::ExpenditureQuery;
use shared::money::Money;
use shared::page::Deleted;

use crate::ui::address::address;
use crate::ui::period::{Days, Period};
use crate::ui::segments::LinkChoice;
use crate::ui::when::date_words;

pub const PATH: &str = "/expenditures";

/// The list with these filters, from its first page.
pub fn list(query: &ExpenditureQuery) -> String {
    let first = ExpenditureQuery {
        cursor: None,
        ..query.clone()
    };
    address(PATH, &first)
}

/// The list as it stands, on the page that is shown.
pub fn page(query: &ExpenditureQuery) -> String {
    address(PATH, query)
}

/// The next page.
pub fn older(query: &ExpenditureQuery, cursor: String) -> String {
    let next = ExpenditureQuery {
        cursor: Some(cursor),
        ..query.clone()
    };
    address(PATH, &next)
}

/// One expenditure beside the list.
pub fn one(id: &impl std::fmt::Display, query: &ExpenditureQuery) -> String {
    address(&format!("{PATH}/{id}"), query)
}

pub const fn days(query: &ExpenditureQuery) -> Days {
    (query.occurred_on_from, query.occurred_on_to)
}

/// The list of other days.
pub fn on_days(query: &ExpenditureQuery, days: Days) -> String {
    let (occurred_on_from, occurred_on_to) = days;
    list(&ExpenditureQuery {
        occurred_on_from,
        occurred_on_to,
        ..query.clone()
    })
}

/// The quick periods.
pub fn periods(query: &ExpenditureQuery, today: Date) -> Vec<LinkChoice> {
    let now = Period::of(days(query), today);
    let choice = |period: Period| {
        let (label, short) = period.words();
        LinkChoice {
            label,
            short,
            href: on_days(query, period.days(today)),
            chosen: now == Some(period),
        }
    };
    Period::ALL.map(choice).to_vec()
}

/// Every filter in force that is neither a quick period nor the search: its words, and the query without it.
pub fn chips(
    query: &ExpenditureQuery,
    today: Date,
    currency: Currency,
) -> Vec<(String, ExpenditureQuery)> {
    let mut chips = Vec::new();
    let mut chip = |label: String, without: &dyn Fn(&mut ExpenditureQuery)| {
        let mut rest = query.clone();
        without(&mut rest);
        chips.push((label, rest));
    };
    if Period::of(days(query), today).is_none() {
        chip(format!("Date: {}", range(days(query))), &|rest| {
            rest.occurred_on_from = None;
            rest.occurred_on_to = None;
        });
    }
    if !query.created_by.is_empty() {
        chip("By one person".to_owned(), &|rest| rest.created_by.clear());
    }
    let words = |minor: Option<i64>| {
        minor.and_then(|minor| {
            Money::new(minor, currency).map_or(None, |money| Some(money.to_string()))
        })
    };
    if let Some(money) = words(query.total_min) {
        chip(format!("Total: from {money}"), &|rest| {
            rest.total_min = None
        });
    }
    if let Some(money) = words(query.total_max) {
        chip(format!("Total: to {money}"), &|rest| rest.total_max = None);
    }
    if query.deleted != Deleted::None {
        let word = if query.deleted == Deleted::Only {
            "Trash"
        } else {
            "With trash"
        };
        chip(word.to_owned(), &|rest| rest.deleted = Deleted::None);
    }
    chips
}

fn range(days: Days) -> String {
    match days {
        (Some(from), Some(to)) if from == to => date_words(from),
        (Some(from), Some(to)) => format!("{} to {}", date_words(from), date_words(to)),
        (Some(from), None) => format!("from {}", date_words(from)),
        (None, Some(to)) => format!("to {}", date_words(to)),
        (None, None) => "any".to_owned(),
    }
}

/// Whether anything but order and page is asked for.
pub fn is_filtered(query: &ExpenditureQuery) -> bool {
    query.filter() != ExpenditureQuery::default().filter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_its_chip_and_each_chip_leads_to_the_list_without_it() {
        let query = ExpenditureQuery {
            total_min: Some(500_000),
            total_max: Some(900_000),
            occurred_on_to: Some("2026-10-01".parse().unwrap()),
            deleted: Deleted::Only,
            ..ExpenditureQuery::default()
        };
        let today = "2026-11-24".parse().unwrap();
        let all = chips(&query, today, Currency::NGN);
        let labels: Vec<&str> = all.iter().map(|(label, _)| label.as_str()).collect();
        let expected = [
            "Date: to 1 Oct 2026",
            "Total: from ₦5,000.00",
            "Total: to ₦9,000.00",
            "Trash",
        ];
        assert_eq!(labels, expected);
        for (label, rest) in &all {
            let left = chips(rest, today, Currency::NGN);
            assert!(left.iter().all(|(other, _)| other != label), "{label}");
        }
    }
}
