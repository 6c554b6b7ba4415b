//! Revisions on the wire: `ETag` on answers, `If-Match` on changes, 304 for what the caller already has (RFC 9110 §13).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use shared::id::Rev;
use shared::problem::ProblemCode;

use crate::error::ApiError;
use crate::keyring;

/// A record that carries its revision.
pub trait Revised: Serialize {
    fn rev(&self) -> Rev;
}

/// `If-Match` of a change: the revision that the caller saw. Missing → 428, `*` or malformed → 400.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub Rev);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(seen(req).map(Self))
    }
}

fn seen(req: &HttpRequest) -> Result<Rev, ApiError> {
    let mut sent = req.headers().get_all(header::IF_MATCH);
    let malformed =
        || super::header::bad_header("If-Match", "Send one tag as you got it, such as \"7\".");
    match (sent.next(), sent.next()) {
        (None, _) => {
            let detail = "Send If-Match with the ETag of the record as you read it.";
            Err(ApiError::new(ProblemCode::PreconditionRequired, detail))
        }
        (Some(value), None) => {
            let text = value.to_str().map_err(|_not_ascii| malformed())?;
            revision(text).ok_or_else(malformed)
        }
        (Some(_), Some(_)) => Err(malformed()),
    }
}

/// The revision in a tag. A weak mark and what follows the revision (our digest, a proxy's `-gzip`) are ignored.
fn revision(tag: &str) -> Option<Rev> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = tag.strip_prefix('"')?.strip_suffix('"')?;
    let digits = inner.split(['.', '-']).next().unwrap_or(inner);
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.parse() {
        Ok(rev) => Some(Rev(rev)),
        Err(_too_long) => None,
    }
}

/// 200 with `ETag`, or 304 when `If-None-Match` names the same body.
pub struct Tagged<T>(pub T);

/// 201 with `Location` and `ETag`.
pub struct Created<T> {
    location: String,
    value: T,
}

impl<T: Revised> Created<T> {
    /// `path` is below `/api/v1`, such as `/jobs/0193…`.
    pub fn at(path: &str, value: T) -> Self {
        Self {
            location: format!("/api/v1{path}"),
            value,
        }
    }
}

/// 204.
pub struct Done;

impl Responder for Done {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl<T: Revised> Responder for Created<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        match tagged(&self.value) {
            Ok((tag, body)) => HttpResponse::Created()
                .insert_header((header::LOCATION, self.location))
                .insert_header((header::ETAG, tag))
                .content_type("application/json")
                .body(body),
            Err(error) => HttpResponse::from_error(error),
        }
    }
}

impl<T: Revised> Responder for Tagged<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let (tag, body) = match tagged(&self.0) {
            Ok(tagged) => tagged,
            Err(error) => return HttpResponse::from_error(error),
        };
        if caller_has(req, &tag) {
            return HttpResponse::build(StatusCode::NOT_MODIFIED)
                .insert_header((header::ETAG, tag))
                .finish();
        }
        HttpResponse::Ok()
            .insert_header((header::ETAG, tag))
            .content_type("application/json")
            .body(body)
    }
}

/// The tag is the revision and a digest of the body: a body also shows other records' words (a customer's name), which
/// change without this record's revision, and a 304 must not hide that.
fn tagged<T: Revised>(value: &T) -> Result<(String, String), ApiError> {
    let body = serde_json::to_string(value).map_err(ApiError::internal)?;
    let digest = keyring::hex(&keyring::sha256(body.as_bytes()));
    let short = digest.get(..12).unwrap_or_default();
    Ok((format!("\"{}.{short}\"", value.rev().0), body))
}

/// Whether a reader's `If-None-Match` names this tag, whatever encoding its copy has.
pub(super) fn caller_has(req: &HttpRequest, tag: &str) -> bool {
    let is_read = matches!(req.method().as_str(), "GET" | "HEAD");
    fn bare(text: &str) -> &str {
        let text = text.trim().trim_start_matches("W/").trim_end_matches('"');
        text.trim_end_matches("-gzip").trim_end_matches("-br")
    }
    is_read
        && req
            .headers()
            .get_all(header::IF_NONE_MATCH)
            .any(|value| match value.to_str() {
                Ok(list) => list.trim() == "*" || list.split(',').any(|one| bare(one) == bare(tag)),
                Err(_not_ascii) => false,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_revision_of_a_tag_counts() {
        for (tag, rev) in [
            ("\"7\"", Some(7)),
            ("W/\"7\"", Some(7)),
            ("\"7.0a1b2c3d4e5f\"", Some(7)),
            ("\"7.0a1b2c3d4e5f-gzip\"", Some(7)),
            ("\"7-br\"", Some(7)),
            ("*", None),
            ("7", None),
            ("\"\"", None),
            ("\"seven\"", None),
            ("\"99999999999999999999\"", None),
        ] {
            assert_eq!(revision(tag).map(|rev| rev.0), rev, "{tag}");
        }
    }
}
