//! Query strings and path ids: strict, with the parameter at fault named.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use garde::Validate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::field::{self, FieldIssue, Refusal};
use shared::page::{Page, PageInfo};
use shared::problem::{FieldCode, FieldError};
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};

use super::operations::Target;
use super::signature::{Answer, Argument, Signature};
use crate::config::percent;
use crate::error::{ApiError, CANNOT_BE_USED};

/// The query parameters of a request, valid by the shared rules. Unknown and wrongly repeated ones are refused.
pub struct Listing<T>(pub T);

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest for Listing<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let target = Target::of(req);
        let padded = padded_number(&target, req.query_string());
        ready(match padded {
            Some(name) => Err(ApiError::bad_parameter(
                name,
                FieldIssue::new(FieldCode::BadFormat, NO_NUMBER),
            )),
            None => parse(req.query_string()).map(Self),
        })
    }
}

impl<T: DeserializeOwned + Validate<Context = ()> + IntoParams> Argument for Listing<T> {
    fn declare(signature: &mut Signature) {
        signature.takes_query = true;
        let parameters = T::into_params(|| Some(ParameterIn::Query));
        signature.parameters.extend(parameters);
    }
}

fn parse<T: DeserializeOwned + Validate<Context = ()>>(query: &str) -> Result<T, ApiError> {
    if let Some(name) = broken_text(query) {
        let issue = FieldIssue::new(FieldCode::BadFormat, "Must be valid UTF-8.");
        return Err(ApiError::bad_parameter(&name, issue));
    }
    let value: T = read(query).map_err(|first| every_fault::<T>(query, *first))?;
    if let Some(name) = without_value(query) {
        return Err(ApiError::bad_parameter(name, FieldIssue::required()));
    }
    field::check_query(&value).map_err(|errors| ApiError::malformed(CANNOT_BE_USED, errors))?;
    Ok(value)
}

const NO_NUMBER: &str = "Must be a whole number without leading zeros.";

/// The first parameter whose number is written with leading zeros or a plus: the reader of numbers would take it, no document
/// describes it.
fn padded_number<'q>(target: &Target, query: &'q str) -> Option<&'q str> {
    let operation = target.operation()?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut padded = pairs.filter(|(_, value)| {
        let bare = value.strip_prefix('-').unwrap_or(value);
        bare.starts_with(['+', '%']) || (bare.len() > 1 && bare.starts_with('0'))
    });
    let found = padded.find(|(name, _)| operation.signature.takes_number(name));
    found.map(|(name, _)| name)
}

/// The first parameter whose text does not decode to UTF-8; the reader of forms would put other signs in its place.
fn broken_text(query: &str) -> Option<String> {
    let is_broken = |text: &str| String::from_utf8(percent::decoded(text)).is_err();
    let pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .filter(|(name, value)| is_broken(name) || is_broken(value))
        .map(|(name, _)| percent::decode(name))
        .next()
}

/// The first parameter that has a name and nothing else; words to search for may be none.
fn without_value(query: &str) -> Option<&str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('=').or(Some((pair, ""))))
        .find(|(name, value)| value.is_empty() && !matches!(*name, "" | "q"))
        .map(|(name, _)| name)
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Box<FieldError>> {
    let reader = serde_html_form::Deserializer::from_bytes(query.as_bytes());
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        Box::new(misread(&path, &error.into_inner().to_string()))
    })
}

/// Names each parameter at fault, read without the others; one that only lacks because it was left aside is none.
fn every_fault<T: DeserializeOwned>(query: &str, first: FieldError) -> ApiError {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or(pair);
        by_name.entry(name).or_default().push(pair);
    }
    let is_there = |fault: &FieldError| {
        let name = fault.parameter.as_deref().unwrap_or_default();
        fault.code == FieldCode::Required && by_name.contains_key(name)
    };
    let mut errors: Vec<FieldError> = Vec::new();
    for pairs in by_name.values().take(MOST_FAULTS) {
        match read::<T>(&pairs.join("&")) {
            Err(fault) if !is_there(&fault) && !errors.contains(&fault) => errors.push(*fault),
            _ => {}
        }
    }
    if errors.is_empty() {
        errors.push(first);
    }
    ApiError::malformed(CANNOT_BE_USED, errors)
}

