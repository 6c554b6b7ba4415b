//! The outermost middleware: request id, address, Host and HTTPS rules, who is calling, then the answer's headers and problem bodies.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use futures_util::FutureExt as _;
use shared::problem::ProblemCode;

use super::app_of;
use super::trace::Trace;
use crate::app::App;
use crate::auth::{self, Auth};
use crate::error::ApiError;
use crate::http::headers::{self, Class};
use crate::http::limits::RateStatus;
use crate::http::operation::HANDLER_TIME;
use crate::http::operations::{Operations, Target};
use crate::http::refusal_page::{self, is_wanted as is_page_wanted};
use crate::http::refusals::Refused;
use crate::http::session::{Presented, RequestId};
use crate::http::{cors, peer};
use crate::logging::AccessRecord;

/// What is remembered of the request for its answer and for the log.
struct Seen {
    id: String,
    peer: peer::Peer,
    method: Method,
    path: String,
    class: Class,
    target: Target,
    started: std::time::Instant,
}

pub async fn edge<B>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error>
where
    B: MessageBody + 'static,
{
    let app = app_of(&req)?;
    let seen = look_at(&app, &req);
    req.extensions_mut().insert(RequestId(seen.id.clone()));
    req.extensions_mut().insert(seen.peer.client);
    req.extensions_mut().insert(seen.peer);
    req.extensions_mut().insert(seen.target.clone());
    if seen.method == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    let trace = Trace::default();
    req.extensions_mut().insert(trace.clone());
    let answer = call(req, next, &trace).await;
    let answer = finish(&app, &seen, answer);
    note_token(&answer).await;
    Ok(answer)
}

/// A personal token was used, unless the call was refused: a thief of one that no longer counts leaves no trace of use.
async fn note_token(answer: &ServiceResponse<BoxBody>) {
    let is_refused = matches!(answer.status().as_u16(), 401 | 403 | 429);
    let req = answer.request();
    let used = req.extensions_mut().remove::<auth::TokenUse>();
    let caller = match req.extensions().get::<Presented>() {
        Some(Presented::Signed(caller)) => Some(caller.unkeyed()),
        _ => None,
    };
    let auth = req.app_data::<web::Data<Auth>>();
    if let (false, Some(used), Some(caller), Some(auth)) = (is_refused, used, caller, auth) {
        auth::note_token_use(auth, &caller, used).await;
    }
}

fn look_at(app: &App, req: &ServiceRequest) -> Seen {
    let sent = req
        .headers()
        .get("x-request-id")
        .and_then(|value| match value.to_str() {
            Ok(text) => Some(text),
            Err(_not_ascii) => None,
        });
    let valid = sent.filter(|text| text.len() == 36 && uuid::Uuid::try_parse(text).is_ok());
    let target = target_of(req);
    Seen {
        id: valid.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_ascii_lowercase),
        peer: peer::of(req, &app.config.trusted_proxies),
        method: req.method().clone(),
        path: req.path().to_owned(),
        class: Class::of(&target, req.path()),
        target,
        started: std::time::Instant::now(),
    }
}

