//! Puts the recorded examples under their operations.

use serde_json::{Map, Value};

use super::put;

/// `examples` holds `{"create_job": {"request": …, "answer": …}}`.
pub fn put_into(operation: &mut Map<String, Value>, examples: &Value) {
    let Some(own) = operation
        .get("operationId")
        .and_then(Value::as_str)
        .and_then(|id| examples.get(id))
        .cloned()
    else {
        return;
    };
    if let Some(request) = own.get("request") {
        let body = operation.get_mut("requestBody");
        put_under_types(body.and_then(|body| body.get_mut("content")), request);
    }
    let Some(answer) = own.get("answer") else {
        return;
    };
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        if status.starts_with('2') {
            put_under_types(response.get_mut("content"), answer);
        }
    }
}

fn put_under_types(content: Option<&mut Value>, example: &Value) {
    let types = content.and_then(Value::as_object_mut);
    for (kind, media) in types.into_iter().flatten() {
        if kind.ends_with("json") {
            put(media, "example", example.clone());
        }
    }
}
