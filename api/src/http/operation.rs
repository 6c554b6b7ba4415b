//! One operation of the API, declared once: its handler's signature says what it needs and answers, its attribute the method
//! and address, its documentation comment what it does, and the slice's `operations()` what no type can say.
//!
//! Routing, admission, limits, encodings, body rules, time limits, the log and the OpenAPI document all read this.

use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder};
use shared::permission::{Permission, Scope};
use shared::problem::ProblemCode;
use utoipa::openapi::HttpMethod;

use super::signature::{Answer, Argument, Body, Signature};
use super::upload::UPLOAD_TIME;

/// How long a handler may run before the caller is told to try again.
pub const HANDLER_TIME: Duration = Duration::from_secs(30);
/// How long one that makes a file may.
const FILE_TIME: Duration = Duration::from_secs(10 * 60);

/// How calls are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Budget {
    /// By user, or by address for whoever is not signed in.
    #[default]
    Caller,
    /// As [`Budget::Caller`], and a second time: it costs more than everything else a user can ask for.
    Costly,
    /// It proves a secret; its attempts are counted in the database.
    Secret,
    /// It serves a browser by the session of its refresh cookie.
    Session,
    /// Not at all: it knows neither callers nor their shop.
    Exempt,
}

/// A problem that no rule gives an operation, and when it is met if its code does not say that alone.
pub type ProblemCase = (ProblemCode, Option<&'static str>);

type Answering = Pin<Box<dyn Future<Output = HttpResponse>>>;
type Call = Box<dyn Fn(HttpRequest, Payload) -> Answering + Send + Sync>;

/// An operation: one method of one address.
pub struct Operation {
    pub method: Method,
    /// `/api/v1/jobs/{id}`
    pub path: String,
    /// What its handler's types say.
    pub signature: Signature,
    /// What its handler's comment says.
    pub words: utoipa::openapi::path::Operation,
    /// What the group that it belongs to is for.
    pub about: &'static str,
    pub budget: Budget,
    pub problems: Vec<ProblemCase>,
    /// Changes a record without `If-Match`, on purpose.
    pub without_precondition: bool,
    /// Works although no shop is set up; the first of them is how one is.
    pub before_setup: bool,
    /// Asks for no proof of who is calling, though its right does: its body is one, or it only takes something away from a thief.
    pub without_proof: bool,
    /// Asks for one, though it changes nothing: it gives everything away.
    pub with_proof: bool,
    /// Stays open to whoever must set up a second factor before anything else.
    pub for_enrolment: bool,
    /// Any personal token may call it, whatever its scopes.
    pub open_to_tokens: bool,
    /// Is asked by machines that know this server by its address alone, and without encryption.
    pub for_probes: bool,
    call: Call,
}

/// Declares the operation of a handler that carries `#[utoipa::path(…)]`.
#[macro_export]
macro_rules! operation {
    ($handler:ident) => {
        pastey::paste! { $crate::http::operation::Operation::of::<[<__path_ $handler>], _, _>($handler) }
    };
}

impl Operation {
    /// `P` is what the handler's attribute made of its comment, method and address.
    pub fn of<P, H, A>(handler: H) -> Self
    where
        P: utoipa::Path + for<'t> utoipa::__dev::Tags<'t>,
        H: Handler<A> + Send + Sync,
        H::Output: Answer,
        A: Argument + 'static,
    {
        let mut words = P::operation();
        words.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
        Self::described(method_of(&P::methods()), P::path(), words, handler)
    }

    /// One whose words do not stand in its handler's comment: the handler serves several slices.
    pub fn described<H, A>(
        method: Method,
        path: String,
        words: utoipa::openapi::path::Operation,
        handler: H,
    ) -> Self
    where
        H: Handler<A> + Send + Sync,
        H::Output: Answer,
        A: Argument + 'static,
    {
        let mut signature = Signature::default();
        A::declare(&mut signature);
        H::Output::declare(&mut signature);
        Self {
            method,
            path,
            signature,
            words,
            about: "",
            budget: Budget::default(),
            problems: Vec::new(),
            without_precondition: false,
            before_setup: false,
            without_proof: false,
            with_proof: false,
            for_enrolment: false,
            open_to_tokens: false,
            for_probes: false,
            call: Box::new(move |req, payload| Box::pin(answer(handler.clone(), req, payload))),
        }
    }

    /// It can answer these, too.
    #[must_use]
    pub fn fails(mut self, codes: &[ProblemCode]) -> Self {
        self.problems.extend(codes.iter().map(|code| (*code, None)));
        self
    }

    /// It can answer this, too, and this is when.
    #[must_use]
    pub fn fails_when(mut self, code: ProblemCode, when: &'static str) -> Self {
        self.problems.push((code, Some(when)));
        self
    }

    #[must_use]
    pub fn counted(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    #[must_use]
    pub fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    #[must_use]
    pub fn without_precondition(mut self) -> Self {
        self.without_precondition = true;
        self
    }

    #[must_use]
    pub fn before_setup(mut self) -> Self {
        self.before_setup = true;
        self
    }

    #[must_use]
    pub fn without_proof(mut self) -> Self {
        self.without_proof = true;
        self
    }

    #[must_use]
    pub fn with_proof(mut self) -> Self {
        self.with_proof = true;
        self
    }

    #[must_use]
    pub fn for_enrolment(mut self) -> Self {
        self.for_enrolment = true;
        self
    }

    #[must_use]
    pub fn open_to_tokens(mut self) -> Self {
        self.open_to_tokens = true;
        self
    }

    #[must_use]
    pub fn for_probes(mut self) -> Self {
        self.for_probes = true;
        self.counted(Budget::Exempt)
    }

    /// The same below this address.
    #[must_use]
    pub fn below(mut self, base: &str) -> Self {
        self.path.insert_str(0, base);
        self
    }

    /// The handler's name.
    pub fn id(&self) -> &str {
        self.words.operation_id.as_deref().unwrap_or_default()
    }

    pub fn right(&self) -> Option<Permission> {
        self.signature.right
    }

    pub fn changes(&self) -> bool {
        self.method != Method::GET
    }

    /// Whether it wants a fresh proof of who is calling: a change that its right says is worth one, or all of something.
    pub fn asks_proof(&self) -> bool {
        let is_worth_one = self.right().is_some_and(Permission::step_up);
        self.with_proof || (is_worth_one && self.changes() && !self.without_proof)
    }

    /// The scopes of which a personal token needs one to call it; none = no token may.
    pub fn scopes(&self) -> Vec<Scope> {
        match (self.open_to_tokens, self.right()) {
            (true, _) => Scope::ALL.to_vec(),
            // A program cannot prove who is there.
            (false, _) if self.with_proof => Vec::new(),
            (false, right) => right.and_then(Permission::scope).into_iter().collect(),
        }
    }

    /// Whether its address names a record, a code or the like.
    pub fn names_one(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether an `Idempotency-Key` counts: what holds a secret is never kept.
    pub fn is_keyed(&self) -> bool {
        self.changes() && self.right().is_some() && !self.signature.answer.is_secret
    }

    /// How long a request with these headers may take: a file may take longer to arrive than any other body, or to be made.
    pub fn time(&self, headers: &HeaderMap) -> Duration {
        let sent = headers.get(header::CONTENT_TYPE);
        match self.signature.body {
            Body::File { kinds, .. }
                if sent.is_some_and(|sent| kinds.iter().any(|kind| sent == kind)) =>
            {
                UPLOAD_TIME
            }
            _ if !self.signature.answer.files.is_empty() => FILE_TIME,
            _ => HANDLER_TIME,
        }
    }

    /// Runs the handler.
    pub fn call(&self, req: HttpRequest, payload: Payload) -> Answering {
        (self.call)(req, payload)
    }
}

/// An operation has one method: two would be two rights.
fn method_of(methods: &[HttpMethod]) -> Method {
    match methods {
        [HttpMethod::Post] => Method::POST,
        [HttpMethod::Put] => Method::PUT,
        [HttpMethod::Patch] => Method::PATCH,
        [HttpMethod::Delete] => Method::DELETE,
        _ => Method::GET,
    }
}

async fn answer<H, A>(handler: H, req: HttpRequest, mut payload: Payload) -> HttpResponse
where
    H: Handler<A>,
    H::Output: Responder,
    A: FromRequest,
{
    match A::from_request(&req, &mut payload).await {
        Ok(arguments) => {
            let answer = handler.call(arguments).await;
            answer.respond_to(&req).map_into_boxed_body()
        }
        Err(error) => HttpResponse::from_error(error),
    }
}
