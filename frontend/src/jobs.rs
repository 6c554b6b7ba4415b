//! Jobs: the list with its filters, and one job beside it.

mod acts;
mod address;
mod calls;
pub mod drawer;
mod filters;
mod history;
pub mod list;
mod text;
