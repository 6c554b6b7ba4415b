//! The list's filters in the address.

use shared::jobs::{JobFilter, JobQuery};

use super::text;
use crate::list_query;
use crate::records::query::{Chip, ListQuery, span};

list_query!(JobQuery, JobFilter, "/jobs", amounts, own_chips);

/// The filters that other lists do not have.
fn own_chips(query: &JobQuery) -> Vec<Chip<JobQuery>> {
    let mut chips = Vec::new();
    let completed = (query.completed_on_from, query.completed_on_to);
    if completed != (None, None) {
        let rest = query.changed(|rest| {
            rest.completed_on_from = None;
            rest.completed_on_to = None;
        });
        chips.push((format!("Completed: {}", span(completed)), rest));
    }
    for status in &query.status {
        let rest = query.changed(|rest| rest.status.retain(|other| other != status));
        chips.push((format!("Status: {}", text::status(*status).1), rest));
    }
    for method in &query.payment_method {
        let rest = query.changed(|rest| rest.payment_method.retain(|other| other != method));
        chips.push((format!("Paid by: {}", text::payment(*method)), rest));
    }
    if !query.customer_id.is_empty() {
        let rest = query.changed(|rest| rest.customer_id.clear());
        chips.push(("One customer".to_owned(), rest));
    }
    if query.walk_in {
        let rest = query.changed(|rest| rest.walk_in = false);
        chips.push(("Walk-in".to_owned(), rest));
    }
    chips
}

#[cfg(test)]
mod tests {
    use shared::currency::Currency;
    use shared::date::Date;
    use shared::jobs::JobStatus;
    use shared::page::Deleted;

    use super::*;
    use crate::ui::period::Period;

    fn words(query: &JobQuery) -> Vec<String> {
        let today = "2026-11-24".parse().unwrap();
        let chips = query.chips(today, Currency::NGN);
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
            "Total: from ₦5,000.00",
            "Total: to ₦9,000.00",
            "Trash",
        ];
        assert_eq!(words(&query), expected);
        let today = "2026-11-24".parse().unwrap();
        for (label, rest) in query.chips(today, Currency::NGN) {
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
        assert!(query.is_filtered());
    }
}
