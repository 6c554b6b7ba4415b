//! Expenditures: the entry row, the list with its filters, and one expenditure beside it.

mod acts;
mod address;
mod columns;
pub mod drawer;
mod edit;
mod entry;
pub mod history;
pub mod list;
mod saved;
mod typed;
