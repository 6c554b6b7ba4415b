//! Finds out who is calling and how often, before routing: bearer token → session → caller. Refuses only whoever calls too
//! often; the guard of an operation refuses strangers.

use std::sync::Arc;

use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use actix_web::http::header;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::{self, Auth};
use crate::db::{Actor, Caller, IdempotencyKey};
use crate::error::ApiError;
use crate::http::header::bad_header;
use crate::http::limits::{CookieSession, RateStatus};
use crate::http::operation::Budget;
use crate::http::operations::Target;
use crate::http::peer::ClientAddress;
use crate::http::session::{Presented, Refusal, visitor};

/// Address guard, session look-up, limit of the principal, in this order. Problem `slow_down`.
pub async fn identify(app: &App, req: &ServiceRequest) -> Result<(), ApiError> {
    let limits = &app.limits;
    let target = Target::of_service(req);
    let operation = target.operation();
    let budget = operation.map_or(Budget::Caller, |operation| operation.budget);
    match budget {
        Budget::Secret => {
            // What comes before the attempt is counted, a malformed body say, has the budget of a whole office.
            limits.ended.count(req)?;
            let rate_status = RateStatus::of_secrets(&app.config.rate_limits.login);
            req.extensions_mut().insert(rate_status);
            return show(req).await;
        }
        Budget::Session => {
            let session = auth::session_of_cookie(auth_of(req)?, req.request()).await?;
            req.extensions_mut().insert(CookieSession(session));
            limits.refresh.count(req)?;
            return show(req).await;
        }
        Budget::Exempt => return Ok(()),
        Budget::Caller | Budget::Costly => {}
    }
    let names_one_caller = req.headers().get_all(header::AUTHORIZATION).count() == 1;
    if !names_one_caller {
        limits.anonymous.count(req)?;
    }
    show(req).await?;
    let presented = req.extensions().get::<Presented>().cloned();
    let is_signed = matches!(presented, Some(Presented::Signed(_)));
    match presented {
        Some(Presented::Signed(caller)) if caller.actor.token().is_some() => {
            limits.token.count(req)?;
        }
        Some(Presented::Signed(_)) => limits.user.count(req)?,
        Some(Presented::Refused(refusal)) if refusal.is_of_ours() => limits.ended.count(req)?,
        Some(Presented::Refused(_)) => limits.anonymous.count(req)?,
        Some(Presented::Nothing) | None => {}
    }
    match is_signed && budget == Budget::Costly {
        true => limits.expensive.count(req),
        false => Ok(()),
    }
}

fn auth_of(req: &ServiceRequest) -> Result<&Auth, ApiError> {
    let auth = req.app_data::<Data<Auth>>();
    auth.map(|auth| &***auth)
        .ok_or_else(|| ApiError::broken("no sign-in"))
}

/// Reads the bearer token, looks the session up and leaves the result in the request. Fails only when the database is away.
async fn show(req: &ServiceRequest) -> Result<(), ApiError> {
    let presented = match bearer(req)? {
        None => Presented::Nothing,
        Some(token) => match who(req, &token).await? {
            Ok(actor) => Presented::Signed(caller(req, actor)?),
            Err(refusal) => Presented::Refused(refusal),
        },
    };
    req.extensions_mut().insert(presented);
    Ok(())
}

/// Whose token it is: of a session, or a personal one, whose use is left in the request if it is news.
async fn who(req: &ServiceRequest, token: &str) -> Result<Result<Actor, Refusal>, ApiError> {
    let auth = auth_of(req)?;
    if !auth::is_personal(token) {
        return auth::authenticate(auth, token, is_background(req)).await;
    }
    let address = req.extensions().get::<ClientAddress>().copied();
    let address = address.ok_or_else(|| ApiError::broken("a request without an address"))?;
    let known = auth::authenticate_token(auth, token, address.0).await?;
    Ok(known.map(|(actor, used)| {
        if let Some(used) = used {
            req.extensions_mut().insert(used);
        }
        actor
    }))
}

/// A request that no background timer made, so that it keeps the session from ending (SECURITY.md G29).
fn is_background(req: &ServiceRequest) -> bool {
    req.headers()
        .get("x-background")
        .is_some_and(|value| value.as_bytes() == b"1")
}

/// The token; problem `malformed` where a proxy and this server could each take another one for the caller's.
fn bearer(req: &ServiceRequest) -> Result<Option<String>, ApiError> {
    let mut values = req.headers().get_all(header::AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(bad_header("Authorization", "Must be sent once."));
    }
    // What is not ASCII is no token.
    let text = value.to_str().unwrap_or("");
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    Ok(Some(match scheme.eq_ignore_ascii_case("bearer") {
        true => token.trim().to_owned(),
        false => String::new(),
    }))
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
        return Err(bad_header(
            "Idempotency-Key",
            "Must be 1 to 255 visible ASCII characters.",
        ));
    }
    let principal = match actor.token() {
        Some(token) => token.id.to_string(),
        None => actor
            .user()
            .map(|user| user.to_string())
            .unwrap_or_default(),
    };
    let key = String::from_utf8_lossy(bytes).into_owned();
    let target = match req.query_string() {
        "" => req.path().to_owned(),
        query => format!("{}?{query}", req.path()),
    };
    Ok(Some(Arc::new(IdempotencyKey::new(
        principal,
        req.method().to_string(),
        target,
        key,
    ))))
}
