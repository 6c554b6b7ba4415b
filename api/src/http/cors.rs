//! Which other origins may read the API from a browser: those that are listed, exactly, and none by default.

use actix_cors::Cors;
use actix_web::body::{BodySize, BoxBody, MessageBody as _};
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};

use crate::config::Config;

/// What a page of a listed origin may read of an answer's headers.
const READABLE: [&str; 11] = [
    "ETag",
    "Location",
    "Link",
    "Allow",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-Id",
    "Content-Disposition",
    "Idempotency-Replayed",
    "WWW-Authenticate",
];

/// What such a page may send.
const SENDABLE: [&str; 9] = [
    "Accept",
    "Authorization",
    "Content-Type",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
    "X-Background",
    "X-CSRF-Token",
    "X-Request-Id",
];

/// An hour: a changed list of origins counts for everyone soon.
const PREFLIGHT_AGE_S: usize = 3600;

/// Whether any origin is listed; without one, nothing of CORS is answered.
pub fn is_on(config: &Config) -> bool {
    !config.cors_allowed_origins.is_empty()
}

pub fn rules(config: &Config) -> Cors {
    let methods = ["GET", "HEAD", "POST", "PATCH", "DELETE"];
    let closed = Cors::default()
        .allowed_methods(methods)
        .allowed_headers(SENDABLE)
        .expose_headers(READABLE)
        .supports_credentials()
        .max_age(PREFLIGHT_AGE_S);
    config
        .cors_allowed_origins
        .iter()
        .fold(closed, |rules, origin| rules.allowed_origin(origin))
}

/// A preflight has nothing to say in its body: 204 like every `OPTIONS`, not the 200 of the library.
pub fn without_empty_200(mut answer: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let is_preflight = answer.request().method() == Method::OPTIONS
        && answer.status() == StatusCode::OK
        && matches!(
            answer.response().body().size(),
            BodySize::None | BodySize::Sized(0)
        );
    if is_preflight {
        *answer.response_mut().status_mut() = StatusCode::NO_CONTENT;
    }
    answer
}
