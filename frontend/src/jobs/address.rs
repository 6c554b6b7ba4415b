//! The list's filters in words: periods and chips, each with the address that changes it.

use shared::currency::Currency;
use shared::date::Date;
use shared::jobs::JobQuery;
use shared::money::Money;
use shared::page::Deleted;

use super::text;
use crate::ui::address::address;
use crate::ui::period::Period;
use crate::ui::segments::LinkChoice;
use crate::ui::when::date_words;

const PATH: &str = "/jobs";

/// The list with these filters, from its first page.
pub fn list(query: &JobQuery) -> String {
    let first = JobQuery {
        cursor: None,
        ..query.clone()
    };
    address(PATH, &first)
}

/// The list as it stands, on the page that is shown.
pub fn page(query: &JobQuery) -> String {
    address(PATH, query)
}

/// The next page.
pub fn older(query: &JobQuery, cursor: String) -> String {
    let next = JobQuery {
        cursor: Some(cursor),
        ..query.clone()
    };
    address(PATH, &next)
}

/// One job beside the list.
pub fn job(id: &impl std::fmt::Display, query: &JobQuery) -> String {
    address(&format!("{PATH}/{id}"), query)
}

/// The quick periods.
pub fn periods(query: &JobQuery, today: Date) -> Vec<LinkChoice> {
    let now = Period::of((query.occurred_on_from, query.occurred_on_to), today);
    let choice = |period: Period| {
        let (occurred_on_from, occurred_on_to) = period.days(today);
        let (label, short) = period.words();
        let to = JobQuery {
            occurred_on_from,
            occurred_on_to,
            ..query.clone()
        };
        LinkChoice {
            label,
            short,
            href: list(&to),
            chosen: now == Some(period),
        }
    };
    Period::ALL.map(choice).to_vec()
}

/// A chip's words, and the query without it.
pub type Chip = (String, JobQuery);

/// Every filter in force that is neither a quick period nor the search.
pub fn chips(query: &JobQuery, today: Date, currency: Currency) -> Vec<Chip> {
    let mut chips = day_chips(query, today);
    chips.extend(choice_chips(query));
    chips.extend(amount_chips(query, currency));
    chips
}

fn without(query: &JobQuery, change: impl FnOnce(&mut JobQuery)) -> JobQuery {
    let mut rest = query.clone();
    change(&mut rest);
    rest
}

fn day_chips(query: &JobQuery, today: Date) -> Vec<Chip> {
    let mut chips = Vec::new();
    let days = (query.occurred_on_from, query.occurred_on_to);
    if Period::of(days, today).is_none() {
        let rest = without(query, |rest| {
            rest.occurred_on_from = None;
            rest.occurred_on_to = None;
        });
        chips.push((format!("Date: {}", range(days)), rest));
    }
    let completed = (query.completed_on_from, query.completed_on_to);
    if completed != (None, None) {
        let rest = without(query, |rest| {
            rest.completed_on_from = None;
            rest.completed_on_to = None;
        });
        chips.push((format!("Completed: {}", range(completed)), rest));
    }
    chips
}

fn choice_chips(query: &JobQuery) -> Vec<Chip> {
    let statuses = query.status.iter().map(|status| {
        let rest = without(query, |rest| rest.status.retain(|other| other != status));
        (format!("Status: {}", text::status(*status).1), rest)
    });
    let methods = query.payment_method.iter().map(|method| {
        let rest = without(query, |rest| {
            rest.payment_method.retain(|other| other != method);
        });
        (format!("Paid by: {}", text::payment(*method)), rest)
    });
    let mut chips: Vec<Chip> = statuses.chain(methods).collect();
    if !query.customer_id.is_empty() {
        let rest = without(query, |rest| rest.customer_id.clear());
        chips.push(("One customer".to_owned(), rest));
    }
    if !query.created_by.is_empty() {
        let rest = without(query, |rest| rest.created_by.clear());
        chips.push(("By one person".to_owned(), rest));
    }
    let trash = match query.deleted {
        Deleted::None => return chips,
        Deleted::Only => "Trash",
        Deleted::Any => "With trash",
    };
    let rest = without(query, |rest| rest.deleted = Deleted::None);
    chips.push((trash.to_owned(), rest));
    chips
}

fn amount_chips(query: &JobQuery, currency: Currency) -> Vec<Chip> {
    let least = without(query, |rest| rest.total_min = None);
    let most = without(query, |rest| rest.total_max = None);
    [
        ("from", query.total_min, least),
        ("to", query.total_max, most),
    ]
    .into_iter()
    .filter_map(|(word, minor, rest)| {
        let money = Money::new(minor?, currency).into_iter().next()?;
        Some((format!("Total: {word} {money}"), rest))
    })
    .collect()
}

fn range(days: (Option<Date>, Option<Date>)) -> String {
    match days {
        (Some(from), Some(to)) if from == to => date_words(from),
        (Some(from), Some(to)) => format!("{} to {}", date_words(from), date_words(to)),
        (Some(from), None) => format!("from {}", date_words(from)),
        (None, Some(to)) => format!("to {}", date_words(to)),
        (None, None) => "any".to_owned(),
    }
}

/// Whether anything but order and page is asked for.
pub fn is_filtered(query: &JobQuery) -> bool {
    query.filter() != JobQuery::default().filter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::jobs::JobStatus;

    fn words(query: &JobQuery) -> Vec<String> {
        let today = "2026-11-24".parse().unwrap();
        let chips = chips(query, today, Currency::NGN);
        chips.into_iter().map(|(label, _)| label).collect()
    }

    #[test]
    fn every_filter_has_its_chip_and_each_chip_leads_to_the_list_without_it() {
        let query = JobQuery {
            status: vec![JobStatus::Open],
            total_min: Some(500_000),
            total_max: Some(900_000),
            occurred_on_from: Some("2026-10-01".parse().unwrap()),
            deleted: Deleted::Only,
            ..JobQuery::default()
        };
        let expected = [
            "Date: from 1 Oct 2026",
            "Status: Incomplete",
            "Trash",
            "Total: from ₦5,000.00",
            "Total: to ₦9,000.00",
        ];
        assert_eq!(words(&query), expected);
        let today = "2026-11-24".parse().unwrap();
        for (label, rest) in chips(&query, today, Currency::NGN) {
            assert!(!words(&rest).contains(&label), "{label}");
        }
    }

    #[test]
    fn a_quick_period_is_no_chip() {
        let today: Date = "2026-11-24".parse().unwrap();
        let (occurred_on_from, occurred_on_to) = Period::Week.days(today);
        let query = JobQuery {
            occurred_on_from,
            occurred_on_to,
            ..JobQuery::default()
        };
        assert_eq!(words(&query), Vec::<String>::new());
        assert!(is_filtered(&query));
    }
}
