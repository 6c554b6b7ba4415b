//! How often a caller may call: an anonymous one by its address, a signed-in one by its user, a refresh by its session.
//!
//! The budgets live in this process's memory: with several instances each one counts for itself. What guards secrets
//! (sign-in, activation, set-up) is counted in the database instead, by `auth`.

mod budget;

use actix_governor::KeyExtractor;
use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use shared::problem::ProblemCode;

use self::budget::Budget;
pub use self::budget::{Standing, Unfit};
use super::peer::ClientAddress;
use super::session::{self, Presented};
use crate::app::App;
use crate::config::RateLimits;
use crate::error::ApiError;

/// Every budget of this instance.
pub struct Limits {
    anonymous: Budget<ByAddress>,
    /// Tokens that were good once: browsers whose session ran out, all of an office behind one address.
    ended: Budget<ByAddress>,
    user: Budget<ByUser>,
    expensive: Budget<ByUser>,
    refresh: Budget<BySession>,
}

impl Limits {
    pub fn of(rates: &RateLimits) -> Result<Self, Unfit> {
        Ok(Self {
            anonymous: Budget::new("anonymous", &rates.anon, ByAddress)?,
            ended: Budget::new("ended", &rates.user, ByAddress)?,
            user: Budget::new("user", &rates.user, ByUser)?,
            expensive: Budget::new("expensive", &rates.expensive, ByUser)?,
            refresh: Budget::new("refresh", &rates.refresh, BySession)?,
        })
    }

    /// Forgets callers whose budget is full again: memory follows the callers of the last window, not all there ever were.
    pub fn forget_idle(&self) {
        self.anonymous.forget_idle();
        self.ended.forget_idle();
        self.user.forget_idle();
        self.expensive.forget_idle();
        self.refresh.forget_idle();
    }
}

/// Address guard, session look-up, limit of the principal, in this order. Problem `slow_down`.
pub async fn identify(app: &App, req: &ServiceRequest) -> Result<(), ApiError> {
    let limits = &app.limits;
    match Kind::of(req.path()) {
        Kind::Guarded => {
            // What comes before the attempt is counted, a malformed body say, has the budget of a whole office.
            limits.ended.count(req)?;
            let standing = Standing::of_secrets(&app.config.rate_limits.login);
            req.extensions_mut().insert(standing);
            return session::identify(app, req).await;
        }
        Kind::Cookie => {
            let session = app.session_of_cookie(req.request()).await?;
            req.extensions_mut().insert(CookieSession(session));
            limits.refresh.count(req)?;
            return session::identify(app, req).await;
        }
        Kind::Other => {}
    }
    let names_a_caller = req
        .headers()
        .contains_key(actix_web::http::header::AUTHORIZATION);
    if !names_a_caller {
        limits.anonymous.count(req)?;
    }
    session::identify(app, req).await?;
    let presented = req.extensions().get::<Presented>().cloned();
    match presented {
        Some(Presented::Signed(_)) => limits.user.count(req)?,
        Some(Presented::Refused(ProblemCode::SessionExpired)) => limits.ended.count(req)?,
        Some(Presented::Refused(_)) => limits.anonymous.count(req)?,
        Some(Presented::Nothing) | None => {}
    }
    let is_signed = ByUser.extract(req).is_ok();
    match is_signed && is_expensive(req) {
        true => limits.expensive.count(req),
        false => Ok(()),
    }
}

/// Reading a foreign database file costs more than everything else a user can ask for.
fn is_expensive(req: &ServiceRequest) -> bool {
    req.method() == Method::POST && req.path() == "/api/v1/imports"
}

/// How calls to an address are counted.
enum Kind {
    /// It checks a secret and counts its attempts in the database.
    Guarded,
    /// It serves a browser by its refresh cookie.
    Cookie,
    Other,
}

impl Kind {
    fn of(path: &str) -> Self {
        match path {
            "/api/v1/auth/sign-in" | "/api/v1/auth/activate" | "/api/v1/setup" => Self::Guarded,
            "/api/v1/auth/refresh" | "/api/v1/auth/csrf" | "/api/v1/auth/sign-out" => Self::Cookie,
            _ => Self::Other,
        }
    }
}

/// The session of the refresh cookie, if it is one of ours.
struct CookieSession(Option<String>);

/// Counts by address, an IPv6 one by its network.
#[derive(Clone)]
struct ByAddress;

impl KeyExtractor for ByAddress {
    type Key = String;
    type KeyExtractionError = ApiError;

    fn extract(&self, req: &ServiceRequest) -> Result<String, ApiError> {
        let extensions = req.extensions();
        let address = extensions.get::<ClientAddress>();
        address
            .map(|address| address.bucket())
            .ok_or_else(|| ApiError::broken("a request without an address"))
    }
}

/// Counts by user, from whatever address.
#[derive(Clone)]
struct ByUser;

impl KeyExtractor for ByUser {
    type Key = String;
    type KeyExtractionError = ApiError;

    fn extract(&self, req: &ServiceRequest) -> Result<String, ApiError> {
        let user = match req.extensions().get::<Presented>() {
            Some(Presented::Signed(caller)) => caller.actor.user,
            _ => None,
        };
        user.map(|user| user.to_string())
            .ok_or_else(|| ApiError::broken("a signed-in caller without a user"))
    }
}

/// Counts by the session of the cookie, and by address without one.
#[derive(Clone)]
struct BySession;

impl KeyExtractor for BySession {
    type Key = String;
    type KeyExtractionError = ApiError;

    fn extract(&self, req: &ServiceRequest) -> Result<String, ApiError> {
        let session = match req.extensions().get::<CookieSession>() {
            Some(CookieSession(session)) => session.clone(),
            None => None,
        };
        match session {
            Some(id) => Ok(id),
            None => ByAddress.extract(req),
        }
    }
}
