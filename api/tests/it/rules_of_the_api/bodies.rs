//! Bodies: type, size, form, and texts that were written to do harm.

use reqwest::Method;
use serde_json::{Value, json};

use super::{blames, is_problem, walker, with_bodies};
use crate::harness::Answer;
use crate::harness::walker::Ready;

#[actix_web::test]
async fn asvs_5_2_3_bodies_of_another_type_are_415() {
    let (walker, admin) = walker().await;
    for operation in with_bodies(&walker) {
        let ready = walker.ready(operation, &admin).await;
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=latin1",
            "application/xml",
        ] {
            let answer = ready.with("content-type", kind).send().await;
            is_problem(operation, &answer, 415, "wrong_type");
            assert!(
                !answer.header("accept-post").is_empty()
                    && !answer.header("accept-patch").is_empty()
            );
        }
        let packed = ready.with("content-encoding", "gzip").send().await;
        is_problem(operation, &packed, 415, "wrong_type");
    }
}

const MERGE_PATCH: &str = "application/merge-patch+json";

#[actix_web::test]
async fn every_patch_declares_and_takes_both_types_and_nothing_else_takes_that_of_patches() {
    let (walker, admin) = walker().await;
    let mut patches = 0;
    for operation in with_bodies(&walker) {
        let is_patch = operation.method == Method::PATCH;
        let declared = match is_patch {
            true => vec!["application/json", MERGE_PATCH],
            false => vec!["application/json"],
        };
        assert_eq!(operation.kinds(), declared, "{}", operation.id);
        if !is_patch {
            let ready = walker.ready(operation, &admin).await;
            let merge = ready.with("content-type", MERGE_PATCH).send().await;
            is_problem(operation, &merge, 415, "wrong_type");
            continue;
        }
        for kind in declared {
            let ready = walker.ready(operation, &admin).await;
            let answer = ready.with("content-type", kind).send().await;
            assert_eq!(
                answer.status, 200,
                "{} {kind} {}",
                operation.id, answer.text
            );
        }
        patches += 1;
    }
    assert!(patches >= 5, "only {patches} patches");
}

#[actix_web::test]
async fn asvs_5_2_1_bodies_beyond_the_limit_are_413() {
    let (walker, admin) = walker().await;
    for operation in with_bodies(&walker) {
        let ready = walker.ready(operation, &admin).await;
        let body = format!("{{\"x\":\"{}\"}}", "a".repeat(256 * 1024));
        is_problem(
            operation,
            &Ready {
                body: Some(body),
                ..ready
            }
            .send()
            .await,
            413,
            "too_large",
        );
    }
}

#[actix_web::test]
async fn asvs_1_5_3_bodies_that_cannot_be_read_are_400() {
    let (walker, admin) = walker().await;
    for operation in with_bodies(&walker) {
        let ready = walker.ready(operation, &admin).await;
        let example: Value = serde_json::from_str(ready.body.as_deref().unwrap()).unwrap();
        let send = async |body: String| {
            Ready {
                body: Some(body),
                ..ready.clone()
            }
            .send()
            .await
        };
        let inner = example.to_string();
        let inner = &inner[1..inner.len() - 1];
        let comma = if inner.is_empty() { "" } else { "," };
        let unknown = send(format!("{{{inner}{comma}\"no_such_field\":1}}")).await;
        blames(
            operation,
            &unknown,
            "pointer",
            "#/no_such_field",
            "unknown_field",
        );
        if let Some((name, value)) = example.as_object().unwrap().iter().next() {
            let twice = send(format!("{{{inner},\"{name}\":{value}}}")).await;
            blames(
                operation,
                &twice,
                "pointer",
                &format!("#/{name}"),
                "duplicate",
            );
        }
        let deep = format!(
            "{{{inner}{comma}\"x\":{}{}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let trailing = format!("{example} {{}}");
        let many = [
            "",
            "null",
            "[]",
            "7",
            "\"text\"",
            "{",
            "{\"a\"",
            trailing.as_str(),
            "{\"\u{0}\":1}",
            "{'a':1}",
            "\u{feff}{}",
            deep.as_str(),
        ];
        for body in many {
            is_problem(operation, &send(body.to_owned()).await, 400, "malformed");
        }
    }
}

/// The places that an answer names, in order.
fn places(answer: &Answer) -> Vec<String> {
    let errors = answer.body["errors"].as_array().unwrap().iter();
    let mut places: Vec<String> = errors
        .map(|error| error["pointer"].as_str().unwrap().to_owned())
        .collect();
    places.sort();
    places
}

#[actix_web::test]
async fn a_body_is_told_everything_that_it_lacks_and_has_too_much() {
    let (walker, admin) = walker().await;
    for operation in with_bodies(&walker) {
        let ready = walker.ready(operation, &admin).await;
        let send = async |body: Value| {
            let body = Some(body.to_string());
            let ready = Ready {
                body,
                ..ready.clone()
            };
            ready.send().await
        };
        let required = operation.body().unwrap()["required"].as_array();
        let names = required.into_iter().flatten();
        let mut expected: Vec<String> = names
            .map(|name| format!("#/{}", name.as_str().unwrap()))
            .collect();
        expected.sort();
        if !expected.is_empty() {
            let empty = send(json!({})).await;
            is_problem(operation, &empty, 422, "invalid");
            assert_eq!(places(&empty), expected, "{}", operation.id);
        }
        let strange = send(json!({"nor_this_one": {}, "no_such_field": 1})).await;
        is_problem(operation, &strange, 400, "malformed");
        expected.extend(["#/no_such_field".to_owned(), "#/nor_this_one".to_owned()]);
        expected.sort();
        assert_eq!(places(&strange), expected, "{}", operation.id);
    }
}

#[actix_web::test]
async fn wrong_types_and_hostile_texts_never_break_anything() {
    for operation in with_bodies(&walker().await.0) {
        // A shop of its own: what fails to sign in here must not slow the next operation down.
        let (walker, admin) = walker().await;
        let ready = walker.ready(operation, &admin).await;
        let example: Value = serde_json::from_str(ready.body.as_deref().unwrap()).unwrap();
        for name in example.as_object().unwrap().keys() {
            for value in hostile() {
                let mut body = example.clone();
                body[name] = value;
                let answer = Ready {
                    body: Some(body.to_string()),
                    ..ready.clone()
                }
                .send()
                .await;
                assert!(
                    answer.status < 500,
                    "{} {name} {} → {}",
                    operation.id,
                    body[name],
                    answer.text
                );
                assert!(
                    operation.statuses().contains(&answer.status),
                    "{} {name} {} → {} {}",
                    operation.id,
                    body[name],
                    answer.status,
                    answer.text
                );
                leaks_nothing(&answer);
            }
        }
    }
}

fn hostile() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!(""),
        json!("   "),
        json!("a\u{0}b"),
        json!("a\r\nSet-Cookie: x=1"),
        json!("a\u{202e}b\u{2066}c"),
        json!("'; DROP TABLE jobs; --"),
        json!("9".repeat(400)),
        json!("0001-01-01"),
        json!("2026-02-30"),
        json!("9999-12-31"),
        json!("\u{1F600}".repeat(300)),
    ]
}

/// No SQL, path, type name or stack in what is sent.
#[track_caller]
fn leaks_nothing(answer: &Answer) {
    for sign in [
        "SELECT ", "INSERT ", "UPDATE ", "diesel", "sqlite", "panicked", ".rs:", "/tmp/", "actix",
        "serde",
    ] {
        assert!(!answer.text.contains(sign), "{sign} in {}", answer.text);
    }
}
