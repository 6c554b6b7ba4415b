//! Expenditures: the entry row, the list with its filters, and one expenditure beside it.

mod acts;
mod address;
mod calls;
pub mod drawer;
mod edit;
mod entry;
mod filters;
mod history;
mod ledger;
pub mod list;
mod saved;
mod typed;
