//! The headers of every answer (API.md §5, SECURITY.md G55–G61).

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use shared::problem::ProblemCode;

use super::limits::Standing;
use crate::config::{Config, Profile};
use crate::error::ApiError;

/// What kind of answer an address gives; the kinds differ in policy and caching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// JSON under `/api`, health, version and the OpenAPI document.
    Api,
    /// The app's page and the API's documentation page.
    Document,
    /// Scripts, styles, icons.
    File,
}

impl Class {
    pub fn of(path: &str) -> Self {
        let is_api = ["/api/", "/health/", "/problems/"]
            .iter()
            .any(|start| path.starts_with(start));
        let last = path.rsplit('/').next().unwrap_or_default();
        if is_api || matches!(path, "/api" | "/version" | "/openapi.json") {
            Self::Api
        } else if last.contains('.') {
            Self::File
        } else {
            Self::Document
        }
    }
}

const BASE_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn policy(class: Class) -> String {
    match class {
        Class::Api => format!("{BASE_POLICY}; script-src 'none'; sandbox"),
        Class::Document => format!("{BASE_POLICY}; script-src 'self' 'wasm-unsafe-eval'"),
        Class::File => BASE_POLICY.to_owned(),
    }
}

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), \
     display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), \
     payment=(), picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), \
     screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Puts the whole set on an answer; an answer's own `Cache-Control` and `Vary` are kept.
pub fn apply(map: &mut HeaderMap, class: Class, config: &Config, request_id: &str) {
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            map.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-request-id", request_id);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set(
        "x-xss-protection",
        match config.security_profile {
            Profile::Guide => "1; mode=block",
            Profile::AsvsL2 => "0",
        },
    );
    set(
        "strict-transport-security",
        match config.hsts_preload {
            true => "max-age=31536000; includeSubDomains; preload",
            false => "max-age=31536000; includeSubDomains",
        },
    );
    set("content-security-policy", &policy(class));
    set("referrer-policy", "same-origin");
    set("permissions-policy", PERMISSIONS);
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-embedder-policy", "require-corp");
    set("cross-origin-resource-policy", "same-origin");
    if class == Class::Api {
        set("cache-control", "no-store");
        set(
            "vary",
            "Accept-Encoding, Authorization, Origin, Sec-Fetch-Site",
        );
    } else if !map.contains_key(header::CACHE_CONTROL) {
        map.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    if !map.contains_key(header::VARY) {
        let vary = HeaderValue::from_static("Accept-Encoding, Authorization");
        map.insert(header::VARY, vary);
    }
    map.remove(header::SERVER);
    if map
        .get(header::CONTENT_ENCODING)
        .is_some_and(|value| value == "identity")
    {
        map.remove(header::CONTENT_ENCODING);
    }
}

/// How much the caller has left.
pub fn of_standing(map: &mut HeaderMap, standing: &Standing) {
    let named = [
        ("ratelimit-policy", Some(standing.policy.as_str())),
        ("ratelimit", standing.state()),
    ];
    for (name, value) in named {
        if let Some(value) = value
            && let Ok(value) = HeaderValue::from_str(value)
        {
            map.insert(HeaderName::from_static(name), value);
        }
    }
}

/// The headers that a problem brings along.
pub fn of_problem(error: &ApiError, path: &str) -> Vec<(HeaderName, String)> {
    let mut headers = Vec::new();
    match error.code() {
        ProblemCode::WrongType => headers.push((
            HeaderName::from_static("accept-post"),
            accepted_by(path).to_owned(),
        )),
        code if code.status() == 401 => {
            headers.push((header::WWW_AUTHENTICATE, "Bearer".to_owned()))
        }
        _ => {}
    }
    if error.code() == ProblemCode::WrongType {
        let patch = "application/merge-patch+json, application/json";
        headers.push((HeaderName::from_static("accept-patch"), patch.to_owned()));
    }
    if let Some(seconds) = error.retry_after_s() {
        headers.push((header::RETRY_AFTER, seconds.to_string()));
    }
    if let Some(allow) = error.allow() {
        headers.push((header::ALLOW, allow.to_owned()));
    }
    headers
}

fn accepted_by(path: &str) -> &'static str {
    match path {
        "/api/v1/imports" => "application/vnd.sqlite3",
        _ => "application/json",
    }
}

/// Headers of a failed answer that stay when its body is replaced.
pub fn survives(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("ratelimit")
        || name.starts_with("access-control")
        || matches!(name, "set-cookie" | "vary" | "retry-after")
}
