//! How often a caller may call: an anonymous one by its address, a signed-in one by its user, a refresh by its session.
//!
//! The budgets live in this process's memory: with several instances each one counts for itself. What guards secrets
//! (sign-in, activation, set-up) is counted in the database instead, by `auth`.

mod budget;
mod rate_status;
mod turns;

use actix_governor::KeyExtractor;
use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;

use self::budget::Budget;
pub use self::budget::Unfit;
pub use self::rate_status::{Left, RateStatus};
pub use self::turns::{Turn, Turns};
use super::peer::ClientAddress;
use super::session::Presented;
use crate::config::RateLimits;
use crate::error::ApiError;

/// Files that one person may have on their way at once (SECURITY.md §2.14).
const FILES_EACH: usize = 2;

/// Every budget of this instance.
pub struct Limits {
    pub anonymous: Budget<ByAddress>,
    /// Tokens that were good once: browsers whose session ran out, all of an office behind one address.
    pub ended: Budget<ByAddress>,
    pub user: Budget<ByUser>,
    pub expensive: Budget<ByUser>,
    pub token: Budget<ByToken>,
    pub refresh: Budget<BySession>,
    /// Files that are being made or fetched.
    pub files: Turns,
}

impl Limits {
    /// `readers` is how many can read the books at once; half of them are kept from long files.
    pub fn of(rates: &RateLimits, readers: usize) -> Result<Self, Unfit> {
        Ok(Self {
            anonymous: Budget::new("anonymous", &rates.anon, ByAddress)?,
            ended: Budget::new("ended", &rates.user, ByAddress)?,
            user: Budget::new("user", &rates.user, ByUser)?,
            expensive: Budget::new("expensive", &rates.expensive, ByUser)?,
            token: Budget::new("token", &rates.token, ByToken)?,
            refresh: Budget::new("refresh", &rates.refresh, BySession)?,
            files: Turns::new(FILES_EACH, (readers / 2).max(1)),
        })
    }

    /// Forgets callers whose budget is full again: memory follows the callers of the last window, not all there ever were.
    pub fn forget_idle(&self) {
        self.anonymous.forget_idle();
        self.ended.forget_idle();
        self.user.forget_idle();
        self.expensive.forget_idle();
        self.token.forget_idle();
        self.refresh.forget_idle();
    }
}

/// The session of the refresh cookie, if it is one of ours.
pub struct CookieSession(pub Option<String>);

/// Counts by address, an IPv6 one by its network.
#[derive(Clone)]
pub struct ByAddress;

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
pub struct ByUser;

impl KeyExtractor for ByUser {
    type Key = String;
    type KeyExtractionError = ApiError;

    fn extract(&self, req: &ServiceRequest) -> Result<String, ApiError> {
        let user = match req.extensions().get::<Presented>() {
            Some(Presented::Signed(caller)) => caller.actor.user(),
            _ => None,
        };
        user.map(|user| user.to_string())
            .ok_or_else(|| ApiError::broken("a signed-in caller without a user"))
    }
}

/// Counts by personal token: what a program uses up is not its user's.
#[derive(Clone)]
pub struct ByToken;

impl KeyExtractor for ByToken {
    type Key = String;
    type KeyExtractionError = ApiError;

    fn extract(&self, req: &ServiceRequest) -> Result<String, ApiError> {
        let token = match req.extensions().get::<Presented>() {
            Some(Presented::Signed(caller)) => caller.actor.token().map(|token| token.id),
            _ => None,
        };
        token
            .map(|token| token.to_string())
            .ok_or_else(|| ApiError::broken("a token’s call without a token"))
    }
}

/// Counts by the session of the cookie, and by address without one.
#[derive(Clone)]
pub struct BySession;

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
