//! Which requests come in at all: Host, HTTPS, set-up; who is calling and how often; encodings, accepted types, methods.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, web};
use shared::field::FieldIssue;
use shared::problem::{FieldCode, ProblemCode};

use super::app_of;
use super::identify::identify;
use super::trace::Trace;
use crate::app::App;
use crate::config::{Config, Origin, is_loopback_host};
use crate::error::ApiError;
use crate::http::body::{NoFields, Valid};
use crate::http::guard;
use crate::http::header::{accepts, accepts_first, bad_header};
use crate::http::headers::Class;
use crate::http::operation::{Budget, Operation};
use crate::http::operations::{Operations, Target};
use crate::http::peer::Peer;
use crate::http::query;
use crate::http::session::Presented;
use crate::http::signature::Body;
use crate::setup;

/// The middleware inside the edge and CORS: a refusal is an answer, so that both can add their headers to it.
pub async fn admit<B>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error>
where
    B: MessageBody + 'static,
{
    let app = app_of(&req)?;
    let peer = req.extensions().get::<Peer>().copied();
    let peer = peer.ok_or_else(|| ApiError::broken("no peer"))?;
    let admitted = match check(&app, &req, &peer).await {
        Ok(None) => check_body(&mut req).await.map(|()| None),
        other => other,
    };
    Trace::note(&req);
    match admitted {
        Ok(None) => next
            .call(req)
            .await
            .map(ServiceResponse::map_into_boxed_body),
        Ok(Some(redirect)) => Ok(req.into_response(redirect)),
        // `into_response` would forget the error, which says more than its status.
        Err(error) => Ok(ServiceResponse::from_err(error, req.into_parts().0)),
    }
}

/// `None` lets the request in; `Some` is a redirect to answer with.
async fn check(
    app: &App,
    req: &ServiceRequest,
    peer: &Peer,
) -> Result<Option<HttpResponse>, ApiError> {
    // The router would decode it, and reach an address that none of the rules below had seen. None of ours needs it.
    if req.path().contains('%') {
        return Err(ApiError::not_found());
    }
    let target = Target::of_service(req);
    let operation = target.operation();
    let class = Class::of(&target, req.path());
    if !operation.is_some_and(|operation| operation.for_probes) {
        check_host(app, req)?;
        if let Some(answer) = check_https(app, req, peer, class)? {
            return Ok(Some(answer));
        }
        if let Some(answer) = under_own_name(app, req, class) {
            return Ok(Some(answer));
        }
    }
    let is_api = target.is_api();
    // Health, problems and the document do not ask the database for callers or their shop.
    let knows_callers = operation.is_none_or(|operation| operation.budget != Budget::Exempt);
    if is_api && knows_callers {
        let sets_up = operation.is_some_and(|operation| operation.before_setup);
        if !sets_up && !setup::is_set_up(app).await? {
            return Err(setup_required(req));
        }
        // Before any other refusal, so that a call which is refused counts, too.
        identify(app, req).await?;
    }
    if req.headers().contains_key(header::CONTENT_ENCODING) {
        let detail = "Send the body without Content-Encoding.";
        return Err(ApiError::new(ProblemCode::WrongType, detail));
    }
    check_single(req)?;
    if is_api {
        check_accept(req, operation)?;
        check_method(req, &target)?;
        check_query(req, operation, req.extensions().get::<Presented>())?;
    }
    Ok(None)
}

/// A known address answers 405 to other methods, also where another address's parameter would take its last word for an id.
fn check_method(req: &ServiceRequest, target: &Target) -> Result<(), ApiError> {
    match target.allow() {
        Some(allow) if target.operation().is_none() && req.method() != Method::OPTIONS => {
            Err(ApiError::method_not_allowed(allow.to_owned()))
        }
        _ => Ok(()),
    }
}

fn setup_required(req: &ServiceRequest) -> ApiError {
    let operations = req.app_data::<web::Data<Operations>>();
    let how = operations.and_then(|operations| operations.iter().find(|one| one.before_setup));
    let how = how.map_or_else(String::new, |one| {
        format!(", or send {} {}", one.method, one.path)
    });
    let detail =
        format!("This shop is not set up yet. Open it in a browser on its own computer{how}.");
    ApiError::new(ProblemCode::SetupRequired, detail).retry_after(5)
}

/// An operation without parameters has no extractor that would refuse them. Whoever may not use it hears only that.
fn check_query(
    req: &ServiceRequest,
    operation: Option<&Operation>,
    presented: Option<&Presented>,
) -> Result<(), ApiError> {
    let Some(operation) = operation.filter(|operation| !operation.signature.takes_query) else {
        return Ok(());
    };
    let name = req
        .query_string()
        .split(['&', '='])
        .next()
        .unwrap_or_default();
    match !req.query_string().is_empty() && may(operation, presented) {
        true => {
            let issue = FieldIssue::new(FieldCode::UnknownField, query::NO_PARAMETER);
            Err(ApiError::bad_parameter(name, issue))
        }
        false => Ok(()),
    }
}

/// The same for bodies: none, or an object without members.
async fn check_body(req: &mut ServiceRequest) -> Result<(), ApiError> {
    let has_body = match req.headers().get(header::CONTENT_LENGTH) {
        Some(length) => length.as_bytes() != b"0",
        None => req.headers().contains_key(header::TRANSFER_ENCODING),
    };
    let is_read = Target::of_service(req).operation().is_none_or(|operation| {
        operation.signature.body != Body::None
            || !may(operation, req.extensions().get::<Presented>())
    });
    if !has_body || is_read {
        return Ok(());
    }
    req.extract::<Valid<NoFields>>().await.map(|_empty| ())
}

