//! Who is calling: passwords, tokens, sessions and the defence against guessing.

mod account;
mod activation;
mod blocklist;
mod chooser;
mod claim;
mod codes;
mod cookies;
mod csrf;
mod enrolment;
mod entry;
mod factors;
mod jwt;
mod keys;
mod lifetimes;
mod login_throttle;
mod origin;
mod own_devices;
mod own_password;
mod own_sessions;
pub mod password;
mod policy;
mod proof;
mod published;
mod refresh;
mod request_context;
mod rewrap;
mod routes;
mod second_step;
mod session;
mod sign_in;
mod sign_out;
mod state;
mod store;
mod stuffing;
mod sweep;
mod throttle;
mod ticket;
mod tokens;
pub mod unlock;
mod watch;
pub mod werkzeug;

pub use account::{Account, account, account_named, had_a_password};
pub use chooser::{Chooser, check_new_password};
pub use codes::{another_code, first_code, sign_in_code, withdraw_codes};
pub use factors::{
    activate_totp, begin_totp, factors_of, new_codes, refused as factor_refused, remove_totp,
    reset_factors,
};
pub use keys::{has_entrance, replace as replace_signing_key, rotate as rotate_signing_keys};
pub use login_throttle::{enter_with_code, passed};
pub use own_devices::{forget_device, list_devices};
pub use own_password::change_password;
pub use own_sessions::{end_all, end_everything, end_others, end_own, end_sessions_of, list_own};
pub use policy::is_published;
pub use published::lasting_operations;
pub use request_context::RequestContext;
pub use rewrap::rewrap;
pub use routes::{operations, signed_in};
pub use state::{Auth, cost_of};
pub use store::accounts::{notices_read, read_notices};
pub use sweep::{sweep_minute, sweep_once, this_minute};
pub use tokens::{
    Use as TokenUse, authenticate as authenticate_token, is_meant as is_personal, list_tokens,
    make_token, my_token, note_use as note_token_use, revoke_all_tokens, revoke_shown_token,
    revoke_token,
};

use actix_web::HttpRequest;
use shared::instant::Instant;
use shared::permission::{Role, ShopRules};
use shared::problem::ProblemCode;

use self::password::PasswordError;
use self::store::{refresh_tokens, sessions};
use crate::db::{Actor, Caller, KnownUser, Tx};
use crate::error::ApiError;
use crate::http::session::Refusal;
use crate::keyring::{Secret, token_digest};

/// An access token's session slides its idle limit at most this often.
const SLIDE_EVERY_MS: i64 = 60_000;

/// Who the bearer of this access token is, by the database's word at this moment.
pub async fn authenticate(
    auth: &Auth,
    bearer: &str,
    background: bool,
) -> Result<Result<Actor, Refusal>, ApiError> {
    let now = auth.db.now();
    let now_s = now.millis().div_euclid(1_000);
    let read = auth
        .keys
        .now()
        .verify(bearer, &auth.config.public_origin, now_s);
    let claims = match read {
        Ok(claims) => claims,
        Err(jwt::TokenError::Expired) => return Ok(Err(Refusal::SessionEnded)),
        Err(jwt::TokenError::Invalid | jwt::TokenError::Key) => return Ok(Err(Refusal::Unknown)),
    };
    let id = claims.sid.clone();
    let row = auth.db.look(move |conn| sessions::find(conn, &id)).await?;
    let counts = |row: &sessions::Row| {
        row.is_live(now) && row.user_id == claims.sub && row.token_version == claims.ver
    };
    let Some(row) = row.filter(counts) else {
        return Ok(Err(Refusal::SessionEnded));
    };
    let actor = Actor::default().become_user(user_of(auth, &row)?);
    let seen = Seen {
        slides: !background && now.millis() - row.last_seen_at > SLIDE_EVERY_MS,
        confirms: (claims.generation > row.confirmed_generation).then_some(claims.generation),
    };
    if seen.slides || seen.confirms.is_some() {
        note_seen(auth, &row, actor.clone(), now, seen).await;
    }
    Ok(Ok(actor))
}

