//! The signed-in user: profile, rights, password, sessions, second factor.

mod factors;
mod routes;

use crate::http::operation::Operation;

pub fn operations() -> Vec<Operation> {
    let mut operations = routes::operations();
    operations.extend(factors::operations());
    operations
}
