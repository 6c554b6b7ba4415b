//! The signed-in user: profile, rights, password, sessions, second factor.

mod devices;
mod factors;
mod notices;
mod routes;
mod tokens;

use crate::http::operation::Operation;

pub fn operations() -> Vec<Operation> {
    let mut operations = routes::operations();
    operations.extend(factors::operations());
    operations.extend(devices::operations());
    operations.extend(tokens::operations());
    operations.extend(notices::operations());
    operations
}
