//! The list's filters in the address.

use shared::expenditures::{ExpenditureFilter, ExpenditureQuery};

use crate::list_query;

list_query!(
    ExpenditureQuery,
    ExpenditureFilter,
    "/expenditures",
    amounts
);

#[cfg(test)]
mod tests {
    use shared::currency::Currency;
    use shared::page::Deleted;

    use super::*;
    use crate::records::query::ListQuery;

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
        let all = query.chips(today, Currency::NGN);
        let labels: Vec<&str> = all.iter().map(|(label, _)| label.as_str()).collect();
        let expected = [
            "Date: to 1 Oct 2026",
            "Total: from ₦5,000.00",
            "Total: to ₦9,000.00",
            "Trash",
        ];
        assert_eq!(labels, expected);
        for (label, rest) in &all {
            let left = rest.chips(today, Currency::NGN);
            assert!(left.iter().all(|(other, _)| other != label), "{label}");
        }
    }
}
