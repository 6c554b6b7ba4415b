//! Which addresses and methods the API's document knows, for `OPTIONS`, 405, and parameters and bodies that nobody reads.

use serde_json::Value;
use shared::permission::Permission;

/// The methods of HTTP that an address of the document can have, as the document writes them.
pub const METHODS: [&str; 5] = ["get", "post", "patch", "put", "delete"];

/// One operation, as far as the door must know it.
pub struct Known {
    method: String,
    /// The right it needs; none for an operation that is open to everybody.
    pub permission: Option<Permission>,
    /// Whether it reads any query parameter.
    pub takes_query: bool,
    /// Whether it reads a body.
    pub takes_body: bool,
}

struct Place {
    path: String,
    segments: Vec<String>,
    allow: String,
    operations: Vec<Known>,
}

/// Which methods each address answers.
pub struct Directory {
    places: Vec<Place>,
}

impl Directory {
    pub fn of(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object);
        let places = paths
            .into_iter()
            .flatten()
            .map(|(path, item)| Place::of(path, item))
            .collect();
        Self { places }
    }

    /// The `Allow` header of the address; none if there is no such address.
    pub fn allow(&self, path: &str) -> Option<&str> {
        self.place(path).map(|place| place.allow.as_str())
    }

    /// The operation that answers this method at this address.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Known> {
        let operations = &self.place(path)?.operations;
        operations
            .iter()
            .find(|known| known.method.eq_ignore_ascii_case(method))
    }

    /// The address as the document writes it, and what stands in the place of its `{id}`.
    pub fn route<'p>(&self, path: &'p str) -> Option<(&str, Option<&'p str>)> {
        let place = self.place(path)?;
        let mut parts = place.segments.iter().zip(path.split('/'));
        let id = parts.find(|(known, _)| *known == "{id}");
        Some((&place.path, id.map(|(_, asked)| asked)))
    }

    /// Words beat parameters: `/jobs/summary` is not the job named `summary`.
    fn place(&self, path: &str) -> Option<&Place> {
        let asked: Vec<&str> = path.split('/').collect();
        self.places
            .iter()
            .filter(|place| fits(&place.segments, &asked))
            .max_by_key(|place| place.words())
    }
}

impl Place {
    fn of(path: &str, item: &Value) -> Self {
        let operations: Vec<Known> = METHODS
            .iter()
            .filter_map(|method| item.get(method).map(|found| Known::of(method, found)))
            .collect();
        Self {
            path: path.to_owned(),
            segments: path.split('/').map(str::to_owned).collect(),
            allow: allow(&operations),
            operations,
        }
    }

    fn words(&self) -> usize {
        let is_word = |segment: &&String| !segment.starts_with('{');
        self.segments.iter().filter(is_word).count()
    }
}

impl Known {
    fn of(method: &str, operation: &Value) -> Self {
        let permission = operation
            .get("x-permission")
            .and_then(Value::as_str)
            .and_then(named);
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let takes_query = parameters
            .into_iter()
            .flatten()
            .any(|parameter| parameter.get("in").is_some_and(|place| place == "query"));
        Self {
            method: method.to_owned(),
            permission,
            takes_query,
            takes_body: operation.get("requestBody").is_some(),
        }
    }
}

/// The permission of this key; none for the word `none`.
pub fn named(key: &str) -> Option<Permission> {
    let known = Permission::ALL.iter();
    known.copied().find(|permission| permission.key() == key)
}

fn allow(operations: &[Known]) -> String {
    let mut methods: Vec<String> = operations
        .iter()
        .map(|known| known.method.to_ascii_uppercase())
        .collect();
    methods.sort_unstable();
    if methods.iter().any(|method| method == "GET") {
        methods.push("HEAD".to_owned());
    }
    methods.push("OPTIONS".to_owned());
    methods.join(", ")
}

fn fits(known: &[String], asked: &[&str]) -> bool {
    known.len() == asked.len()
        && known
            .iter()
            .zip(asked)
            .all(|(known, asked)| known == asked || (known.starts_with('{') && !asked.is_empty()))
}
