//! Jobs: what a customer ordered, item by item, and whether it is done. The shop's sales.

mod exported;
mod imported;
mod lines;
mod listed;
mod record;
mod routes;
mod service;
mod store;
mod suggestions;
mod sums;

pub use imported::{
    Imported, ImportedItem, forget_staged, give_staged, lack_author, numbers_of, show, stage,
    sum_of_all, withdraw,
};
pub use record::JobRecord;
pub use routes::operations;
pub use service::{complete, create, update};
pub use store::reported::{
    by_author as done_by_author, by_customer as done_by_customer,
    by_description as sold_by_description, by_method as done_by_method, count_lines,
};
