//! Files that stay the same while the server runs: known by a tag, and compressed once.

use std::io::Write as _;
use std::sync::OnceLock;

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::conditional::caller_has;
use super::header::accepts_encoding;
use crate::error::ApiError;
use crate::keyring;

/// One file.
pub struct StaticFile {
    kind: &'static str,
    plain: Bytes,
    /// Made when it is first asked for.
    zipped: OnceLock<Bytes>,
    tag: String,
}

impl StaticFile {
    pub fn of(kind: &'static str, body: impl Into<Bytes>) -> Self {
        let plain = body.into();
        let digest = keyring::hex(&keyring::sha256(&plain));
        Self {
            kind,
            tag: format!("\"{}\"", digest.get(..16).unwrap_or(&digest)),
            plain,
            zipped: OnceLock::new(),
        }
    }

    /// 200 with `ETag`, or 304 when the caller has it.
    pub fn answer(&self, req: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let is_zipped = accepts_encoding(req, "gzip");
        let tag = match is_zipped {
            // Other bytes, another tag (RFC 9110 §8.8.3.3); `caller_has` knows it by its ending.
            true => format!("{}-gzip\"", self.tag.trim_end_matches('"')),
            false => self.tag.clone(),
        };
        let known = caller_has(req, &self.tag);
        let status = match known {
            Some(_) => StatusCode::NOT_MODIFIED,
            None => StatusCode::OK,
        };
        let mut response = HttpResponse::build(status);
        response.insert_header((header::ETAG, known.unwrap_or(tag)));
        response.insert_header((header::CACHE_CONTROL, "no-cache"));
        response.insert_header((header::VARY, "Accept-Encoding"));
        if status == StatusCode::NOT_MODIFIED {
            return Ok(response.finish());
        }
        response.content_type(self.kind);
        if is_zipped {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
            return Ok(response.body(self.zipped()?));
        }
        // A program that takes brotli alone is served by the compressing middleware.
        Ok(response.body(self.plain.clone()))
    }

    fn zipped(&self) -> Result<Bytes, ApiError> {
        if let Some(done) = self.zipped.get() {
            return Ok(done.clone());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&self.plain).map_err(ApiError::internal)?;
        let done = encoder.finish().map_err(ApiError::internal)?;
        Ok(self.zipped.get_or_init(|| done.into()).clone())
    }
}
