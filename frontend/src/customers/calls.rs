//! The calls of the customers pages.

use shared::customers::{Customer, CustomerPatch, CustomerQuery};
use shared::id::CustomerId;
use shared::page::Page;

use crate::client::{Call, Failure, Key};

/// With the number of rows that match.
pub async fn list(query: CustomerQuery) -> Result<Page<Customer>, Failure> {
    let query = CustomerQuery {
        include_total: true,
        ..query
    };
    Call::get("/customers").query(&query).send().await
}

pub async fn find(id: CustomerId) -> Result<Customer, Failure> {
    Call::get(format!("/customers/{id}")).send().await
}

pub async fn rename(
    customer: &Customer,
    patch: &CustomerPatch,
    key: &Key,
) -> Result<Customer, Failure> {
    Call::patch(format!("/customers/{}", customer.id))
        .seen(customer.rev)
        .key(key)
        .json(patch)
        .send()
        .await
}
