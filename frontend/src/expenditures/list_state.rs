//! The list as its parts share it: what it shows, its columns and its order.

use leptos::prelude::*;
use shared::expenditures::{Expenditure, ExpenditureQuery, ExpenditureSort};
use shared::page::{Page, Sort, Summary};

use super::address;
use crate::ui::address::parsed;
use crate::ui::fetched::Fetched;
use crate::ui::table::Column;

pub const COLUMNS: [Column; 6] = [
    Column::sorted("Description", "", "description"),
    Column::new("Quantity", "w-quantity figure drop-more"),
    Column::new("Unit cost", "w-cost figure drop-more in-currency"),
    Column::sorted("Total", "w-money figure", "total"),
    Column::sorted("Date", "w-spent-on", "occurred_at"),
    Column::new("By", "w-save drop"),
];

/// What the list shows; entry row and drawer change its rows.
#[derive(Clone, Copy)]
pub struct ListState {
    pub query: Signal<ExpenditureQuery>,
    pub page: Fetched<Page<Expenditure>>,
    pub summary: Fetched<Summary>,
}

impl ListState {
    pub fn again(self) {
        self.page.again();
        self.summary.again();
    }
}

/// The sort in force, and the address of the list sorted otherwise.
pub fn sorting(query: Signal<ExpenditureQuery>) -> (Signal<String>, Callback<String, String>) {
    let sort = Signal::derive(move || {
        let sort = query.with(|query| query.sort.as_ref().map(ToString::to_string));
        sort.unwrap_or_else(|| "-occurred_at".to_owned())
    });
    let href = Callback::new(move |sort: String| {
        let sort = parsed::<Sort<ExpenditureSort>>(&sort);
        address::list(&ExpenditureQuery {
            sort,
            ..query.get()
        })
    });
    (sort, href)
}
