//! Customers: the list of the names that jobs brought, and one customer's page.

mod calls;
pub mod list;
pub mod one;
mod rename;
