//! Revisions on the wire: `ETag` on answers, `If-Match` on changes, 304 for what the caller already has (RFC 9110 §13).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use shared::id::Rev;
use shared::problem::ProblemCode;
use utoipa::ToSchema;

use super::answers;
use super::signature::{Answer, Argument, Signature};
use crate::db;
use crate::error::ApiError;
use crate::keyring;
use crate::wire::Wire;

/// A record that carries its revision.
pub trait Revised: Serialize {
    fn rev(&self) -> Rev;
}

/// `If-Match` of a change: the revisions that the caller saw. Missing → 428, `*` or malformed → 400.
#[derive(Clone, Debug)]
pub struct IfMatch(pub Seen);

/// Revisions of a record, one of which must be the present one (RFC 9110 §13.1.1); never none.
#[derive(Clone, Debug)]
pub struct Seen(Vec<Rev>);

impl From<Rev> for Seen {
    fn from(rev: Rev) -> Self {
        Self(vec![rev])
    }
}

impl Seen {
    pub fn holds(&self, present: i64) -> bool {
        self.0.contains(&Rev(present))
    }

    /// Whether one of them was the record's at any time.
    pub fn was_once(&self, present: i64) -> bool {
        self.0.iter().any(|rev| (1..=present).contains(&rev.0))
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(seen(req).map(Self))
    }
}

impl Argument for IfMatch {
    fn declare(signature: &mut Signature) {
        signature.takes_revision = true;
    }
}

/// Several headers are one list (RFC 9110 §5.3).
fn seen(req: &HttpRequest) -> Result<Seen, ApiError> {
    let malformed =
        || super::header::bad_header("If-Match", "Send the tag as you got it, such as \"7\".");
    let mut revisions = Vec::new();
    for value in req.headers().get_all(header::IF_MATCH) {
        let list = value.to_str().map_err(|_not_ascii| malformed())?;
        for tag in tags(list) {
            revisions.push(revision(tag).ok_or_else(malformed)?);
        }
    }
    match revisions.is_empty() {
        false => Ok(Seen(revisions)),
        true => {
            let detail = "Send If-Match with the ETag of the record as you read it.";
            Err(ApiError::new(ProblemCode::PreconditionRequired, detail))
        }
    }
}

/// The tags of a list; a comma may also stand in one, between its quotes.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    list.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    })
}

/// The revision in a tag. A weak mark and what follows the revision (our digest, a proxy's `-gzip`) are ignored.
fn revision(tag: &str) -> Option<Rev> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = tag.strip_prefix('"')?.strip_suffix('"')?;
    let digits = inner.split(['.', '-']).next().unwrap_or(inner);
    let is_padded = digits.len() > 1 && digits.starts_with('0');
    if is_padded
        || digits.is_empty()
        || digits.len() > 18
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
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
    id: String,
    value: T,
}

impl<T: Revised> Created<T> {
    /// What was made is found by this id, below the address that was called.
    pub fn below(id: impl ToString, value: T) -> Self {
        let id = id.to_string();
        Self { id, value }
    }
}

crate::goes_out_as_kept!(Created<T>, T: Revised);

impl<T: Revised> db::Answer for Created<T> {
    fn wire(&self, path: &str) -> Result<Wire, ApiError> {
        let location = format!("{path}/{}", self.id);
        tagged(StatusCode::CREATED, &self.value, Some(location))
    }
}

impl<T: Revised> db::Answer for Tagged<T> {
    fn wire(&self, _path: &str) -> Result<Wire, ApiError> {
        tagged(StatusCode::OK, &self.0, None)
    }
}

impl<T: Revised + ToSchema> Answer for Created<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(201);
        signature.answer.is_revised = true;
        signature.answer.is_located = true;
    }
}

impl<T: Revised + ToSchema> Answer for Tagged<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(200);
        signature.answer.is_revised = true;
        signature.answer.is_conditional = true;
    }
}

impl<T: Revised> Responder for Tagged<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let wire = match db::Answer::wire(&self, req.path()) {
            Ok(wire) => wire,
            Err(error) => return HttpResponse::from_error(error),
        };
        let mut headers = wire.headers.iter();
        let tag = headers.find(|(name, _)| name == header::ETAG.as_str());
        match tag.and_then(|(_, tag)| caller_has(req, tag)) {
            Some(known) => HttpResponse::NotModified()
                .insert_header((header::ETAG, known))
                .finish(),
            None => wire.into(),
        }
    }
}

/// The tag is the revision and a digest of the body: a body also shows other records' words (a customer's name), which
/// change without this record's revision, and a 304 must not hide that.
fn tagged<T: Revised>(
    status: StatusCode,
    value: &T,
    location: Option<String>,
) -> Result<Wire, ApiError> {
    let mut wire = answers::json(status, [], value)?;
    let digest = keyring::hex(&keyring::sha256(wire.body.as_bytes()));
    let short = digest.get(..12).unwrap_or_default();
    let tag = format!("\"{}.{short}\"", value.rev().0);
    wire.headers.push((header::ETAG.as_str().to_owned(), tag));
    let location = location.map(|location| (header::LOCATION.as_str().to_owned(), location));
    wire.headers.extend(location);
    Ok(wire)
}

/// How a reader's `If-None-Match` names this tag, if it does, whatever encoding its copy has.
pub(super) fn caller_has(req: &HttpRequest, tag: &str) -> Option<String> {
    let is_read = matches!(req.method().as_str(), "GET" | "HEAD");
    let lists = req.headers().get_all(header::IF_NONE_MATCH);
    // What is not ASCII is no tag of ours.
    let known = lists.map(|list| list.to_str().unwrap_or_default());
    let mut known = known.filter(|_| is_read).flat_map(tags);
    let named = known.find(|one| one.trim() == "*" || bare(one) == bare(tag))?;
    match named.trim() {
        "*" => Some(tag.to_owned()),
        named => Some(named.to_owned()),
    }
}

const ENCODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];

/// A tag without its weak mark, its quotes, and the encoding that we or a proxy named in it.
fn bare(tag: &str) -> &str {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    // A proxy may name its encoding behind ours.
    let inner = tag
        .rsplit_once('-')
        .filter(|(_, ending)| ENCODINGS.contains(ending));
    inner.map_or(tag, |(inner, _)| bare(inner))
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
            ("\"007\"", None),
        ] {
            assert_eq!(revision(tag).map(|rev| rev.0), rev, "{tag}");
        }
    }
}
