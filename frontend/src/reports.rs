//! Reports: the books of a period, one tab a question, each figure with the list that sums to it.

mod address;
mod bars;
mod head;
pub mod page;
mod rows;
