//! Finds out who is calling before routing: bearer token → session or token → one kind of caller. Refuses nobody; the guard does.

use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header;
use actix_web::{HttpMessage, web};
use shared::problem::ProblemCode;

use super::edge::RequestId;
use super::peer::ClientAddress;
use crate::app::App;
use crate::db::{Actor, Caller, IdempotencyKey};
use crate::error::ApiError;

/// What the request showed of its caller.
#[derive(Clone, Debug)]
pub enum Presented {
    Nothing,
    /// A token that does not count, with the code that says why.
    Refused(ProblemCode),
    Signed(Caller),
}

/// A request that no background timer made, so that it keeps the session from ending (SECURITY.md G29).
pub fn is_background(req: &ServiceRequest) -> bool {
    req.headers()
        .get("x-background")
        .is_some_and(|value| value.as_bytes() == b"1")
}

/// Reads the bearer token, looks the session up and leaves the result in the request. Fails only when the database is away.
pub async fn identify(app: &App, req: &ServiceRequest) -> Result<(), ApiError> {
    let presented = match bearer(req) {
        None => Presented::Nothing,
        Some(token) => match app.authenticate(&token, is_background(req)).await {
            Ok(actor) => Presented::Signed(caller(req, actor)?),
            Err(error) if error.code().status() == 401 => Presented::Refused(error.code()),
            Err(error) => return Err(error),
        },
    };
    req.extensions_mut().insert(presented);
    Ok(())
}

/// The request's own facts (address, id) as an actor who is nobody: for sign-in, set-up and activation.
pub fn visitor(req: &actix_web::HttpRequest) -> Caller {
    let extensions = req.extensions();
    let actor = Actor {
        ip: extensions
            .get::<ClientAddress>()
            .map(|address| address.0.to_string()),
        request_id: extensions.get::<RequestId>().map(|id| id.0.clone()),
        ..Actor::default()
    };
    Caller { actor, key: None }
}

fn bearer(req: &ServiceRequest) -> Option<String> {
    let value = req.headers().get(header::AUTHORIZATION)?;
    // What is not ASCII is no token.
    let text = value.to_str().unwrap_or("");
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    Some(if scheme.eq_ignore_ascii_case("bearer") {
        token.trim().to_owned()
    } else {
        String::new()
    })
}

fn caller(req: &ServiceRequest, mut actor: Actor) -> Result<Caller, ApiError> {
    let here = visitor(req.request()).actor;
    actor.ip = here.ip;
    actor.request_id = here.request_id;
    let key = idempotency_key(req, &actor)?;
    Ok(Caller { actor, key })
}

/// The key of a changing call, 1–255 visible ASCII characters; problem `malformed` otherwise.
fn idempotency_key(
    req: &ServiceRequest,
    actor: &Actor,
) -> Result<Option<Arc<IdempotencyKey>>, ApiError> {
    let changes = matches!(req.method().as_str(), "POST" | "PATCH" | "DELETE");
    let Some(value) = req.headers().get("idempotency-key").filter(|_| changes) else {
        return Ok(None);
    };
    let bytes = value.as_bytes();
    let is_visible = |byte: &u8| (0x21..=0x7e).contains(byte);
    if bytes.is_empty() || bytes.len() > 255 || !bytes.iter().all(is_visible) {
        return Err(super::body::bad_header(
            "Idempotency-Key",
            "Must be 1 to 255 visible ASCII characters.",
        ));
    }
    let principal = actor.user.map(|user| user.to_string()).unwrap_or_default();
    let key = String::from_utf8_lossy(bytes).into_owned();
    let path = req.path().to_owned();
    Ok(Some(Arc::new(IdempotencyKey::new(
        principal,
        req.method().to_string(),
        path,
        key,
    ))))
}

/// The application's state, as every middleware finds it.
pub fn app_of(req: &ServiceRequest) -> Result<web::Data<App>, ApiError> {
    req.app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| ApiError::broken("no application state"))
}
