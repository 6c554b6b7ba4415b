//! The only body extractor: JSON of the right type and size, no unknown or repeated member, and valid by the shared rules.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt as _;
use garde::Validate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::field;
use shared::problem::{FieldCode, ProblemCode};
use utoipa::ToSchema;

use super::faults;
use super::json::read_strictly;
use super::session::Presented;
use super::signature::{self, Argument, Signature};
use crate::error::ApiError;
use crate::keyring;

/// The largest JSON body, in bytes.
pub const JSON_LIMIT: usize = 256 * 1024;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// A body that passed its own rules; it is not checked again.
#[derive(Debug)]
pub struct Valid<T>(pub T);

/// An object without members: a body that no simple form of another site can send.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Valid<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> FromRequest for Valid<T>
where
    T: DeserializeOwned + ToSchema + Validate<Context = ()> + 'static,
{
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = payload.take();
        Box::pin(async move {
            check_type(&req)?;
            let bytes = read(&req, payload).await?;
            if let Some(Presented::Signed(caller)) = req.extensions().get::<Presented>()
                && let Some(key) = &caller.key
            {
                key.body(sent_type(&req), &keyring::hex(&keyring::sha256(&bytes)));
            }
            let value = parse(&bytes)?;
            field::check(&value).map_err(ApiError::invalid)?;
            Ok(Self(value))
        })
    }
}

impl<T> Argument for Valid<T>
where
    T: DeserializeOwned + Validate<Context = ()> + ToSchema + 'static,
{
    fn declare(signature: &mut Signature) {
        let bytes_max = JSON_LIMIT;
        signature.body = signature::Body::Json { bytes_max };
        signature.body_schema = Some(signature.named::<T>());
    }
}

/// The body's type as it was sent.
pub(super) fn sent_type(req: &HttpRequest) -> &str {
    let sent = req.headers().get(header::CONTENT_TYPE);
    // What is not ASCII has been refused, or is no type of ours.
    sent.map_or("", |sent| sent.to_str().unwrap_or_default())
}

fn check_type(req: &HttpRequest) -> Result<(), ApiError> {
    let sent = req.content_type().to_ascii_lowercase();
    let is_patch = req.method() == Method::PATCH;
    let charset_is_fine = match req.encoding() {
        Ok(encoding) => encoding.name() == "UTF-8",
        Err(_unknown) => false,
    };
    if charset_is_fine
        && (sent == "application/json" || (is_patch && sent == "application/merge-patch+json"))
    {
        return Ok(());
    }
    let detail = match is_patch {
        true => "Send the body as application/merge-patch+json or application/json.",
        false => "Send the body as application/json.",
    };
    Err(ApiError::new(ProblemCode::WrongType, detail))
}

async fn read(req: &HttpRequest, mut payload: Payload) -> Result<web::Bytes, ApiError> {
    let too_large = || ApiError::new(ProblemCode::TooLarge, "The body may have 256 KiB.");
    if declared_length(req).is_some_and(|length| length > JSON_LIMIT) {
        return Err(too_large());
    }
    let reading = async {
        let mut body = web::BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_cut_off| {
                ApiError::malformed("The body did not arrive whole.", Vec::new())
            })?;
            if body.len() + chunk.len() > JSON_LIMIT {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    match tokio::time::timeout(BODY_TIME, reading).await {
        Ok(body) => body,
        Err(_elapsed) => Err(ApiError::new(
            ProblemCode::Timeout,
            "The body took longer than 15 seconds.",
        )),
    }
}

fn declared_length(req: &HttpRequest) -> Option<usize> {
    let value = req.headers().get(header::CONTENT_LENGTH)?;
    std::str::from_utf8(value.as_bytes()).map_or(None, |text| text.parse().map_or(None, Some))
}

/// Parses strictly. Problems name every member at fault by JSON Pointer.
fn parse<T: DeserializeOwned + ToSchema>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_not_utf8| ApiError::malformed("The body is not valid UTF-8.", Vec::new()))?;
    if !text.trim_start().starts_with('{') {
        return Err(ApiError::malformed(
            "The body must be one JSON object.",
            Vec::new(),
        ));
    }
    read_strictly(text).map_err(|first| {
        let errors = faults::all::<T>(text, *first);
        match errors.iter().all(|error| error.code == FieldCode::Required) {
            true => ApiError::invalid(errors),
            false => ApiError::malformed("The body cannot be read.", errors),
        }
    })
}
