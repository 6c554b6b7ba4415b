//! The operations as the document lists them, and example requests made from its schemas.

use std::sync::OnceLock;

use api::http::operations::Operations;
use api::openapi::{Document, Server};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::app::PASSWORD;

/// Where the committed document says that the server is.
pub const ORIGIN: &str = "http://127.0.0.1:8080";

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    /// `/api/v1/jobs/{id}`.
    pub path: String,
    /// The key of the permission it needs.
    pub permission: Option<String>,
    /// The key of one that it needs beside that.
    pub beside: Option<String>,
    /// The scopes of which a personal token needs one.
    pub scopes: Vec<String>,
    /// Whether `If-Match` is required.
    pub needs_match: bool,
    value: Value,
}

/// The document as this build makes it.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| Document::of(Server::unopened(ORIGIN), &table()).unwrap())
        .value()
}

/// The table of operations as this build declares it.
pub fn table() -> Operations {
    Operations::of(api::api_operations()).unwrap()
}

/// Every operation of the document, with its path and method.
pub fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, item) in paths {
        for method in ["get", "post", "patch", "put", "delete"] {
            let operation = item.get(method);
            found.extend(operation.map(|operation| (path.as_str(), method, operation)));
        }
    }
    found
}

/// A schema with its reference followed.
pub fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(place) => resolved(document().pointer(place.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

impl Operation {
    pub fn all() -> Vec<Self> {
        let of = |(path, method, value): (&str, &str, &Value)| Self::of(path, method, value);
        operations(document()).into_iter().map(of).collect()
    }

    fn of(path: &str, method: &str, value: &Value) -> Self {
        let mut operation = Self {
            id: value["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase().parse().unwrap(),
            path: path.to_owned(),
            permission: value["x-permission"]
                .as_str()
                .filter(|key| *key != "none")
                .map(str::to_owned),
            beside: value["x-permission-beside"].as_str().map(str::to_owned),
            scopes: value["x-scopes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|scope| scope.as_str().unwrap().to_owned())
                .collect(),
            needs_match: false,
            value: value.clone(),
        };
        operation.needs_match = operation
            .parameters("header")
            .iter()
            .any(|(name, required, _)| *required && name == "If-Match");
        operation
    }

    pub fn is_get(&self) -> bool {
        self.method == Method::GET
    }

    /// The parameters in this place.
    fn listed(&self, place: &str) -> impl Iterator<Item = &Value> {
        let all = self.value["parameters"].as_array().into_iter().flatten();
        all.map(resolved)
            .filter(move |parameter| parameter["in"] == place)
    }

    /// The parameters of the query, as the document has them.
    pub fn query(&self) -> impl Iterator<Item = &Value> {
        self.listed("query")
    }

    /// Name, whether it is required, and schema of the parameters in this place.
    pub fn parameters(&self, place: &str) -> Vec<(String, bool, Value)> {
        self.listed(place)
            .map(|parameter| {
                let name = parameter["name"].as_str().unwrap().to_owned();
                (
                    name,
                    parameter["required"] == true,
                    resolved(&parameter["schema"]).clone(),
                )
            })
            .collect()
    }

    /// The schema of a JSON body, if it takes one.
    pub fn body(&self) -> Option<&Value> {
        let schema = &self.value["requestBody"]["content"]["application/json"]["schema"];
        (!schema.is_null()).then(|| resolved(schema))
    }

    /// The types that a body may have.
    pub fn kinds(&self) -> Vec<&str> {
        let content = self.value["requestBody"]["content"].as_object();
        let kinds = content.into_iter().flat_map(Map::keys);
        kinds.map(String::as_str).collect()
    }

    /// The headers of the answer with this status, and whether each is always there.
    pub fn headers(&self, status: u16) -> Vec<(&str, bool)> {
        let headers = self.value["responses"][status.to_string()]["headers"].as_object();
        let headers = headers.into_iter().flatten();
        headers
            .map(|(name, header)| (name.as_str(), resolved(header)["required"] == true))
            .collect()
    }

    pub fn statuses(&self) -> Vec<u16> {
        let responses = self.value["responses"].as_object().unwrap();
        responses
            .keys()
            .map(|status| status.parse().unwrap())
            .collect()
    }

    /// The status of the first success.
    pub fn success(&self) -> u16 {
        self.statuses()
            .into_iter()
            .find(|status| *status < 300)
            .unwrap()
    }

    /// Whether the answer is a file that whoever sends this `Accept` takes.
    pub fn gives_file_to(&self, accept: &str) -> bool {
        let content = self.value["responses"]["200"]["content"].as_object();
        let mut media = content
            .into_iter()
            .flatten()
            .map(|(media, _)| media.as_str());
        media.any(|media| match media.starts_with("text/") {
            true => accept.contains("*/*") || accept.contains("text/*"),
            false if media == "application/json" => false,
            false => accept.contains("*/*") && !accept.contains("application/*;q=0"),
        })
    }

    /// Whether the answer is a page of a list.
    pub fn is_list(&self) -> bool {
        self.parameters("query")
            .iter()
            .any(|(name, ..)| name == "cursor")
    }

    /// `/api/v1/jobs` of `/api/v1/jobs/{id}/complete`.
    pub fn collection(&self) -> Option<&str> {
        self.path.split_once("/{").map(|(collection, _)| collection)
    }

    /// The address with these in the places of its parameters; ids are parted by a blank, and the last one fills what is left.
    pub fn at(&self, ids: &str) -> String {
        let mut ids = ids.split(' ').peekable();
        let mut path = self.path.clone();
        while let (Some(begin), Some(end)) = (path.find('{'), path.find('}')) {
            let id = ids.next().unwrap_or_default();
            if ids.peek().is_none() {
                ids = id.split(' ').peekable();
            }
            path.replace_range(begin..=end, id);
        }
        path
    }

    /// A body made from the schema: everything but ids, secrets and what excludes one another.
    pub fn example(&self) -> Option<Value> {
        self.body().map(|schema| example(schema, ""))
    }
}

fn example(schema: &Value, name: &str) -> Value {
    let schema = resolved(schema);
    let told = [
        &schema["example"],
        &schema["examples"][0],
        &schema["const"],
        &schema["enum"][0],
    ];
    if let Some(told) = told.into_iter().find(|told| !told.is_null()) {
        return told.clone();
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let options = schema[choice].as_array().cloned().unwrap_or_default();
        if let Some(option) = options.iter().find(|option| option["type"] != "null") {
            return example(option, name);
        }
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    match kinds
        .iter()
        .filter_map(Value::as_str)
        .find(|kind| *kind != "null")
    {
        Some("object") => object(schema),
        Some("array") => json!([example(&schema["items"], name)]),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(false),
        _ if schema["format"] == "password" => json!(PASSWORD),
        _ => json!(format!("{name} as given")),
    }
}

fn object(schema: &Value) -> Value {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let members = schema["properties"].as_object().into_iter().flatten();
    let chosen = members.filter(|(name, schema)| {
        let is_link = *name == "id" || name.ends_with("_id");
        let is_secret = resolved(schema)["format"] == "password";
        // A new job is not completed.
        let is_of_later = *name == "completed_on";
        required.contains(&name.as_str()) || !(is_link || is_secret || is_of_later)
    });
    let made: Map<String, Value> = chosen
        .map(|(name, schema)| (name.clone(), example(schema, name)))
        .collect();
    Value::Object(made)
}

/// Whether the operation works without anybody having been set up.
pub fn is_setup(operation: &Operation) -> bool {
    operation.path == "/api/v1/setup"
}
