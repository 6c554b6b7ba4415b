//! The document says what the code does: it is the committed one, its examples are real answers, its bounds are the rules.

mod bounds;
mod stand_in;

use std::path::PathBuf;

use api::openapi::Document;
use serde_json::{Map, Value};

use self::stand_in::Stand;
use crate::harness::operation::is_setup;
use crate::harness::operation::{ORIGIN, Operation, document};
use crate::harness::walker::{Walker, not_set_up};
use crate::harness::{Start, bless};

/// A morning in Lagos, so that the days in answers are the same at each run.
const THEN: i64 = 1_795_518_688_000;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../openapi")
        .join(name)
}

#[actix_web::test]
async fn examples_are_real_answers_and_the_committed_document_is_the_codes() {
    let mut examples = Map::new();
    for operation in Operation::all() {
        let walker = match is_setup(&operation) {
            true => not_set_up().await,
            false => Walker::on(Start::default().at(THEN).start().await),
        };
        let example = example(&walker, &operation).await;
        examples.insert(operation.id.clone(), example);
    }
    let mut text = serde_json::to_string_pretty(&examples).unwrap();
    text.push('\n');
    bless::compare(&file("examples.json"), &text);
    let document = Document::with_examples(ORIGIN, &text).unwrap();
    bless::compare(&file("openapi.json"), document.text());
}

async fn example(walker: &Walker, operation: &Operation) -> Value {
    let (ready, answer) = walker.succeed(operation).await;
    let mut example = Map::new();
    if let Some(request) = &ready.body {
        example.insert("request".to_owned(), serde_json::from_str(request).unwrap());
    }
    if operation.path != "/openapi.json" && !answer.body.is_null() {
        example.insert("answer".to_owned(), answer.body);
    }
    let mut example = Value::Object(example);
    Stand::default().in_for(&mut example, "");
    example
}
#[test]
fn every_operation_is_described() {
    for (path, method, operation) in api::openapi::operations(document()) {
        for member in ["summary", "description", "operationId", "x-permission"] {
            assert!(
                operation[member]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{method} {path} lacks {member}"
            );
        }
        assert!(
            operation["summary"].as_str().unwrap().ends_with('.'),
            "{method} {path}"
        );
    }
}
