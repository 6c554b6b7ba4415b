//! The API's document (OpenAPI 3.1): what the handlers say of themselves, completed by the rules that hold for all of them.

mod examples;
mod facts;
mod inputs;
mod outputs;
mod problems;
mod schemas;
mod words;

use serde_json::{Map, Value, json};
use shared::problem::Problem;
use utoipa::OpenApi as _;
use utoipa_actix_web::AppExt as _;

use self::facts::Facts;
use crate::http::directory::METHODS;

/// Examples of requests and answers, recorded by the test that carries them out.
const EXAMPLES: &str = include_str!("../../../openapi/examples.json");

/// The schemas that every operation may answer with and no handler names.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Base;

/// The document, made once.
pub struct Document {
    value: Value,
    text: String,
}

impl Document {
    /// The document of a server at this origin.
    pub fn of(origin: &str) -> Result<Self, serde_json::Error> {
        Self::with_examples(origin, EXAMPLES)
    }

    /// The document with other examples than those that were built in; for the test that records them.
    pub fn with_examples(origin: &str, examples: &str) -> Result<Self, serde_json::Error> {
        let examples = serde_json::from_str(examples)?;
        let mut value = of_handlers()?;
        describe(&mut value, origin);
        complete(&mut value, &examples);
        let mut text = serde_json::to_string_pretty(&value)?;
        text.push('\n');
        Ok(Self { value, text })
    }

    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The document as it is committed and served.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What the handlers' own annotations say.
fn of_handlers() -> Result<Value, serde_json::Error> {
    let (_service, document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(crate::routes)
        .split_for_parts();
    serde_json::to_value(document)
}

fn describe(document: &mut Value, origin: &str) {
    put(document, "openapi", json!("3.1.0"));
    put(document, "info", words::info());
    put(
        document,
        "servers",
        json!([{ "url": origin, "description": "This server." }]),
    );
    let tags = words::tags(&tags_in_use(document));
    put(document, "tags", tags);
}

fn tags_in_use(document: &Value) -> Vec<String> {
    let operations = operations(document).into_iter();
    let mut tags: Vec<String> = operations
        .filter_map(|(_, _, operation)| {
            operation
                .pointer("/tags/0")
                .and_then(Value::as_str)
                .map(str::to_owned)
        })
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// Every operation with its path and method.
pub fn operations(document: &Value) -> Vec<(&str, &'static str, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            found.extend(
                item.get(method)
                    .map(|operation| (path.as_str(), method, operation)),
            );
        }
    }
    found
}

fn complete(document: &mut Value, examples: &Value) {
    let schemas = match document.pointer_mut("/components/schemas") {
        Some(schemas) => {
            schemas::tidy(schemas);
            schemas.clone()
        }
        None => Value::Null,
    };
    let mut responses = Map::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let operation = item.get_mut(method).and_then(Value::as_object_mut);
            if let Some(operation) = operation {
                let facts = Facts::of(path, method, operation, &schemas);
                inputs::complete(operation, &facts, &schemas);
                outputs::complete(operation, &facts);
                problems::complete(operation, &facts, &mut responses);
                examples::put_into(operation, examples);
            }
        }
    }
    if let Some(components) = document.get_mut("components") {
        put(components, "responses", Value::Object(responses));
        put(components, "headers", outputs::headers());
        put(components, "parameters", inputs::parameters());
        put(components, "securitySchemes", words::security());
    }
}

/// Sets a member of an object.
fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}
