//! One operation as the document's rules see it, with what its handler's comment says.

use serde_json::{Map, Value, json};
use shared::permission::Permission;
use shared::problem::ProblemCode;

use crate::http::operation::{Budget, Operation, ProblemCase};
use crate::http::signature::Body;

/// One operation seen by the rules.
pub struct Facts<'o> {
    pub operation: &'o Operation,
    pub permission: Option<Permission>,
    /// Whether set-up, HTTPS and rate limits count.
    pub knows_callers: bool,
    /// Whether an `Idempotency-Key` counts.
    pub is_keyed: bool,
    /// Whether it changes a record that has a revision, which the caller must name.
    pub is_matched: bool,
    /// Whether a browser says by its cookie who it is, and whether that is asked.
    pub cookie: Cookie,
    /// Whether its answer is a record with a revision.
    pub is_revised: bool,
    /// Whether it answers 304 to a caller who has the answer already.
    pub is_kept: bool,
}

/// What the refresh cookie is to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Not read.
    Nothing,
    /// Not needed; but whoever has one must show that the request is its own page's.
    Seen,
    /// What it is for; without one there is nothing to do.
    Used,
    /// There is nothing without one.
    Needed,
}

impl Cookie {
    fn of(operation: &Operation) -> Self {
        let refuses = |code| operation.problems.iter().any(|(known, _)| *known == code);
        // Whoever brings an access token does not rely on the cookie.
        let is_open = operation.right().is_none();
        match operation.budget {
            Budget::Session if refuses(ProblemCode::SignIn) => Self::Needed,
            Budget::Session => Self::Used,
            _ if operation.signature.takes_cookies && operation.changes() && is_open => Self::Seen,
            _ => Self::Nothing,
        }
    }
}

impl<'o> Facts<'o> {
    pub fn of(operation: &'o Operation) -> Self {
        let answer = operation.signature.answer;
        Self {
            permission: operation.right(),
            knows_callers: operation.budget != Budget::Exempt,
            is_keyed: operation.is_keyed(),
            is_matched: operation.signature.takes_revision,
            cookie: Cookie::of(operation),
            is_revised: answer.is_revised,
            is_kept: answer.is_conditional && !operation.changes(),
            operation,
        }
    }

    pub fn has_body(&self) -> bool {
        self.operation.signature.body != Body::None
    }

    /// What the operation's own declarations say, before any rule.
    pub fn written(&self) -> Map<String, Value> {
        let words = &self.operation.words;
        let mut written = Map::new();
        written.insert("operationId".to_owned(), json!(words.operation_id));
        written.insert("tags".to_owned(), json!(words.tags));
        written.insert("summary".to_owned(), json!(words.summary));
        written.insert("description".to_owned(), json!(self.description()));
        let right = self.permission.map_or("none", Permission::key);
        written.insert("x-permission".to_owned(), json!(right));
        if self.permission.is_some() {
            written.insert("x-scopes".to_owned(), json!(self.operation.scopes()));
        }
        if let Some(beside) = self.operation.signature.right_beside {
            written.insert("x-permission-beside".to_owned(), json!(beside.key()));
        }
        if self.operation.asks_proof() {
            written.insert("x-step-up".to_owned(), json!(true));
        }
        if self.operation.without_precondition {
            written.insert("x-precondition".to_owned(), json!("none"));
        }
        if self.permission.is_some() && self.operation.signature.answer.is_secret {
            written.insert("x-idempotency".to_owned(), json!("none"));
        }
        written
    }

    /// What the handler's comment says, the problems it names, and the right that is needed.
    fn description(&self) -> String {
        let words = self.operation.words.description.as_deref();
        let told = match self.operation.problems.as_slice() {
            [] => String::new(),
            [one] => format!("Problem: {}.", problem(one)),
            many => {
                let many: Vec<String> = many.iter().map(problem).collect();
                format!("Problems: {}.", many.join(", "))
            }
        };
        let text = format!("{} {told}", words.unwrap_or_default());
        let right = match self.permission {
            Some(right) => {
                let (key, label) = (right.key(), right.label());
                let needs = format!("Needs the permission `{key}` ({label})");
                match self.operation.signature.right_beside {
                    Some(beside) => format!("{needs} and {}", self.beside(beside)),
                    None => format!("{needs}. {}", self.token()),
                }
            }
            None => "Needs no permission.".to_owned(),
        };
        format!("{}\n\n{right}", text.trim()).trim().to_owned()
    }
}

impl Facts<'_> {
    /// What a second right asks for, of a person and of a token.
    fn beside(&self, right: Permission) -> String {
        let (key, label) = (right.key(), right.label());
        let scopes = self.operation.scopes().into_iter().chain(right.scope());
        let scopes: Vec<String> = scopes.map(|scope| format!("`{scope}`")).collect();
        let scopes = scopes.join(" and ");
        format!("`{key}` ({label}). A personal token needs the scopes {scopes}.")
    }

    /// What a personal token needs.
    fn token(&self) -> String {
        match self.operation.scopes().as_slice() {
            [] => "No personal token may do this.".to_owned(),
            [one] => format!("A personal token needs the scope `{one}`."),
            _ => "Any personal token may do this.".to_owned(),
        }
    }
}

fn problem((code, when): &ProblemCase) -> String {
    match when {
        Some(when) => format!("`{code}` ({when})"),
        None => format!("`{code}`"),
    }
}
