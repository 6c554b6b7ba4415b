//! What successes carry, by rule: `X-Request-Id` always, limits where calls are counted, `ETag`, `Location`, `Link` and the like
//! where they belong.

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::put;
use crate::http::download::is_text;

/// The successes of an operation, by status.
pub fn successes(facts: &Facts<'_>) -> Map<String, Value> {
    let signature = &facts.operation.signature;
    let mut success = json!({});
    if let Some(schema) = &signature.answer_schema {
        let content = json!({ "application/json": { "schema": schema } });
        put(&mut success, "content", content);
    }
    if !signature.answer.files.is_empty() {
        put(&mut success, "content", files(signature.answer.files));
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

/// Each kind of file that an answer can be.
fn files(media: &[&str]) -> Value {
    let kind = |media: &&str| {
        let schema = match is_text(media) {
            true => json!({ "type": "string" }),
            false => json!({ "type": "string", "format": "binary" }),
        };
        ((*media).to_owned(), json!({ "schema": schema }))
    };
    Value::Object(media.iter().map(kind).collect())
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
    let is_success = matches!(status, "200" | "201");
    let is_tagged = status == "304" || (is_success && (facts.is_revised || facts.is_kept));
    [
        (true, "X-Request-Id"),
        (answer.is_located, "Location"),
        (is_tagged, "ETag"),
        (answer.is_list, "Link"),
        (answer.is_begun, "Retry-After"),
        (!answer.files.is_empty(), "Content-Disposition"),
        (facts.is_keyed, "Idempotency-Replayed"),
        (facts.knows_callers, "RateLimit-Policy"),
        (facts.knows_callers, "RateLimit"),
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
        "ETag": text("Of a record: its revision, a digest of this body and the encoding that it was packed in, `\"7.0a1b2c3d4e5f-br\"`; the revision alone beside a secret, `\"7\"`. `If-Match` compares the revision alone, `If-None-Match` all but the encoding. Of a file: a digest.", true),
        "Content-Disposition": text("That the answer is a file to be kept, and its name (RFC 6266).", true),
        "Location": text("Where what was made is found.", true),
        "Link": text("The next page, `rel=\"next\"`; absent on the last.", false),
        "RateLimit-Policy": text("The limits that this call counts in: name, calls and seconds, `\"user\";q=240;w=60`. Absent where calls are not counted, and on refusals before they are.", false),
        "RateLimit": text("What is left of the limit that is nearest to its end, and the seconds until all of it is there again: `\"user\";r=113;t=42`. Absent like `RateLimit-Policy`, and where an attempt was not counted.", false),
        "Idempotency-Replayed": text("`true` when this is the first answer again.", false),
        "WWW-Authenticate": text("`Bearer`, with `error=\"invalid_token\"` when a token was sent; with `error=\"insufficient_user_authentication\"` and `max_age` in seconds where it is good but the proof behind it too old (RFC 9470).", true),
        "Retry-After": seconds,
        "Accept-Post": text("The types that a POST here may have.", false),
        "Accept-Patch": text("The types that a PATCH may have.", false),
    })
}