/// The one look-up of what the request means. Every GET answers HEAD; the server itself leaves the body out.
fn target_of(req: &ServiceRequest) -> Target {
    let method = match *req.method() {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    let operations = req.app_data::<web::Data<Operations>>();
    operations.map_or_else(Target::nothing, |operations| {
        operations.target(method, req.path())
    })
}

/// Runs the rest; a panic and an endless handler become problems like any other.
async fn call<B>(req: ServiceRequest, next: Next<B>, trace: &Trace) -> ServiceResponse<BoxBody>
where
    B: MessageBody + 'static,
{
    let target = Target::of_service(&req);
    let time = target
        .operation()
        .map_or(HANDLER_TIME, |operation| operation.time(req.headers()));
    let changes = !req.method().is_safe();
    let running = AssertUnwindSafe(next.call(req)).catch_unwind();
    let failure: ApiError = match tokio::time::timeout(time, running).await {
        Ok(Ok(Ok(answer))) => return answer.map_into_boxed_body(),
        Ok(Ok(Err(error))) => return trace.without_request(HttpResponse::from_error(error)),
        // After the commit as well as before it.
        Ok(Err(_panic)) if changes => {
            ApiError::outcome_unknown("a handler panicked; the panic hook wrote where")
        }
        Ok(Err(_panic)) => ApiError::broken("a handler panicked; the panic hook wrote where"),
        Err(_elapsed) if changes => {
            ApiError::outcome_unknown("a handler took too long; its change may still be made")
        }
        Err(_elapsed) => ApiError::busy("The server took too long to answer."),
    };
    trace.without_request(HttpResponse::from_error(failure))
}

fn finish(app: &App, seen: &Seen, answer: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let mut answer = match answer.status().is_client_error() || answer.status().is_server_error() {
        true => with_problem(app, seen, answer),
        false => cors::without_empty_200(answer),
    };
    let replayed = match answer.request().extensions().get::<Presented>() {
        Some(Presented::Signed(caller)) => {
            caller.key.as_ref().is_some_and(|key| key.was_replayed())
        }
        _ => false,
    };
    let rate_status = answer.request().extensions().get::<RateStatus>().cloned();
    let map = answer.headers_mut();
    if replayed {
        map.insert(
            header::HeaderName::from_static("idempotency-replayed"),
            header::HeaderValue::from_static("true"),
        );
    }
    if let Some(rate_status) = rate_status {
        headers::of_rate(map, &rate_status);
    }
    headers::apply(map, seen.class, &app.config, &seen.id);
    log_access(app, seen, &answer);
    answer
}

/// Writes the problem body for whatever failed: our own errors say what they are, others are known by their status.
fn with_problem(
    app: &App,
    seen: &Seen,
    answer: ServiceResponse<BoxBody>,
) -> ServiceResponse<BoxBody> {
    let status = answer.status();
    let own = answer
        .response()
        .error()
        .and_then(|error| error.as_error::<ApiError>());
    let fallback;
    let error = match own {
        Some(error) => error,
        None => {
            fallback = ApiError::new(code_of(status.as_u16()), fallback_detail(status.as_u16()));
            &fallback
        }
    };
    log_failure(app, seen, error);
    if error.code() == ProblemCode::SlowDown
        && let Some(wait_s) = error.retry_after_s()
        && let Some(rate_status) = answer.request().extensions().get::<RateStatus>()
    {
        rate_status.used_up(wait_s);
    }
    app.refusals.report(
        &app.security_log,
        &Refused {
            req: answer.request(),
            client: seen.peer.client,
            request_id: &seen.id,
            code: error.code(),
        },
    );
    let problem = error.problem(&seen.id);
    let (kind, body) = match is_page_wanted(seen.class, &seen.method, answer.request().headers()) {
        true => ("text/html; charset=utf-8", refusal_page::page(&problem)),
        false => (
            "application/problem+json",
            serde_json::to_string(&problem).unwrap_or_default(),
        ),
    };
    let mut response = HttpResponse::build(status);
    response.content_type(kind);
    for (name, value) in headers::of_problem(error, answer.request(), &seen.target) {
        response.insert_header((name, value));
    }
    let kept: Vec<_> = answer
        .headers()
        .iter()
        .filter(|(name, _)| headers::survives(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for (name, value) in kept {
        response.append_header((name, value));
    }
    let response = response.body(body);
    let (req, _old) = answer.into_parts();
    ServiceResponse::new(req, response)
}

/// Tells the log what the caller is not told: the cause of an answer of the 500 kind.
fn log_failure(app: &App, seen: &Seen, error: &ApiError) {
    let Seen {
        id, method, path, ..
    } = seen;
    match error.code() {
        ProblemCode::Internal => {
            log::error!("Server Error: {error} (request {id} {method} {path})");
        }
        ProblemCode::OutcomeUnknown => {
            log::error!("outcome unknown: {error} (request {id} {method} {path})");
        }
        // Every stranger can have this answer as often as they like.
        ProblemCode::SetupRequired => {}
        code if code.status() >= 500 => {
            if let Some(more) = app.outages.news(error.detail()) {
                log::warn!("busy: {error} (request {id} {method} {path}){more}");
            }
        }
        _ => {}
    }
}

/// The code of a failure that is not one of our own errors: the server library answered.
fn code_of(status: u16) -> ProblemCode {
    match status {
        404 => ProblemCode::NotFound,
        405 => ProblemCode::MethodNotAllowed,
        408 => ProblemCode::Timeout,
        413 => ProblemCode::TooLarge,
        415 => ProblemCode::WrongType,
        429 => ProblemCode::SlowDown,
        503 => ProblemCode::Busy,
        500..=599 => ProblemCode::Internal,
        _ => ProblemCode::Malformed,
    }
}

fn fallback_detail(status: u16) -> &'static str {
    match status {
        404 => "There is no such address.",
        408 => "The request took too long to arrive.",
        413 => "The body is too large.",
        500..=599 => {
            "The server could not do this. Nothing was changed. The request id helps to find the cause."
        }
        _ => "The request cannot be read.",
    }
}

fn log_access(app: &App, seen: &Seen, answer: &ServiceResponse<BoxBody>) {
    let actor = match answer.request().extensions().get::<Presented>() {
        Some(Presented::Signed(caller)) => caller.actor.user().map(|user| user.to_string()),
        _ => None,
    };
    let bytes = match answer.response().body().size() {
        BodySize::None => Some(0),
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::Stream => None,
    };
    let object = seen.target.object();
    app.access_log.record(&AccessRecord {
        request_id: &seen.id,
        ip: seen.peer.client.0,
        actor: actor.as_deref(),
        method: seen.method.as_str(),
        route: seen.target.route().unwrap_or("-"),
        object_id: object.as_deref(),
        status: answer.status().as_u16(),
        bytes,
        ms: u64::try_from(seen.started.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
}
