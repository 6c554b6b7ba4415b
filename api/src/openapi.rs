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
use utoipa::{PartialSchema as _, ToSchema as _};

use self::facts::Facts;
use crate::http::operations::Operations;

/// Examples of requests and answers, recorded by the test that carries them out.
const EXAMPLES: &str = include_str!("../../openapi/examples.json");

/// The document, made once.
pub struct Document {
    value: Value,
    text: String,
}

/// Whose document it is.
#[derive(Clone, Copy, Debug)]
pub struct Server<'s> {
    pub origin: &'s str,
    pub refresh_cookie: &'s str,
}

impl<'s> Server<'s> {
    /// One whose database, which knows the end of the cookie's name, is not open.
    pub fn unopened(origin: &'s str) -> Self {
        let refresh_cookie = "__Host-zehmo_rt_00000000";
        Self {
            origin,
            refresh_cookie,
        }
    }
}

impl Document {
    pub fn of(server: Server<'_>, operations: &Operations) -> Result<Self, serde_json::Error> {
        Self::with_examples(server, operations, EXAMPLES)
    }

    /// The document with other examples than those that were built in; for the test that records them.
    pub fn with_examples(
        server: Server<'_>,
        operations: &Operations,
        examples: &str,
    ) -> Result<Self, serde_json::Error> {
        let examples = serde_json::from_str(examples)?;
        let schemas = schemas_of(operations)?;
        let (paths, responses) = paths_of(operations, &schemas, &examples);
        let value = json!({
            "openapi": "3.1.0",
            "info": words::info(server.origin),
            "servers": [{ "url": server.origin, "description": "This server." }],
            "tags": words::tags(operations),
            "paths": paths,
            "components": {
                "schemas": schemas,
                "responses": responses,
                "headers": outputs::headers(),
                "parameters": inputs::parameters(),
                "securitySchemes": words::security(server.refresh_cookie),
            },
        });
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

/// Every schema that an operation names, and the one that all may answer with and no handler names.
fn schemas_of(operations: &Operations) -> Result<Value, serde_json::Error> {
    let mut named = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut named);
    let own = operations.iter().flat_map(|one| &one.signature.schemas);
    let mut schemas = Map::new();
    for (name, schema) in named.iter().chain(own) {
        schemas.insert(name.clone(), serde_json::to_value(schema)?);
    }
    let mut schemas = Value::Object(schemas);
    schemas::tidy(&mut schemas);
    Ok(schemas)
}

/// The paths with their operations, and the responses that these share.
fn paths_of(operations: &Operations, schemas: &Value, examples: &Value) -> (Value, Value) {
    let (mut paths, mut responses) = (json!({}), Map::new());
    for operation in operations.iter() {
        let facts = Facts::of(operation);
        let mut written = facts.written();
        inputs::complete(&mut written, &facts, schemas);
        let mut answers = outputs::successes(&facts);
        problems::add_to(&mut answers, &facts, &mut responses);
        written.insert("responses".to_owned(), Value::Object(answers));
        examples::put_into(&mut written, examples);
        let method = operation.method.as_str().to_ascii_lowercase();
        let place = paths
            .as_object_mut()
            .map(|paths| paths.entry(operation.path.as_str()).or_insert(json!({})));
        if let Some(place) = place {
            put(place, &method, Value::Object(written));
        }
    }
    (paths, Value::Object(responses))
}

/// Sets a member of an object.
fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}