/// The id of the session whose refresh cookie the request carries, live or not. A cookie that was not known to have
/// arrived has now been seen.
pub async fn session_of_cookie(auth: &Auth, req: &HttpRequest) -> Result<Option<String>, ApiError> {
    let Some(cookie) = auth.cookies.refresh_of(req) else {
        return Ok(None);
    };
    let digest = token_digest(&cookie);
    let found = auth
        .db
        .look(move |conn| refresh_tokens::by_digest(conn, &digest))
        .await?;
    let Some(token) = found else {
        return Ok(None);
    };
    if token.is_news() {
        let (session, generation) = (token.session_id.clone(), token.generation);
        let grace_ms = auth.limits.grace_ms;
        auth.db
            .write_unkeyed(&Caller::default(), move |tx| {
                confirm(tx, &session, generation, grace_ms)
            })
            .await?;
    }
    Ok(Some(token.session_id))
}

/// What a call says about its session.
#[derive(Clone, Copy)]
struct Seen {
    /// A person is there: the idle limit moves.
    slides: bool,
    /// The browser holds the refresh token of this number, which nobody knew yet.
    confirms: Option<i64>,
}

/// Writes it down. A writer that is busy must not hold up a read: the next call tries again.
async fn note_seen(auth: &Auth, row: &sessions::Row, actor: Actor, now: Instant, seen: Seen) {
    const TIMEOUT: std::time::Duration = std::time::Duration::from_millis(500);
    let idle_until = auth
        .limits
        .idle_until(now, Instant::from_millis(row.expires_at));
    let grace_ms = auth.limits.grace_ms;
    let (id, user) = (row.id.clone(), row.user_id.clone());
    let caller = Caller { actor, key: None };
    let noting = auth.db.write_unkeyed(&caller, move |tx| {
        if let Some(generation) = seen.confirms {
            confirm(tx, &id, generation, grace_ms)?;
        }
        match seen.slides {
            true => {
                sessions::slide(tx.conn, &id, now, idle_until)?;
                account::seen(tx, &user)
            }
            false => Ok(()),
        }
    });
    match tokio::time::timeout(TIMEOUT, noting).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => log::warn!("a session’s use could not be written down: {error}"),
        Err(_elapsed) => log::warn!("a session’s use could not be written down in time"),
    }
}

/// The browser holds the refresh token of this number: the one before it may no longer ask for it, but in a race of tabs.
fn confirm(tx: &mut Tx<'_>, session: &str, generation: i64, grace_ms: i64) -> Result<(), ApiError> {
    refresh_tokens::confirm(tx.conn, session, generation)?;
    refresh_tokens::wipe_successors_of(tx.conn, session, tx.now.plus_ms(-grace_ms))
}

/// Who acts in this session.
fn user_of(auth: &Auth, row: &sessions::Row) -> Result<KnownUser, ApiError> {
    let unreadable = |_issue| ApiError::broken("a stored session cannot be read");
    let role: Role = row.role.parse().map_err(unreadable)?;
    let now = auth.db.now();
    let factor_due_at = enrolment::due_at(auth.config.require_mfa, role, row.factor_asked_at);
    Ok(KnownUser {
        id: row.user_id.parse().map_err(unreadable)?,
        username: row.username.clone(),
        role,
        session: Some(row.id.parse().map_err(unreadable)?),
        token: None,
        rules: ShopRules {
            staff_see_figures: row.staff_see_figures.unwrap_or(false),
        },
        own_records_only: auth.sees_own_only(role),
        must_change_password: row.must_change_password,
        factor_due_at,
        must_enrol: factor_due_at.is_some_and(|due| due <= now),
        has_fresh_proof: proof::is_fresh(Instant::from_millis(row.auth_time), now),
    })
}

fn not_signed_in() -> ApiError {
    ApiError::new(ProblemCode::SignIn, "Sign in first.")
}

fn ended() -> ApiError {
    ApiError::new(
        ProblemCode::SessionExpired,
        "Your session has ended. Sign in again.",
    )
}

fn secret_of(password: &str) -> Secret {
    Secret::new(password.as_bytes().to_vec())
}

/// The text to store for a password. Problem: `busy`.
pub async fn hash(auth: &Auth, password: &str) -> Result<String, ApiError> {
    auth.passwords
        .hash(secret_of(password))
        .await
        .map_err(hashing)
}

/// The same on a thread that may block, without waiting for a turn.
pub fn hash_blocking(auth: &Auth, password: &str) -> Result<String, ApiError> {
    auth.passwords
        .hash_blocking(&secret_of(password))
        .map_err(hashing)
}

fn hashing(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Busy => {
            ApiError::busy("Too many people sign in at once. Try again in a moment.")
        }
        PasswordError::Failed => ApiError::internal(error),
    }
}
