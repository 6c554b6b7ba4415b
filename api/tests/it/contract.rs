//! The document says what the code does: it is the committed one, its examples are real answers, its bounds are the rules.

mod bounds;
mod first_call;
mod stand_in;

use std::path::PathBuf;

use api::openapi::{Document, Server};
use serde_json::{Map, Value};

use self::stand_in::Stand;
use crate::harness::operation::is_setup;
use crate::harness::operation::{ORIGIN, Operation, document, operations, resolved, table};
use crate::harness::walker::{Ready, Walker, not_set_up};
use crate::harness::{Answer, Start, bless};

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
    let document = Document::with_examples(Server::unopened(ORIGIN), &table(), &text).unwrap();
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
    for (path, method, operation) in operations(document()) {
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

#[test]
fn whoever_changes_a_record_names_its_revision_or_the_operation_says_that_none_is_needed() {
    for operation in table().iter() {
        let is_of_record = operation.names_one() || operation.method.as_str() == "PATCH";
        let is_due = operation.changes() && operation.right().is_some() && is_of_record;
        let (takes, exempt) = (
            operation.signature.takes_revision,
            operation.without_precondition,
        );
        assert!(!(takes && exempt), "{} says both", operation.id());
        assert!(
            !is_due || takes || exempt,
            "{} says neither",
            operation.id()
        );
    }
}

#[test]
fn no_operation_hands_out_a_secret_that_could_be_kept_or_packed() {
    let secrets = [
        "access_token",
        "csrf_token",
        "activation_code",
        "code",
        "secret",
        "recovery_codes",
        "token",
    ];
    for (path, method, operation) in operations(document()) {
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let made = &operation["responses"]["201"]["content"]["application/json"]["schema"];
        let members = [schema, made].map(|schema| resolved(schema)["properties"].clone());
        // A text or several; what a token tells of itself is an object.
        let holds = |name: &&str| {
            members
                .iter()
                .any(|members| !members[*name]["type"].is_null())
        };
        let is_problem_code = path.starts_with("/problems/");
        let table = table();
        let mut known = table.iter();
        let known = known
            .find(|known| operation["operationId"] == known.id())
            .unwrap();
        let is_secret = secrets.iter().any(holds) && !is_problem_code;
        assert_eq!(
            known.signature.answer.is_secret, is_secret,
            "{method} {path}"
        );
    }
}

/// Lists that every act adds to.
const WRITTEN_BY_ITSELF: [&str; 2] = ["/api/v1/events", "/api/v1/me/history"];

/// What is meant when these say nothing is no secret.
const WITH_DEFAULT: [&str; 9] = [
    "sort",
    "limit",
    "include_total",
    "deleted",
    "format",
    "rows",
    "separator",
    "walk_in",
    "compare",
];

#[test]
fn every_parameter_has_an_example_and_says_its_default() {
    for (path, method, operation) in operations(document()) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.map(resolved) {
            let name = parameter["name"].as_str().unwrap();
            let place = format!("{name} of {method} {path}");
            let told = [&parameter["example"], &parameter["schema"]["examples"][0]];
            assert!(
                told.iter().any(|example| !example.is_null()),
                "{place} has no example"
            );
            let is_silent = resolved(&parameter["schema"])["default"].is_null();
            assert_eq!(!is_silent, WITH_DEFAULT.contains(&name), "{place}");
        }
    }
}

#[actix_web::test]
async fn examples_of_parameters_are_taken_and_defaults_are_what_is_done() {
    let walker = Walker::start().await;
    let admin = walker.app.admin().await;
    let lists = walker.operations.iter().filter(|list| list.is_list());
    for list in lists {
        if list.collection().is_none() && !WRITTEN_BY_ITSELF.contains(&list.path.as_str()) {
            for _ in 0..3 {
                walker.record(&list.path).await;
            }
        }
        let ready = walker.ready(list, &admin).await;
        let asked = async |query: &str| {
            let path = format!("{}?{query}", ready.path);
            Ready {
                path,
                ..ready.clone()
            }
            .send()
            .await
            .expect(200)
        };
        let mut defaults = Vec::new();
        for parameter in list.query() {
            let name = parameter["name"].as_str().unwrap();
            let default = word(&resolved(&parameter["schema"])["default"]);
            defaults.extend(default.map(|default| format!("{name}={default}")));
            // A cursor is good for the list that it was made for.
            if name != "cursor" {
                let example = &parameter["schema"]["examples"][0];
                let one = word(example.get(0).unwrap_or(example)).unwrap();
                asked(&format!("{name}={one}")).await;
            }
        }
        let rows = |answer: Answer| answer.body["data"].as_array().unwrap().clone();
        let silent = rows(asked("").await);
        // Reading the journal adds a line at its end.
        let said = rows(asked(&defaults.join("&")).await);
        assert_eq!(silent, said[..silent.len()], "{}", list.id);
    }
}

/// A value as it stands in an address.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
