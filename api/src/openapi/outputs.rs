//! What successes carry, by rule: `X-Request-Id` always, `ETag`, `Location`, `Link` and `Idempotency-Replayed` where they belong.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::put;

/// The successes of an operation, by status.
pub fn successes(facts: &Facts<'_>) -> Map<String, Value> {
    let signature = &facts.operation.signature;
    let mut success = json!({});
    if let Some(schema) = &signature.answer_schema {
        let content = json!({ "application/json": { "schema": schema } });
        put(&mut success, "content", content);
    }
    let mut found = vec![(signature.answer.status.to_string(), success)];
    found.extend(facts.is_kept.then(|| ("304".to_owned(), json!({}))));
    for (status, response) in &mut found {
        put(response, "description", json!(meaning(status)));
        let names = carried(status, facts);
        let refer = |name: &str| {
            (
                name.to_owned(),
                json!({ "$ref": format!("#/components/headers/{name}") }),
            )
        };
        let headers: Map<String, Value> = names.into_iter().map(refer).collect();
        put(response, "headers", Value::Object(headers));
    }
    found.into_iter().collect()
}

fn meaning(status: &str) -> &'static str {
    match status {
        "201" => "Made.",
        "202" => "Accepted; it goes on in the background.",
        "204" => "Done; there is nothing to show.",
        "304" => "Still what `If-None-Match` names.",
        _ => "As asked.",
    }
}

fn carried(status: &str, facts: &Facts<'_>) -> Vec<&'static str> {
    let answer = facts.operation.signature.answer;
    let is_of_collection = status == "201" && !facts.operation.names_one();
    let has_place = answer.is_located || (is_of_collection && facts.permission.is_some());
    let is_success = matches!(status, "200" | "201");
    let is_tagged = status == "304" || (is_success && (facts.is_revised || facts.is_kept));
    [
        (true, "X-Request-Id"),
        (has_place, "Location"),
        (is_tagged, "ETag"),
        (answer.is_list, "Link"),
        (facts.is_keyed, "Idempotency-Replayed"),
    ]
    .into_iter()
    .filter_map(|(carries, name)| carries.then_some(name))
    .collect()
}

/// The headers that answers refer to.
pub fn headers() -> Value {
    let text = |description: &str, required: bool| json!({ "description": description, "required": required, "schema": { "type": "string" } });
    let seconds = json!({
        "description": "Seconds to wait before trying again.", "required": true,
        "schema": { "type": "integer", "minimum": 1 },
    });
    json!({
        "X-Request-Id": {
            "description": "Names the request in the log; echoed when a UUID was sent.", "required": true,
            "schema": { "type": "string", "format": "uuid" },
        },
        "ETag": text("Names this body, by its revision, a digest and the encoding that it was packed in: `\"7.0a1b2c3d4e5f-br\"`. `If-Match` compares the revision alone.", true),
        "Location": text("Where what was made is found.", true),
        "Link": text("The next page, `rel=\"next\"`; absent on the last.", false),
        "Idempotency-Replayed": text("`true` when this is the first answer again.", false),
        "WWW-Authenticate": text("`Bearer`, with `error=\"invalid_token\"` when a token was sent.", true),
        "Retry-After": seconds,
        "Accept-Post": text("The types that a POST here may have.", false),
        "Accept-Patch": text("The types that a PATCH may have.", false),
    })
}
