//! `/docs`: Swagger UI from inside the binary, under the same strict policy as the app's page.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::error::ApiError;

const PAGE: &str = include_str!("docs/index.html");
const SCRIPT: &str = include_str!("docs/docs.js");
/// Swagger UI's own style sheet draws its icons from `data:` addresses, which the policy forbids.
const STYLE: &str = include_str!("docs/docs.css");
const ARROW: &str = include_str!("docs/arrow.svg");
const CHECK: &str = include_str!("docs/check.svg");
const CHEVRON: &str = include_str!("docs/chevron.svg");
const COPY: &str = include_str!("docs/copy.svg");

/// Whether the address belongs to the documentation's page.
pub fn owns(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

/// The page, its script, its styles and icons; `not_found` for anything else under `/docs`.
pub fn answer(path: &str) -> Result<HttpResponse, ApiError> {
    let own = match path.strip_prefix("/docs/").unwrap_or_default() {
        "" if path == "/docs" => ("text/html; charset=utf-8", PAGE),
        "docs.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "docs.css" => ("text/css; charset=utf-8", STYLE),
        "arrow.svg" => ("image/svg+xml", ARROW),
        "check.svg" => ("image/svg+xml", CHECK),
        "chevron.svg" => ("image/svg+xml", CHEVRON),
        "copy.svg" => ("image/svg+xml", COPY),
        name @ ("swagger-ui.css" | "swagger-ui-bundle.js") => return vendored(name),
        _ => return Err(ApiError::not_found()),
    };
    Ok(respond(own.0, Cow::Borrowed(own.1.as_bytes())))
}

fn vendored(name: &str) -> Result<HttpResponse, ApiError> {
    let found = utoipa_swagger_ui::serve(name, Arc::new(utoipa_swagger_ui::Config::default()))
        .map_err(|error| ApiError::broken(error.to_string()))?;
    let file = found.ok_or_else(ApiError::not_found)?;
    let kind = match name.ends_with(".css") {
        true => "text/css; charset=utf-8",
        false => "text/javascript; charset=utf-8",
    };
    Ok(respond(kind, file.bytes))
}

fn respond(kind: &str, body: Cow<'static, [u8]>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(body.into_owned())
}
