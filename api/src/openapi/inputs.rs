//! What callers send, by rule: the right, the cookie with its token, `If-Match`, `If-None-Match`, `Idempotency-Key`, and the
//! types of a patch.

use actix_web::http::Method;
use serde_json::{Map, Value, json};

use super::facts::{Cookie, Facts};
use crate::http::signature::Body;

const CSRF_EXAMPLE: &str = "1795518688000.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";

pub fn complete(operation: &mut Map<String, Value>, facts: &Facts<'_>, schemas: &Value) {
    let security = match (facts.permission, facts.cookie) {
        (Some(_), _) => json!([{ "bearer": [] }]),
        (None, Cookie::Needed) => json!([{ "refresh_cookie": [] }]),
        (None, Cookie::Used) => json!([{ "refresh_cookie": [] }, {}]),
        (None, Cookie::Seen | Cookie::Nothing) => json!([]),
    };
    operation.insert("security".to_owned(), security);
    let mut parameters = own_parameters(facts);
    let changes = facts.operation.changes();
    let wanted = [
        (changes && facts.cookie == Cookie::Needed, "CsrfToken"),
        (
            changes && matches!(facts.cookie, Cookie::Used | Cookie::Seen),
            "CsrfTokenOfCookie",
        ),
        (changes && facts.cookie == Cookie::Needed, "Background"),
        (facts.is_matched, "IfMatch"),
        (facts.is_kept, "IfNoneMatch"),
        (facts.is_keyed, "IdempotencyKey"),
    ];
    for (_, name) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
        parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    show_parameters(operation, schemas);
    if let Some(body) = body(facts) {
        operation.insert("requestBody".to_owned(), body);
    }
}

/// What stands in the address, and what its query may say.
fn own_parameters(facts: &Facts<'_>) -> Vec<Value> {
    let signature = &facts.operation.signature;
    let places = facts.operation.path.split(['{', '}']).skip(1).step_by(2);
    let in_path = places.zip(&signature.path_parameters).map(|(name, schema)| {
        json!({ "name": name, "in": "path", "required": true, "description": "Which one.", "schema": schema })
    });
    let in_query = signature
        .parameters
        .iter()
        .map(|parameter| json!(parameter));
    in_path.chain(in_query).collect()
}

/// What it takes. A patch may be sent under its own type or as plain JSON, both mean the same; a file is bytes of its type.
fn body(facts: &Facts<'_>) -> Option<Value> {
    let signature = &facts.operation.signature;
    let content: Map<String, Value> = match signature.body {
        Body::None => return None,
        Body::Json { .. } => {
            let kinds = match facts.operation.method {
                Method::PATCH => ["application/json", "application/merge-patch+json"].as_slice(),
                _ => &["application/json"],
            };
            let media = json!({ "schema": signature.body_schema });
            let kinds = kinds.iter();
            kinds
                .map(|kind| ((*kind).to_owned(), media.clone()))
                .collect()
        }
        Body::File { kinds, .. } => {
            let media = |kind: &str| json!({ "schema": { "type": "string", "format": "binary", "contentMediaType": kind } });
            let kinds = kinds.iter();
            kinds
                .map(|kind| ((*kind).to_owned(), media(kind)))
                .collect()
        }
    };
    Some(json!({ "content": content, "required": true }))
}

/// Gives every parameter's schema an example: its own, or the first word that it takes. Not the parameter itself: a page
/// that tries calls out would send it.
fn show_parameters(operation: &mut Map<String, Value>, schemas: &Value) {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let Some(schema) = parameter.get_mut("schema") else {
            continue;
        };
        if schema.get("examples").is_none()
            && let Some(example) = example(schema, schemas)
        {
            super::put(schema, "examples", json!([example]));
        }
    }
}

fn example(schema: &Value, schemas: &Value) -> Option<Value> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return example(schemas.get(name.rsplit('/').next()?)?, schemas);
    }
    if let Some(items) = schema.get("items") {
        return Some(json!([example(items, schemas)?]));
    }
    let own = schema
        .pointer("/examples/0")
        .or_else(|| schema.pointer("/enum/0"))
        .cloned();
    match own {
        None if schema["type"] == "boolean" => Some(json!(true)),
        own => own,
    }
}

/// The header parameters that operations refer to.
pub fn parameters() -> Value {
    let tag = "(W/)?\"(0|[1-9][0-9]{0,17})([.-][!#-~]*)?\"";
    let token = json!({ "type": "string", "pattern": "^[0-9]+\\.[A-Za-z0-9_-]+$" });
    json!({
        "CsrfToken": {
            "name": "X-CSRF-Token", "in": "header", "required": true,
            "description": "`csrf_token` of the session of the refresh cookie, from the sign-in, the last refresh or `GET /api/v1/auth/csrf`.",
            "schema": token,
            "example": CSRF_EXAMPLE,
        },
        "CsrfTokenOfCookie": {
            "name": "X-CSRF-Token", "in": "header", "required": false,
            "description": "`csrf_token` of the session of the refresh cookie. Needed by whoever sends that cookie along while its session lives, without a word from the browser (`Origin`, `Sec-Fetch-Site`) that the request is this site's own; to end a session, always.",
            "schema": token,
            "example": CSRF_EXAMPLE,
        },
        "Background": {
            "name": "X-Background", "in": "header", "required": false,
            "description": "`1`: no person caused this; it does not keep the session alive.",
            "schema": { "type": "string", "enum": ["1"] },
            "example": "1",
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "The `ETag` of the record as it was read. Only the revision in it is compared; of several tags, one must be the present one.",
            "schema": { "type": "string", "pattern": format!("^{tag}( *, *{tag})*$") },
            "example": "\"1\"",
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "An `ETag`: answers 304 while the record is still that.",
            "schema": { "type": "string" },
            "example": "\"1.0a1b2c3d4e5f\"",
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Any text of your own, new for each act. The same call with the same key within 24 hours is done once and answered alike.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
            "example": "b0e5a7f2-job-draft-1",
        },
    })
}
