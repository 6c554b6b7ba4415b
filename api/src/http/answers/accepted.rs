//! 202: something that takes longer than a request was begun.

use actix_web::http::StatusCode;
use actix_web::http::header;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::error::ApiError;
use crate::http::signature::{Answer, Signature};
use crate::wire::Wire;
use crate::{db, goes_out_as_kept};

/// 202: it goes on in the background, and `Location` says where to look.
pub struct Accepted<T> {
    value: T,
    at: At,
}

enum At {
    /// Below the address that was called.
    Below(String),
    /// The record whose act was called.
    Above,
    /// The address that was called.
    Here,
    /// Another address.
    Elsewhere(String),
}

goes_out_as_kept!(Accepted<T>, T: Serialize);

impl<T> Accepted<T> {
    /// What was begun has this id.
    pub fn below(id: impl ToString, value: T) -> Self {
        let at = At::Below(id.to_string());
        Self { value, at }
    }

    /// What was called shows how far it is.
    pub fn here(value: T) -> Self {
        Self {
            value,
            at: At::Here,
        }
    }

    /// This address shows how far it is.
    pub fn elsewhere(location: String, value: T) -> Self {
        let at = At::Elsewhere(location);
        Self { value, at }
    }

    /// The record itself shows how far it is.
    pub fn of_record(value: T) -> Self {
        let at = At::Above;
        Self { value, at }
    }
}

impl<T: Serialize> db::Answer for Accepted<T> {
    fn wire(&self, path: &str) -> Result<Wire, ApiError> {
        let location = match &self.at {
            At::Below(id) => format!("{path}/{id}"),
            At::Here => path.to_owned(),
            At::Elsewhere(location) => location.clone(),
            At::Above => {
                let record = path.rsplit_once('/');
                record.map_or("/", |(record, _act)| record).to_owned()
            }
        };
        let headers = [
            (header::LOCATION, location),
            (header::RETRY_AFTER, "1".to_owned()),
        ];
        json(StatusCode::ACCEPTED, headers, &self.value)
    }
}

impl<T: Serialize + ToSchema> Answer for Accepted<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(202);
        signature.answer.is_begun = true;
        signature.answer.is_located = true;
    }
}