fn may(operation: &Operation, presented: Option<&Presented>) -> bool {
    match (operation.right(), presented) {
        (None, _) => true,
        (Some(_), Some(Presented::Signed(caller))) => guard::may(operation, &caller.actor),
        (Some(_), _) => false,
    }
}

/// A page of another name that resolves to us must not drive this API (DNS rebinding; SECURITY.md §2.5).
fn check_host(app: &App, req: &ServiceRequest) -> Result<(), ApiError> {
    let host = host_of(req).to_ascii_lowercase();
    if is_ours(&app.config, &host) {
        return Ok(());
    }
    let own = &app.config.public_origin;
    let detail = format!(
        "This server answers at {own} and not under the name in your address. Whoever runs it can let it answer \
         there, too: by ALLOWED_HOSTS, or by PUBLIC_ORIGIN if the shop has moved."
    );
    Err(ApiError::new(ProblemCode::WrongHost, detail))
}

/// The name that the request was sent to (RFC 9112 §3.2). What it says of a name before a proxy is not believed.
fn host_of(req: &ServiceRequest) -> &str {
    let of_target = req.uri().authority().map(|authority| authority.as_str());
    let of_header = || {
        let sent = req.headers().get(header::HOST)?;
        std::str::from_utf8(sent.as_bytes()).map_or(None, Some)
    };
    of_target.or_else(of_header).unwrap_or_default()
}

fn is_ours(config: &Config, host: &str) -> bool {
    let origin = config.public_origin.split_once("://");
    let (scheme, own) = origin.unwrap_or_default();
    // The scheme's own port says nothing (RFC 9110 §4.2.3), so a client may send it.
    let usual_port = match scheme {
        "https" => ":443",
        _ => ":80",
    };
    let host = host.strip_suffix(usual_port).unwrap_or(host);
    let is_host = |known: &str| known.strip_suffix(usual_port).unwrap_or(known) == host;
    // Outside production, and on the shop's one computer, both names of this machine mean the same server.
    let by_any_name = !config.is_production() || config.local_mode();
    let is_loopback = is_loopback_host(host.rsplit_once(':').map_or(host, |(name, _port)| name));
    is_host(own)
        || config.allowed_hosts.iter().any(|allowed| is_host(allowed))
        || (by_any_name && is_loopback)
}

/// `localhost` and `127.0.0.1` are one server but two origins for a browser: its page comes under the one that cookies and
/// tokens are tied to. Temporarily: a browser would remember a permanent answer after the setting changed.
fn under_own_name(app: &App, req: &ServiceRequest, class: Class) -> Option<HttpResponse> {
    let asked = format!("http://{}", host_of(req));
    let (Ok(own), Ok(asked)) = (
        Origin::parse(&app.config.public_origin),
        Origin::parse(&asked),
    ) else {
        return None;
    };
    let is_other_name = own.is_loopback()
        && asked.is_loopback()
        && own.host != asked.host
        && own.port == asked.port;
    let is_page = class == Class::Document && matches!(*req.method(), Method::GET | Method::HEAD);
    if !is_other_name || !is_page {
        return None;
    }
    let location = format!("{}{}", app.config.public_origin, target_of(req));
    let mut answer = HttpResponse::TemporaryRedirect();
    Some(answer.insert_header((header::LOCATION, location)).finish())
}

fn target_of(req: &ServiceRequest) -> &str {
    req.uri()
        .path_and_query()
        .map_or("/", |target| target.as_str())
}

fn check_https(
    app: &App,
    req: &ServiceRequest,
    peer: &Peer,
    class: Class,
) -> Result<Option<HttpResponse>, ApiError> {
    if peer.ignored_proxy_headers {
        app.warn_of_proxy_headers();
    }
    if !app.config.force_https || peer.https {
        return Ok(None);
    }
    let is_page = class != Class::Api && matches!(*req.method(), Method::GET | Method::HEAD);
    if !is_page || peer.ignored_proxy_headers {
        return Err(ApiError::new(ProblemCode::HttpsRequired, "Use https."));
    }
    let location = format!("{}{}", app.config.public_origin, target_of(req));
    Ok(Some(
        HttpResponse::PermanentRedirect()
            .insert_header((header::LOCATION, location))
            .finish(),
    ))
}

/// A program that expects no body but a problem's names that type alone; whoever names JSON itself decides by that.
fn check_accept(req: &ServiceRequest, operation: Option<&Operation>) -> Result<(), ApiError> {
    let files = operation.map_or(&[][..], |operation| operation.signature.answer.files);
    let takes_file = files.iter().any(|media| accepts(req.headers(), media));
    let json = ["application/json", "application/problem+json"];
    match takes_file || accepts_first(req.headers(), &json) {
        true => Ok(()),
        false => Err(ApiError::new(
            ProblemCode::NotAcceptable,
            "This API answers application/json, and files in what they are.",
        )),
    }
}

/// Headers of which a proxy and this server could each take another one for what the caller meant.
const SINGLE: [&str; 8] = [
    "authorization",
    "content-type",
    "host",
    "idempotency-key",
    "origin",
    "sec-fetch-site",
    "x-background",
    "x-csrf-token",
];

fn check_single(req: &ServiceRequest) -> Result<(), ApiError> {
    let is_repeated = |name: &&&str| req.headers().get_all(**name).count() > 1;
    match SINGLE.iter().find(is_repeated) {
        Some(name) => Err(bad_header(name, "Must be sent once.")),
        None => Ok(()),
    }
}
