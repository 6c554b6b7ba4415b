//! The bounds that the document states are those that the rules enforce: both are fed with edge values.

use serde_json::{Value, json};

use crate::harness::Answer;
use crate::harness::operation::resolved;
use crate::harness::walker::{Ready, Walker};

/// A value at or beyond the edge of a member's bounds.
struct Edge {
    value: Value,
    is_within: bool,
}

fn edge(value: impl Into<Value>, is_within: bool) -> Edge {
    Edge {
        value: value.into(),
        is_within,
    }
}

fn edges(schema: &Value) -> Vec<Edge> {
    let bound = |name: &str| schema[name].as_i64();
    let mut edges = Vec::new();
    if schema["type"] == "integer" {
        edges.extend(bound("minimum").map(|min| edge(min, true)));
        edges.extend(
            bound("minimum")
                .and_then(|min| min.checked_sub(1))
                .map(|under| edge(under, false)),
        );
        edges.extend(bound("maximum").map(|max| edge(max, true)));
        edges.extend(
            bound("maximum")
                .and_then(|max| max.checked_add(1))
                .map(|over| edge(over, false)),
        );
        edges.push(edge("1", false));
        edges.push(edge(json!(1.5), false));
        // A whole number is one in its spelling, too; the document says so.
        edges.push(edge(json!(33.0), false));
    }
    let of = |letters: i64| "a".repeat(usize::try_from(letters).unwrap());
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    let takes_letters = pattern.is_empty()
        || pattern.starts_with("^[^")
        || pattern.starts_with("^[A-Za-z0-9_]")
        || pattern == r"\S";
    let is_text =
        schema["type"] == "string" && schema["format"].is_null() && schema["enum"].is_null();
    if is_text && takes_letters {
        edges.extend(
            bound("minLength")
                .filter(|min| *min > 0)
                .map(|min| edge(of(min), true)),
        );
        edges.extend(
            bound("minLength")
                .filter(|min| *min > 0)
                .map(|min| edge(of(min - 1), false)),
        );
        edges.extend(bound("maxLength").map(|max| edge(of(max), true)));
        edges.extend(bound("maxLength").map(|max| edge(of(max + 1), false)));
        edges.push(edge(7, false));
        edges.push(edge("a\u{0}b", false));
        edges.push(edge("a\u{202e}b", false));
    }
    if !schema["enum"].is_null() {
        edges.extend(
            schema["enum"]
                .as_array()
                .unwrap()
                .iter()
                .map(|word| edge(word.clone(), true)),
        );
        edges.push(edge("no such word", false));
    }
    edges
}

/// Each member of the example with its place and schema, lists and objects inside included.
fn members(schema: &Value, value: &Value, place: &str) -> Vec<(String, Value)> {
    let schema = resolved(schema);
    let mut found = vec![(place.to_owned(), schema.clone())];
    for (name, inner) in value.as_object().into_iter().flatten() {
        found.extend(members(
            &schema["properties"][name],
            inner,
            &format!("{place}/{name}"),
        ));
    }
    if let Some(first) = value.get(0) {
        found.extend(members(&schema["items"], first, &format!("{place}/0")));
    }
    found
}

/// Whether the answer blames this place.
fn blames(answer: &Answer, pointer: &str) -> bool {
    let errors = answer.body["errors"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let is_here = |error: &Value| {
        let place = error["pointer"]
            .as_str()
            .or(error["parameter"].as_str())
            .unwrap_or_default();
        // An amount is refused as a whole, so the object around a member may be named for it.
        let is_around = place.len() > 1 && pointer.starts_with(&format!("{place}/"));
        place == pointer || is_around || place.starts_with(&format!("{pointer}/"))
    };
    matches!(answer.status, 400 | 422) && errors.iter().any(is_here)
}

#[actix_web::test]
async fn bounds_of_bodies_are_those_of_the_rules() {
    let walker = Walker::start().await;
    let admin = walker.app.admin().await;
    let mut tried = 0;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.permission.is_some())
    {
        let Some(schema) = operation.body() else {
            continue;
        };
        let ready = walker.ready(operation, &admin).await;
        let example: Value = serde_json::from_str(ready.body.as_deref().unwrap()).unwrap();
        for (place, schema) in members(schema, &example, "") {
            for edge in edges(&schema) {
                // Of all currencies a shop takes its own; what is taken along has forms of its own.
                let hangs_on_another = ["/currency", "/format"];
                if edge.is_within && hangs_on_another.iter().any(|end| place.ends_with(end)) {
                    continue;
                }
                let mut body = example.clone();
                *body.pointer_mut(&place).unwrap() = edge.value.clone();
                let answer = Ready {
                    body: Some(body.to_string()),
                    ..ready.clone()
                }
                .send()
                .await;
                let blamed = blames(&answer, &format!("#{place}"));
                assert_eq!(
                    blamed,
                    !edge.is_within,
                    "{} {place} = {:.60} → {}",
                    operation.id,
                    edge.value.to_string(),
                    answer.text
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "only {tried} edges were tried");
}

#[actix_web::test]
async fn bounds_of_parameters_are_those_of_the_rules() {
    let walker = Walker::start().await;
    let admin = walker.app.admin().await;
    let mut tried = 0;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.is_get())
    {
        for (name, _, schema) in operation.parameters("query") {
            let items = resolved(&schema["items"]);
            let schema = if items.is_null() { &schema } else { items };
            let ready = walker.ready(operation, &admin).await;
            for edge in edges(schema).into_iter().filter(|edge| {
                edge.value.is_i64()
                    || edge
                        .value
                        .as_str()
                        .is_some_and(|text| text.is_ascii() && !text.contains('\0') && text != "1")
            }) {
                let text = edge
                    .value
                    .as_str()
                    .map_or(edge.value.to_string(), str::to_owned);
                // A cursor is bound to its list as well: no made-up one is within.
                if name == "cursor" && edge.is_within
                    || (edge.value.is_i64() && schema["type"] == "string")
                {
                    continue;
                }
                let query = format!("?{name}={}", text.replace(' ', "%20"));
                let answer = Ready {
                    path: format!("{}{query}", ready.path),
                    ..ready.clone()
                }
                .send()
                .await;
                assert_eq!(
                    blames(&answer, &name),
                    !edge.is_within,
                    "{} {query:.60} → {}",
                    operation.id,
                    answer.text
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "only {tried} edges were tried");
}
