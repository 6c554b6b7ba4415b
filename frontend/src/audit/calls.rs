//! The calls of the page.

use shared::audit::{Event, EventQuery, Verification};
use shared::id::OperationId;
use shared::operations::Operation;
use shared::page::Page;
use shared::users::User;

use crate::client::{Call, Failure, Key};

pub async fn list(query: EventQuery) -> Result<Page<Event>, Failure> {
    Call::get("/events").query(&query).send().await
}

/// The newest verification, if there was one.
pub async fn verified() -> Result<Page<Verification>, Failure> {
    Call::get("/audit/verifications?limit=1").send().await
}

pub async fn verify() -> Result<Operation, Failure> {
    let call = Call::post("/audit/verifications");
    call.key(&Key::fresh()).send().await
}

pub async fn look(id: OperationId) -> Result<Operation, Failure> {
    Call::get(format!("/operations/{id}")).send().await
}

/// Whom the journal can be narrowed to.
pub async fn people() -> Result<Page<User>, Failure> {
    Call::get("/users?limit=200").send().await
}
