//! What the rules must know of an operation: read from its address, its method and what its handler says.

use serde_json::{Map, Value};
use shared::permission::Permission;
use shared::problem::ProblemCode;

use crate::http::directory::named;

/// One operation seen by the rules.
pub struct Facts {
    pub permission: Option<Permission>,
    /// Whether it lies under `/api/v1`, where set-up, HTTPS and rate limits count.
    pub is_api: bool,
    /// Whether its address names a record, a code or the like.
    pub names_one: bool,
    pub has_body: bool,
    /// Whether an `Idempotency-Key` counts.
    pub is_keyed: bool,
    /// Whether it changes a record that has a revision, which the caller must name.
    pub is_matched: bool,
    /// Whether its answer is a record with a revision.
    pub is_revised: bool,
    /// Whether it answers 304 to a caller who has the answer already.
    pub is_kept: bool,
    pub is_list: bool,
    /// What the handler's own text lists after “Problems:”.
    pub told: Vec<ProblemCode>,
}

impl Facts {
    pub fn of(path: &str, method: &str, operation: &Map<String, Value>, schemas: &Value) -> Self {
        let text = |name: &str| {
            operation
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let permission = named(text("x-permission"));
        let changes = method != "get";
        let names_one = path.contains('{');
        let answer = answer_schema(operation, schemas);
        let has =
            |name: &str| answer.is_some_and(|schema| schema["properties"].get(name).is_some());
        Self {
            permission,
            is_api: path.starts_with("/api/"),
            names_one,
            has_body: operation.contains_key("requestBody"),
            is_keyed: changes && permission.is_some() && text("x-idempotency") != "none",
            is_matched: changes
                && permission.is_some()
                && (names_one || method == "patch")
                && text("x-precondition") != "none",
            is_revised: has("rev"),
            is_kept: has_status(operation, "304"),
            is_list: has("data") && has("page"),
            told: told(text("description")),
        }
    }
}

fn has_status(operation: &Map<String, Value>, status: &str) -> bool {
    let responses = operation.get("responses");
    responses.is_some_and(|responses| responses.get(status).is_some())
}

/// The schema of the first success that has a body.
fn answer_schema<'a>(operation: &Map<String, Value>, schemas: &'a Value) -> Option<&'a Value> {
    let responses = operation.get("responses").and_then(Value::as_object)?;
    let schema = responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'))
        .find_map(|(_, response)| response.pointer("/content/application~1json/schema/$ref"))?;
    schemas.get(schema.as_str()?.rsplit('/').next()?)
}

/// The problem codes in backticks after `Problem:` or `Problems:`.
fn told(description: &str) -> Vec<ProblemCode> {
    let list = description
        .split_once("Problems:")
        .or_else(|| description.split_once("Problem:"))
        .map_or("", |(_, list)| list);
    let words = list.split('`').skip(1).step_by(2);
    words
        .filter_map(|word| ProblemCode::ALL.iter().find(|code| code.as_str() == word))
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handlers_text_names_its_problems() {
        let text =
            "From then on. `open` jobs only. Problems: `stale`, `wrong_state` (it is `done`).";
        assert_eq!(told(text), [ProblemCode::Stale, ProblemCode::WrongState]);
        assert_eq!(told("No word of them: `stale`."), []);
    }
}
