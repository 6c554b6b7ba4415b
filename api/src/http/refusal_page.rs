//! What a person sees who opens an address by hand and is refused before the app can say anything: the problem in words.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use shared::problem::Problem;

use super::headers::Class;

/// Whether a browser asks for a page. Whoever takes anything gets the problem itself.
pub fn is_wanted(class: Class, method: &Method, headers: &HeaderMap) -> bool {
    let names_pages = |value: &header::HeaderValue| {
        value
            .to_str()
            .is_ok_and(|text| text.to_ascii_lowercase().contains("text/html"))
    };
    class == Class::Document
        && matches!(*method, Method::GET | Method::HEAD)
        && headers.get_all(header::ACCEPT).any(names_pages)
}

/// A page without styles or scripts: under a name that is none of ours there are none to be had.
pub fn page(problem: &Problem) -> String {
    let title = escaped(&problem.title);
    let detail = escaped(&problem.detail);
    let (status, request_id) = (problem.status, escaped(&problem.request_id));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Zehmo</title>\n\
         <h1>{title}</h1>\n<p>{detail}</p>\n<p><small>Zehmo · {status} · request {request_id}</small></p>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
