//! The list as its parts share it: its columns, and what it shows.

use shared::expenditures::Expenditure;

use crate::records::list::RecordList;
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
pub type Expenditures = RecordList<Expenditure>;
