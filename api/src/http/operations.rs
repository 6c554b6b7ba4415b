//! The table of all operations: which one a request means. Asked once a request; the answer is carried along.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{HttpMessage as _, HttpRequest};

use super::operation::Operation;

/// Every operation, by address.
pub struct Operations {
    all: Vec<Arc<Operation>>,
    places: matchit::Router<Arc<Place>>,
    /// The first words of all addresses: whatever lies below one of them is the API's.
    roots: BTreeSet<String>,
}

/// One address.
struct Place {
    path: String,
    allow: String,
    operations: Vec<Arc<Operation>>,
}

/// What a request means, as far as its method and address say.
#[derive(Clone)]
pub struct Target(Rc<Found>);

struct Found {
    is_api: bool,
    place: Option<Arc<Place>>,
    operation: Option<Arc<Operation>>,
    parameters: Vec<String>,
}

/// Two operations that one request could mean.
#[derive(Debug, thiserror::Error)]
#[error("two operations share {0}")]
pub struct Clash(String);

impl Operations {
    pub fn of(declared: Vec<Operation>) -> Result<Self, Clash> {
        let all: Vec<Arc<Operation>> = declared.into_iter().map(Arc::new).collect();
        let mut by_path: BTreeMap<&str, Vec<Arc<Operation>>> = BTreeMap::new();
        for operation in &all {
            let same = by_path.entry(&operation.path).or_default();
            if same.iter().any(|other| other.method == operation.method) {
                return Err(Clash(format!("{} {}", operation.method, operation.path)));
            }
            same.push(Arc::clone(operation));
        }
        let mut places = matchit::Router::new();
        for (path, operations) in by_path {
            let place = Place {
                path: path.to_owned(),
                allow: allow(&operations),
                operations,
            };
            let added = places.insert(path, Arc::new(place));
            added.map_err(|_conflict| Clash(path.to_owned()))?;
        }
        let roots = all.iter().filter_map(|operation| root(&operation.path));
        Ok(Self {
            roots: roots.map(str::to_owned).collect(),
            places,
            all,
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Operation> {
        self.all.iter().map(Arc::as_ref)
    }

    /// Words beat parameters: `/jobs/summary` is not the job named `summary`.
    pub fn target(&self, method: &Method, path: &str) -> Target {
        let found = match self.places.at(path) {
            Ok(found) => found,
            Err(_no_such_address) => {
                return Target(Rc::new(Found {
                    is_api: root(path).is_some_and(|root| self.roots.contains(root)),
                    ..Found::nothing()
                }));
            }
        };
        let place = Arc::clone(found.value);
        let mut operations = place.operations.iter();
        let operation = operations.find(|operation| operation.method == *method);
        Target(Rc::new(Found {
            is_api: true,
            operation: operation.cloned(),
            parameters: found
                .params
                .iter()
                .map(|(_, text)| text.to_owned())
                .collect(),
            place: Some(place),
        }))
    }
}

impl Found {
    fn nothing() -> Self {
        Self {
            is_api: false,
            place: None,
            operation: None,
            parameters: Vec::new(),
        }
    }
}

impl Target {
    /// Nothing of the API's.
    pub fn nothing() -> Self {
        Self(Rc::new(Found::nothing()))
    }

    /// The target of a request that the edge has looked at.
    pub fn of(req: &HttpRequest) -> Self {
        let known = req.extensions().get::<Self>().cloned();
        known.unwrap_or_else(Self::nothing)
    }

    /// The same for a request that is still on its way in.
    pub fn of_service(req: &ServiceRequest) -> Self {
        Self::of(req.request())
    }

    /// Whether the address is an operation's, or lies where only operations do.
    pub fn is_api(&self) -> bool {
        self.0.is_api
    }

    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.as_deref()
    }

    /// The address as the table writes it, `/api/v1/jobs/{id}`.
    pub fn route(&self) -> Option<&str> {
        self.0.place.as_deref().map(|place| place.path.as_str())
    }

    /// What stands for each `{…}` in the address, in their order.
    pub fn parameters(&self) -> &[String] {
        &self.0.parameters
    }

    /// What the address leads to, for the access log: `ID`, or `ID/ID` of what belongs to it.
    pub fn object(&self) -> Option<String> {
        let ids = &self.0.parameters;
        (!ids.is_empty()).then(|| ids.join("/"))
    }

    /// The `Allow` header of the address; none if no operation has it.
    pub fn allow(&self) -> Option<&str> {
        self.0.place.as_deref().map(|place| place.allow.as_str())
    }
}

fn root(path: &str) -> Option<&str> {
    path.split('/').nth(1)
}

fn allow(operations: &[Arc<Operation>]) -> String {
    let methods = operations.iter().map(|operation| operation.method.as_str());
    let mut methods: Vec<&str> = methods.collect();
    methods.sort_unstable();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.join(", ")
}
