//! The rules of the API's conventions, tried on every operation that the document lists; a new slice is covered as it comes.

mod addresses;
mod bodies;
mod callers;
mod headers;
mod lists;
mod repeats;
mod revisions;

use crate::harness::operation::Operation;
use crate::harness::operation::is_setup;
use crate::harness::walker::Walker;
use crate::harness::{Answer, Client};

/// A well-formed id that no record has.
const NO_RECORD: &str = "01934f3c-7b1e-7c5a-9d3e-ffffffffffff";

async fn walker() -> (Walker, Client) {
    let walker = Walker::start().await;
    let admin = walker.app.admin().await;
    (walker, admin)
}

/// Fails with the operation's name unless the answer is this problem, whole.
#[track_caller]
fn is_problem(operation: &Operation, answer: &Answer, status: u16, code: &str) {
    let what = format!(
        "{} {} → {} {}",
        operation.id, operation.path, answer.status, answer.text
    );
    assert_eq!(
        (answer.status, answer.body["code"].as_str()),
        (status, Some(code)),
        "{what}"
    );
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{what}"
    );
    assert_eq!(answer.body["type"], format!("/problems/{code}"), "{what}");
    assert_eq!(answer.body["status"], status, "{what}");
    assert_eq!(
        answer.body["request_id"],
        answer.header("x-request-id"),
        "{what}"
    );
    assert!(
        answer.body["errors"].is_array()
            && answer.body["detail"].is_string()
            && answer.body["title"].is_string(),
        "{what}"
    );
    assert!(
        operation.statuses().contains(&status) || status == 405,
        "the document does not know: {what}"
    );
}

/// `400 malformed` that blames this place.
#[track_caller]
fn blames(operation: &Operation, answer: &Answer, kind: &str, place: &str, code: &str) {
    is_problem(operation, answer, 400, "malformed");
    let errors = answer.body["errors"].as_array().unwrap();
    let found = errors
        .iter()
        .any(|error| error[kind] == place && error["code"] == code);
    assert!(
        found,
        "{}: {kind} {place} {code} in {}",
        operation.id, answer.text
    );
}

/// Operations whose body can be sent as somebody who is signed in.
fn with_bodies(walker: &Walker) -> impl Iterator<Item = &Operation> {
    walker
        .operations
        .iter()
        .filter(|operation| operation.body().is_some() && !is_setup(operation))
}
