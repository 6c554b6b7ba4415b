//! A request to an endpoint that reads or sets our cookies: where it comes from and what it carries. Refused here when
//! another site may have sent it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use shared::problem::ProblemCode;

use super::csrf;
use super::origin::{Provenance, Verdict};
use super::state::Auth;
use super::store::{refresh_tokens, sessions};
use crate::db::Caller;
use crate::error::ApiError;
use crate::http::limits::RateStatus;
use crate::http::peer::ClientAddress;
use crate::http::session;
use crate::http::signature::{Argument, Signature};
use crate::keyring::token_digest;

/// The longest description of a browser that is kept, in characters.
const USER_AGENT_MAX: usize = 255;

#[derive(Clone)]
pub struct RequestContext {
    /// Nobody yet: only the address and the request's id.
    pub caller: Caller,
    /// The address that limits count, an IPv6 one by its network.
    pub address: String,
    pub ip: String,
    pub user_agent: String,
    /// Made by a timer and not by a person.
    pub background: bool,
    pub refresh_cookie: Option<String>,
    pub device_cookie: Option<String>,
    /// For the answer's headers.
    pub rate_status: Option<RateStatus>,
    csrf_token: Option<String>,
    has_bearer: bool,
}

impl FromRequest for RequestContext {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let auth = req
                .app_data::<web::Data<Auth>>()
                .ok_or_else(|| ApiError::broken("no application state"))?;
            let request = Self::of(auth, &req);
            let provenance = Provenance {
                sec_fetch_site: text_of(&req, "sec-fetch-site"),
                origin: text_of(&req, "origin"),
                has_our_cookie: request.refresh_cookie.is_some(),
            };
            let config = &auth.config;
            match provenance.judge(&config.public_origin, &config.cors_allowed_origins) {
                Verdict::Accepted => Ok(request),
                Verdict::Refused => Err(refused(&request)),
                // Reading changes nothing, and who brings an access token did not rely on the cookie.
                Verdict::NeedsToken if req.method() == Method::GET || request.has_bearer => {
                    Ok(request)
                }
                Verdict::NeedsToken => match request.cookie_session(auth).await? {
                    // A cookie that this instance does not know counts as none.
                    None => Ok(request),
                    Some(row) => request.check_token(auth, &row.id).map(|()| request),
                },
            }
        })
    }
}

impl Argument for RequestContext {
    fn declare(signature: &mut Signature) {
        signature.takes_cookies = true;
    }
}

impl RequestContext {
    fn of(auth: &Auth, req: &HttpRequest) -> Self {
        let caller = session::visitor(req);
        let address = req
            .extensions()
            .get::<ClientAddress>()
            .map(|address| address.bucket());
        Self {
            ip: caller.actor.ip.clone().unwrap_or_default(),
            caller,
            address: address.unwrap_or_default(),
            user_agent: shown(text_of(req, "user-agent").unwrap_or_default()),
            background: text_of(req, "x-background") == Some("1"),
            refresh_cookie: auth.cookies.refresh_of(req),
            device_cookie: auth.cookies.device_of(req),
            rate_status: req.extensions().get().cloned(),
            csrf_token: text_of(req, "x-csrf-token").map(str::to_owned),
            has_bearer: req.headers().contains_key(header::AUTHORIZATION),
        }
    }

    /// The session that the refresh cookie belongs to, live or not.
    pub async fn cookie_session(&self, auth: &Auth) -> Result<Option<sessions::Row>, ApiError> {
        let Some(digest) = self.refresh_cookie.as_deref().map(token_digest) else {
            return Ok(None);
        };
        auth.db
            .look(
                move |conn| match refresh_tokens::by_digest(conn, &digest)? {
                    Some(token) => sessions::find(conn, &token.session_id),
                    None => Ok(None),
                },
            )
            .await
    }

    /// The anti-forgery token must be there, of this session and not older than an hour.
    pub fn check_token(&self, auth: &Auth, session: &str) -> Result<(), ApiError> {
        let token = self.csrf_token.as_deref().unwrap_or_default();
        let now_ms = auth.db.now().millis();
        let keyring = auth.keyring.now();
        let keys = keyring.csrf_checks();
        let mut checked = keys.map(|key| csrf::check(key, token, session, now_ms));
        let first = checked.next().unwrap_or(Err(csrf::Refusal::Failed));
        let outcome = match first {
            Err(csrf::Refusal::Failed) => checked.next().unwrap_or(first),
            other => other,
        };
        outcome.map_err(|refusal| match refusal {
            csrf::Refusal::Failed => refused(self),
            csrf::Refusal::Expired => ApiError::new(
                ProblemCode::CsrfExpired,
                "The anti-forgery token is older than an hour. Ask for a new one at /api/v1/auth/csrf.",
            ),
        })
    }
}

fn refused(request: &RequestContext) -> ApiError {
    log::warn!(
        "Refused a request that another site may have sent, from IP: {}",
        request.ip
    );
    ApiError::new(
        ProblemCode::CsrfFailed,
        "This request does not come from this app’s own pages.",
    )
}

fn text_of<'a>(req: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let value = req.headers().get(name)?;
    // A header that is no text can match nothing of ours, but it is there.
    Some(value.to_str().unwrap_or("?"))
}

fn shown(user_agent: &str) -> String {
    user_agent
        .chars()
        .filter(|letter| !letter.is_control())
        .take(USER_AGENT_MAX)
        .collect()
}
