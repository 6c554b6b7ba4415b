//! What callers send, by rule: the right, `If-Match`, `If-None-Match`, `Idempotency-Key`, and the types of a patch.

use serde_json::{Map, Value, json};

use super::facts::Facts;

pub fn complete(operation: &mut Map<String, Value>, facts: &Facts, schemas: &Value) {
    let security = match facts.permission {
        Some(_) => json!([{ "bearer": [] }]),
        None => json!([]),
    };
    operation.insert("security".to_owned(), security);
    operation.entry("x-permission").or_insert(json!("none"));
    describe(operation, facts);
    let wanted = [
        (facts.is_matched, "IfMatch"),
        (facts.is_kept, "IfNoneMatch"),
        (facts.is_keyed, "IdempotencyKey"),
    ];
    for (_, name) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
        let parameters = operation.entry("parameters").or_insert(json!([]));
        if let Some(list) = parameters.as_array_mut() {
            list.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
        }
    }
    name_path_parameters(operation);
    show_parameters(operation, schemas);
    accept_merge_patches(operation);
    take_files_as_bytes(operation);
}

/// Ends the description with the right that is needed, in the words of the permission table.
fn describe(operation: &mut Map<String, Value>, facts: &Facts) {
    let right = match facts.permission {
        Some(right) => format!(
            "Needs the permission `{}` ({}).",
            right.key(),
            right.label()
        ),
        None => "Needs no permission.".to_owned(),
    };
    let told = operation
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = match told.trim() {
        "" => right,
        told => format!("{told}\n\n{right}"),
    };
    operation.insert("description".to_owned(), json!(text));
}

fn name_path_parameters(operation: &mut Map<String, Value>) {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let is_bare = parameter["in"] == "path"
            && parameter["description"].as_str().is_none_or(str::is_empty);
        if is_bare {
            super::put(parameter, "description", json!("Which one."));
        }
    }
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

/// A patch may be sent under its own type or as plain JSON; both mean the same.
fn accept_merge_patches(operation: &mut Map<String, Value>) {
    let is_patch = operation
        .get("operationId")
        .and_then(Value::as_str)
        .is_some_and(|id| id.starts_with("update_"));
    let content = operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"));
    if let Some(content) = content.filter(|_| is_patch) {
        let plain = content["application/json"].clone();
        super::put(content, "application/merge-patch+json", plain);
    }
}

/// A file is bytes of its own type, not the list of numbers that the generator makes of it.
fn take_files_as_bytes(operation: &mut Map<String, Value>) {
    let content = operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
        .and_then(Value::as_object_mut);
    for (kind, media) in content.into_iter().flatten() {
        if !kind.ends_with("json") {
            let bytes = json!({ "type": "string", "format": "binary", "contentMediaType": kind });
            super::put(media, "schema", bytes);
        }
    }
}

/// The header parameters that operations refer to.
pub fn parameters() -> Value {
    json!({
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "The `ETag` of the record as it was read. Only the revision in it is compared.",
            "schema": { "type": "string", "pattern": "^(W/)?\"[0-9]{1,18}([.-][!#-~]*)?\"$" },
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
