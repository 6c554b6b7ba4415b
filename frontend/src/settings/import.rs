//! Bringing in the books of the original application: choose the file, read the dry run, say yes, see it done.

mod calls;
mod end_notice;
mod messages;
mod reconciliation;
pub mod report;
mod rows;
pub mod start;
mod sums;
