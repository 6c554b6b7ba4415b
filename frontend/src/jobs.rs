//! Jobs: the list with its filters, one job beside it, and the form of a new or corrected one.

mod acts;
mod address;
pub mod calls;
pub mod drawer;
pub mod filter_forms;
mod filters;
pub mod form;
pub mod history;
pub mod list;
pub mod text;
