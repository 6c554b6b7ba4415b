//! The dashboard: the shop's figures, each a link to the list that it counts, six months of money, today's jobs.

mod calls;
mod figures;
pub mod page;
mod today;
