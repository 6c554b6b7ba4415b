//! The headers of every answer (API.md §5, SECURITY.md G55–G61).

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};
use shared::permission::PROOF_S;
use shared::problem::ProblemCode;

use super::answers::PUBLISHED;
use super::limits::RateStatus;
use super::operations::Target;
use super::session::Presented;
use super::signature::Body;
use crate::config::{Config, Profile};
use crate::error::ApiError;

/// What kind of answer an address gives; the kinds differ in policy and caching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// JSON: wherever operations lie.
    Api,
    /// The app's page and the API's documentation page.
    Document,
    /// Scripts, styles, icons.
    File,
}

impl Class {
    pub fn of(target: &Target, path: &str) -> Self {
        let last = path.rsplit('/').next().unwrap_or_default();
        match target.is_api() {
            true => Self::Api,
            false if last.contains('.') => Self::File,
            false => Self::Document,
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

const API_VARY: &str = "Accept-Encoding, Authorization, Origin, Sec-Fetch-Site";

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
    let kept = map.get(header::CACHE_CONTROL);
    let is_published = kept.is_some_and(|value| value == PUBLISHED);
    let default = |map: &mut HeaderMap, name: HeaderName, value: &'static str| {
        if !map.contains_key(&name) {
            map.insert(name, HeaderValue::from_static(value));
        }
    };
    if class == Class::Api {
        map.remove(header::VARY);
        if !is_published {
            map.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        default(map, header::VARY, API_VARY);
    } else {
        default(map, header::CACHE_CONTROL, "no-cache");
        default(map, header::VARY, "Accept-Encoding, Authorization");
    }
    map.remove(header::SERVER);
    name_encoding(map);
    if map
        .get(header::CONTENT_ENCODING)
        .is_some_and(|value| value == "identity")
    {
        map.remove(header::CONTENT_ENCODING);
    }
}

/// Other bytes, another tag (RFC 9110 §8.8.3.3): what was packed on its way out says so in its `ETag`.
fn name_encoding(map: &mut HeaderMap) {
    let packed = map.get(header::CONTENT_ENCODING).cloned();
    let Some(packed) = packed.filter(|packed| packed != "identity") else {
        return;
    };
    let ending = format!("-{}\"", packed.to_str().unwrap_or_default());
    let tag = map
        .get(header::ETAG)
        .map(|tag| tag.to_str().unwrap_or_default().to_owned());
    if let Some(tag) = tag.filter(|tag| !tag.ends_with(&ending))
        && let Ok(named) = HeaderValue::from_str(&format!("{}{ending}", tag.trim_end_matches('"')))
    {
        map.insert(header::ETAG, named);
    }
}

/// How much the caller has left.
pub fn of_rate(map: &mut HeaderMap, rate_status: &RateStatus) {
    let named = [
        ("ratelimit-policy", Some(rate_status.policy.as_str())),
        ("ratelimit", rate_status.state()),
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
pub fn of_problem(
    error: &ApiError,
    req: &HttpRequest,
    target: &Target,
) -> Vec<(HeaderName, String)> {
    let mut headers = Vec::new();
    match error.code() {
        ProblemCode::WrongType => {
            headers.push((HeaderName::from_static("accept-post"), accepted_by(target)))
        }
        code if code.status() == 401 => {
            headers.push((header::WWW_AUTHENTICATE, challenge(req, error.code())))
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

/// What a 401 asks for (RFC 6750 §3): only a token that was sent can be called invalid.
fn challenge(req: &HttpRequest, code: ProblemCode) -> String {
    if code == ProblemCode::StepUpRequired {
        // RFC 9470 §3.
        return format!("Bearer error=\"insufficient_user_authentication\", max_age={PROOF_S}");
    }
    let challenge = match req.extensions().get::<Presented>() {
        Some(Presented::Refused(_)) => "Bearer error=\"invalid_token\"",
        _ => "Bearer",
    };
    challenge.to_owned()
}

fn accepted_by(target: &Target) -> String {
    let operation = target.operation();
    match operation.map(|operation| operation.signature.body) {
        Some(Body::File { kinds, .. }) => kinds.join(", "),
        _ => "application/json".to_owned(),
    }
}

/// Headers of a failed answer that stay when its body is replaced.
pub fn survives(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("ratelimit")
        || name.starts_with("access-control")
        || matches!(name, "set-cookie" | "vary" | "retry-after")
}
