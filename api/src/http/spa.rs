//! Serves the browser app from inside the binary: hashed files for ever, its page for every address that a person may type.

use std::borrow::Cow;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::header::{accepts, accepts_encoding};
use crate::error::ApiError;

/// The bundle that `cargo xtask spa` made. Debug builds read it from disk, release builds carry it.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../frontend/dist"]
#[allow_missing = true]
struct Bundle;

/// The file under this path, the page for a page's path, else `not_found`. Only listed kinds of files are served.
pub fn answer(req: &HttpRequest) -> Result<HttpResponse, ApiError> {
    let path = req.path().trim_start_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        let kind = kind_of(path).ok_or_else(ApiError::not_found)?;
        let file = best_encoding(req, path).ok_or_else(ApiError::not_found)?;
        return Ok(respond(file, kind, "public, max-age=31536000, immutable"));
    }
    // Whoever says nothing takes anything: a probe of the bare address gets the page.
    if !accepts(req.headers(), "text/html") {
        return Err(ApiError::not_found());
    }
    let page = best_encoding(req, "index.html").ok_or_else(ApiError::not_found)?;
    Ok(respond(page, "text/html; charset=utf-8", "no-cache"))
}

/// Names the bundle that is served; none where there is none.
pub fn build() -> Option<String> {
    let page = Bundle::get("index.html")?;
    let digest = page.metadata.sha256_hash();
    Some(
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}

fn kind_of(path: &str) -> Option<&'static str> {
    let extension = path.rsplit_once('.')?.1;
    Some(match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

fn best_encoding(req: &HttpRequest, path: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    for (token, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts_encoding(req, token)
            && let Some(file) = Bundle::get(&format!("{path}{ending}"))
        {
            return Some((file, Some(token)));
        }
    }
    Bundle::get(path).map(|file| (file, None))
}

fn respond(
    (file, encoding): (EmbeddedFile, Option<&'static str>),
    kind: &str,
    cache: &str,
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(kind);
    response.insert_header((header::CACHE_CONTROL, cache));
    response.insert_header((header::VARY, "Accept-Encoding"));
    // `identity` keeps the compressing middleware away; the outermost one removes it again.
    response.insert_header((header::CONTENT_ENCODING, encoding.unwrap_or("identity")));
    // A release carries its files inside, and sends them from there.
    response.body(match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}
