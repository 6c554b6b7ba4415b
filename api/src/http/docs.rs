//! The OpenAPI document, generated from the handlers, and the directory of addresses and methods made from it.

use std::collections::BTreeMap;

use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder};
use utoipa_actix_web::AppExt as _;

/// The whole document as `/openapi.json` serves it.
pub fn document(public_origin: &str) -> OpenApi {
    let base = OpenApiBuilder::new()
        .info(Info::new("Zehmo", "1.0.0"))
        .build();
    let (_, mut document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(base)
        .configure(crate::routes)
        .split_for_parts();
    document.servers = Some(vec![utoipa::openapi::Server::new(public_origin)]);
    document
}

/// Which methods each address answers, for `OPTIONS` and 405.
pub struct Directory {
    places: Vec<(Vec<String>, String)>,
}

impl Directory {
    pub fn of(document: &OpenApi) -> Self {
        let places = document
            .paths
            .paths
            .iter()
            .map(|(path, item)| (segments(path), allow(item)))
            .collect();
        Self { places }
    }

    /// The `Allow` header of the address; none if there is no such address.
    pub fn allow(&self, path: &str) -> Option<&str> {
        let asked = segments(path);
        let exact = |known: &[String]| {
            known
                .iter()
                .filter(|segment| !segment.starts_with('{'))
                .count()
        };
        self.places
            .iter()
            .filter(|(known, _)| fits(known, &asked))
            .max_by_key(|(known, _)| exact(known))
            .map(|(_, allow)| allow.as_str())
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

fn fits(known: &[String], asked: &[String]) -> bool {
    known.len() == asked.len()
        && known
            .iter()
            .zip(asked)
            .all(|(known, asked)| known == asked || (known.starts_with('{') && !asked.is_empty()))
}

fn allow(item: &PathItem) -> String {
    let mut methods: Vec<&str> = operations(item).into_keys().collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.join(", ")
}

/// The operations of a path by method name.
pub fn operations(item: &PathItem) -> BTreeMap<&'static str, &Operation> {
    let all = [
        (HttpMethod::Get, "GET", &item.get),
        (HttpMethod::Post, "POST", &item.post),
        (HttpMethod::Patch, "PATCH", &item.patch),
        (HttpMethod::Put, "PUT", &item.put),
        (HttpMethod::Delete, "DELETE", &item.delete),
    ];
    all.into_iter()
        .filter_map(|(_, name, found)| found.as_ref().map(|operation| (name, operation)))
        .collect()
}