fn misread(path: &str, message: &str) -> FieldError {
    let Refusal { issue, field } = field::refusal(message);
    let issue = match issue.code {
        FieldCode::ReadOnly => FieldIssue::new(FieldCode::UnknownField, NO_PARAMETER),
        // The reader of forms would also take a ticked box for true.
        FieldCode::BadFormat if message.contains(r#""on""#) => {
            FieldIssue::new(FieldCode::BadFormat, "Must be true or false.")
        }
        _ => issue,
    };
    let name = field.unwrap_or_else(|| path.split(['.', '[']).next().unwrap_or(path).to_owned());
    FieldError::at_parameter(name, issue)
}

/// Faults of a query told at once.
const MOST_FAULTS: usize = 50;

/// What is said of a parameter that the operation does not read.
pub const NO_PARAMETER: &str = "There is no such parameter.";

/// The id in an address such as `/jobs/{id}`. One that cannot be an id names nothing: 404.
pub struct PathId<T>(pub T);

impl<T: FromStr> FromRequest for PathId<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(path_id(&Target::of(req), 0).map(Self))
    }
}

impl<T: FromStr + ToSchema> Argument for PathId<T> {
    fn declare(signature: &mut Signature) {
        let id = signature.named::<T>();
        signature.path_parameters.push(id);
    }
}

/// Both ids in an address such as `/users/{id}/tokens/{token_id}`, by the same rule.
pub struct PathIds<T, U>(pub T, pub U);

impl<T, U> FromRequest for PathIds<T, U>
where
    T: FromStr,
    U: FromStr,
{
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let target = Target::of(req);
        let first = path_id(&target, 0);
        ready(first.and_then(|first| Ok(Self(first, path_id(&target, 1)?))))
    }
}

impl<T, U> Argument for PathIds<T, U>
where
    T: FromStr + ToSchema,
    U: FromStr + ToSchema,
{
    fn declare(signature: &mut Signature) {
        let ids = [signature.named::<T>(), signature.named::<U>()];
        signature.path_parameters.extend(ids);
    }
}

fn path_id<T: FromStr>(target: &Target, place: usize) -> Result<T, ApiError> {
    let text = target.parameters().get(place);
    let id = text.and_then(|text| text.parse().ok());
    id.ok_or_else(ApiError::not_found)
}

/// A page as JSON, with the way to the next one in `Link` (RFC 8288).
pub struct Paged<T>(pub Page<T>);

#[derive(Serialize)]
struct Written<'p, T> {
    data: &'p [T],
    page: &'p PageInfo,
}

impl<T: Serialize> Responder for Paged<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(cursor) = &self.0.page.next_cursor {
            let mut pairs: Vec<&str> = req
                .query_string()
                .split('&')
                .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
                .collect();
            let place = format!("cursor={cursor}");
            pairs.push(&place);
            response.insert_header((
                header::LINK,
                format!("<{}?{}>; rel=\"next\"", req.path(), pairs.join("&")),
            ));
        }
        response.json(Written {
            data: &self.0.data,
            page: &self.0.page,
        })
    }
}

impl<T: Serialize + ToSchema> Answer for Paged<T> {
    fn declare(signature: &mut Signature) {
        signature.answers_page::<T>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_to_search_for_may_be_none() {
        for (query, culprit) in [
            ("", None),
            ("q=&limit=5", None),
            ("limit=5&total_min=", Some("total_min")),
            ("status", Some("status")),
        ] {
            assert_eq!(without_value(query), culprit, "{query}");
        }
    }
}
