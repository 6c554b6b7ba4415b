//! Every problem an operation can answer with: by rule, and by what its handler's text adds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shared::permission::Permission;
use shared::problem::{Problem, ProblemCode};

use super::facts::Facts;
use ProblemCode as Code;

/// Names a request in the examples of problems.
const REQUEST: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";

/// Adds a response for each status to the operation's answers; the responses themselves are shared by all operations.
pub fn add_to(
    answers: &mut Map<String, Value>,
    facts: &Facts<'_>,
    shared: &mut Map<String, Value>,
) {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    let told = facts.operation.problems.iter().map(|(code, _)| *code);
    for code in by_rule(facts).into_iter().chain(told) {
        by_status.entry(code.status()).or_default().push(code);
    }
    for (status, mut codes) in by_status {
        codes.sort_unstable();
        codes.dedup();
        let name = codes
            .iter()
            .map(|code| code.as_str())
            .collect::<Vec<_>>()
            .join("-");
        answers.insert(
            status.to_string(),
            json!({ "$ref": format!("#/components/responses/{name}") }),
        );
        shared
            .entry(name)
            .or_insert_with(|| response(status, &codes));
    }
}

fn by_rule(facts: &Facts<'_>) -> Vec<Code> {
    let everyone = [
        Code::Malformed,
        Code::NotAcceptable,
        Code::Internal,
        Code::Busy,
    ];
    let mut codes = everyone.to_vec();
    let mut add = |applies: bool, more: &[Code]| {
        if applies {
            codes.extend_from_slice(more);
        }
    };
    let guarded = facts.permission.is_some();
    let of_own_account = matches!(
        facts.permission,
        Some(Permission::SelfRead | Permission::SelfWrite)
    );
    let knows_callers = facts.knows_callers;
    add(knows_callers, &[Code::HttpsRequired, Code::WrongHost]);
    add(knows_callers, &[Code::SlowDown, Code::SetupRequired]);
    add(
        guarded,
        &[Code::SignIn, Code::SessionExpired, Code::NotAllowed],
    );
    add(facts.operation.asks_proof(), &[Code::StepUpRequired]);
    add(
        guarded && !facts.operation.open_to_tokens,
        &[Code::ScopeMissing],
    );
    add(guarded && !of_own_account, &[Code::MustChangePassword]);
    add(
        guarded && !facts.operation.for_enrolment,
        &[Code::FactorRequired],
    );
    add(facts.operation.names_one(), &[Code::NotFound]);
    // A body is looked at wherever one comes.
    add(knows_callers, &[Code::TooLarge, Code::WrongType]);
    add(facts.has_body(), &[Code::Timeout, Code::Invalid]);
    add(
        facts.is_keyed,
        &[
            Code::InProgress,
            Code::IdempotencyMismatch,
            Code::OutcomeUnknown,
        ],
    );
    add(facts.is_matched, &[Code::Stale, Code::PreconditionRequired]);
    codes
}

fn response(status: u16, codes: &[Code]) -> Value {
    let told: Vec<String> = codes
        .iter()
        .map(|code| format!("`{code}`: {}.", code.title()))
        .collect();
    let words: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| (code.to_string(), example(*code)))
        .collect();
    json!({
        "description": told.join(" "),
        "headers": headers(status),
        "content": { "application/problem+json": {
            "schema": { "allOf": [
                { "$ref": "#/components/schemas/Problem" },
                { "type": "object", "properties": {
                    "status": { "type": "integer", "enum": [status] },
                    "code": { "type": "string", "enum": words },
                } },
            ] },
            "examples": examples,
        } },
    })
}

fn example(code: Code) -> Value {
    let problem = Problem::new(code, code.explanation(), REQUEST);
    json!({ "summary": code.title(), "value": problem })
}

fn headers(status: u16) -> Value {
    let own: &[&str] = match status {
        401 => &["WWW-Authenticate"],
        415 => &["Accept-Post", "Accept-Patch"],
        429 | 503 => &["Retry-After"],
        _ => &[],
    };
    let names = ["X-Request-Id", "RateLimit-Policy", "RateLimit"];
    let refer = |name: &&str| {
        (
            (*name).to_owned(),
            json!({ "$ref": format!("#/components/headers/{name}") }),
        )
    };
    Value::Object(names.iter().chain(own).map(refer).collect())
}
