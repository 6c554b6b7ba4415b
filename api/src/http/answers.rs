//! Answers that are neither a record nor a page: something made, something begun, something secret, nothing.

mod accepted;

pub use accepted::Accepted;

use std::marker::PhantomData;

use actix_web::body::BoxBody;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use shared::id::Rev;
use utoipa::ToSchema;

use super::signature::{Answer, Signature};
use crate::db;
use crate::error::ApiError;
use crate::wire::Wire;

/// An answer that can be kept for repeats goes out as it is kept.
#[macro_export]
macro_rules! goes_out_as_kept {
    ($answer:ty $(, $rows:ident: $bound:path)?) => {
        impl$(<$rows: $bound>)? actix_web::Responder for $answer {
            type Body = actix_web::body::BoxBody;

            fn respond_to(self, req: &actix_web::HttpRequest) -> actix_web::HttpResponse {
                match $crate::db::Answer::wire(&self, req.path()) {
                    Ok(wire) => wire.into(),
                    Err(error) => actix_web::HttpResponse::from_error(error),
                }
            }
        }
    };
}

goes_out_as_kept!(Done);

/// How caches keep a [`Published`] answer.
pub const PUBLISHED: &str = "public, max-age=300";

/// 204.
pub struct Done;

/// 201 with what was made, which has no address of its own.
pub struct Made<T>(pub T);

/// A secret, as JSON with this status: never compressed beside what was sent, never kept for repeats.
pub struct Secret<T, const STATUS: u16 = 200> {
    value: T,
    cookies: Vec<Cookie<'static>>,
}

/// 201 with a secret of the record that was made below the address that was called, with its `Location` and `ETag`.
pub struct MadeWithSecret<T> {
    value: T,
    id: String,
    rev: Rev,
}

/// JSON that everybody may know, and may keep for five minutes.
pub struct Published<T>(pub T);

/// A file that stays the same while the server runs.
pub struct Unchanging<T> {
    answer: HttpResponse,
    shape: PhantomData<T>,
}

impl db::Answer for Done {
    fn wire(&self, _path: &str) -> Result<Wire, ApiError> {
        let status = StatusCode::NO_CONTENT.as_u16();
        let (headers, body) = (Vec::new(), String::new());
        Ok(Wire {
            status,
            headers,
            body,
        })
    }
}

impl Answer for Done {
    fn declare(signature: &mut Signature) {
        signature.answer.status = 204;
    }
}

impl<T: Serialize> Responder for Made<T> {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        HttpResponse::Created().json(self.0)
    }
}

impl<T: Serialize + ToSchema> Answer for Made<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(201);
    }
}

impl<T: Serialize> Responder for Published<T> {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, PUBLISHED))
            .json(self.0)
    }
}

impl<T: Serialize + ToSchema> Answer for Published<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(200);
    }
}

/// JSON with these headers.
pub(super) fn json<const N: usize>(
    status: StatusCode,
    headers: [(HeaderName, String); N],
    value: &impl Serialize,
) -> Result<Wire, ApiError> {
    let own = headers.into_iter();
    let own = own.map(|(name, value)| (name.as_str().to_owned(), value));
    let kind = (
        header::CONTENT_TYPE.as_str().to_owned(),
        "application/json".to_owned(),
    );
    Ok(Wire {
        status: status.as_u16(),
        headers: own.chain([kind]).collect(),
        body: serde_json::to_string(value).map_err(ApiError::internal)?,
    })
}

impl From<Wire> for HttpResponse {
    fn from(wire: Wire) -> Self {
        let status = StatusCode::from_u16(wire.status).unwrap_or(StatusCode::OK);
        let mut answer = Self::build(status);
        for (name, value) in wire.headers {
            answer.append_header((name, value));
        }
        match wire.body.is_empty() {
            true => answer.finish(),
            false => answer.body(wire.body),
        }
    }
}

impl<T, const STATUS: u16> Secret<T, STATUS> {
    pub fn of(value: T) -> Self {
        let cookies = Vec::new();
        Self { value, cookies }
    }

    #[must_use]
    pub fn cookie(mut self, cookie: Cookie<'static>) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl<T: Serialize, const STATUS: u16> Responder for Secret<T, STATUS> {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK);
        let mut answer = HttpResponse::build(status);
        for cookie in self.cookies {
            answer.cookie(cookie);
        }
        answer.json(self.value)
    }
}

impl<T: Serialize + ToSchema, const STATUS: u16> Answer for Secret<T, STATUS> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(STATUS);
        signature.answer.is_secret = true;
    }
}

impl<T> MadeWithSecret<T> {
    pub fn below(id: impl ToString, rev: Rev, value: T) -> Self {
        let id = id.to_string();
        Self { value, id, rev }
    }
}

impl<T: Serialize> Responder for MadeWithSecret<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        HttpResponse::Created()
            .insert_header((header::LOCATION, format!("{}/{}", req.path(), self.id)))
            .insert_header((header::ETAG, format!("\"{}\"", self.rev.0)))
            .json(self.value)
    }
}

impl<T: Serialize + ToSchema> Answer for MadeWithSecret<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(201);
        signature.answer.is_secret = true;
        signature.answer.is_located = true;
        signature.answer.is_revised = true;
    }
}

impl<T> Unchanging<T> {
    pub(super) fn of(answer: HttpResponse) -> Self {
        let shape = PhantomData;
        Self { answer, shape }
    }
}

impl<T> Responder for Unchanging<T> {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        self.answer
    }
}

impl<T: ToSchema> Answer for Unchanging<T> {
    fn declare(signature: &mut Signature) {
        signature.answer.status = 200;
        signature.answer.is_conditional = true;
        signature.answer_schema = Some(T::schema());
    }
}
