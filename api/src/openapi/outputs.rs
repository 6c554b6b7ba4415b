//! What successes carry, by rule: `X-Request-Id` always, `ETag`, `Location`, `Link` and `Idempotency-Replayed` where they belong.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::put;

pub fn complete(operation: &mut Map<String, Value>, facts: &Facts) {
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        if response["description"].as_str().is_none_or(str::is_empty) {
            put(response, "description", json!(meaning(status)));
        }
        let names = carried(status, facts);
        let refer = |name: &str| {
            (
                name.to_owned(),
                json!({ "$ref": format!("#/components/headers/{name}") }),
            )
        };
        let mut headers: Map<String, Value> = names.into_iter().map(refer).collect();
        if let Some(own) = response["headers"].as_object() {
            headers.extend(own.clone());
        }
        put(response, "headers", Value::Object(headers));
    }
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

fn carried(status: &str, facts: &Facts) -> Vec<&'static str> {
    let has_place =
        matches!(status, "201" | "202") && !facts.names_one && facts.permission.is_some();
    let is_success = matches!(status, "200" | "201");
    let is_tagged = status == "304" || (is_success && (facts.is_revised || facts.is_kept));
    [
        (true, "X-Request-Id"),
        (has_place, "Location"),
        (is_tagged, "ETag"),
        (facts.is_list, "Link"),
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
        "ETag": text("The revision, for `If-Match` and `If-None-Match`.", true),
        "Location": text("Where what was made is found.", true),
        "Link": text("The next page, `rel=\"next\"`; absent on the last.", false),
        "Idempotency-Replayed": text("`true` when this is the first answer again.", false),
        "WWW-Authenticate": text("`Bearer`.", true),
        "Retry-After": seconds,
        "Accept-Post": text("The types that a POST here may have.", false),
        "Accept-Patch": text("The types that a PATCH may have.", false),
    })
}
