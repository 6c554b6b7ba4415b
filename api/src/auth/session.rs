//! Opening a session and telling the browser about it.

use shared::auth::Session;
use shared::id::{SessionId, UserId};
use shared::instant::Instant;
use shared::permission::Role;

use super::lifetimes::Limits;
use super::state::Auth;
use super::store::{devices, refresh_tokens, sessions};
use super::{csrf, jwt};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::{random_bytes, random_token, token_digest};

/// A session as tokens speak of it.
#[derive(Clone, Debug)]
pub struct Facts {
    pub id: String,
    pub user: String,
    pub role: String,
    pub token_version: i64,
    pub auth_time: Instant,
    pub amr: String,
    pub must_change_password: bool,
    pub idle_expires_at: Instant,
    pub expires_at: Instant,
    /// The number of the refresh token that goes with the tokens to be minted.
    pub generation: i64,
}

/// A new session's secrets, for the cookies.
#[derive(Clone, Debug)]
pub struct Opened {
    pub facts: Facts,
    pub refresh_token: String,
    /// Only for a browser that was not known.
    pub device_token: Option<String>,
}

/// Whose session is to be opened, and from where.
#[derive(Clone, Debug)]
pub struct Opening {
    pub id: SessionId,
    pub user: UserId,
    pub role: Role,
    pub token_version: i64,
    pub must_change_password: bool,
    /// The browser's device, if it is known for this user.
    pub device: Option<String>,
    pub ip: String,
    pub user_agent: String,
    /// How the user showed who they are (RFC 8176): `pwd`, or `pwd otp`.
    pub amr: String,
}

/// An id that is known before the transaction, since the session's opening is its own act.
pub fn new_id(auth: &Auth) -> Result<SessionId, ApiError> {
    Ok(SessionId::from_parts(
        auth.db.now(),
        &random_bytes().map_err(ApiError::internal)?,
    ))
}

/// Opens a session; the ones longest unused make room for it.
pub fn open(tx: &mut Tx<'_>, opening: &Opening, limits: &Limits) -> Result<Opened, ApiError> {
    let now = tx.now;
    make_room(tx, opening.user, limits)?;
    let (device, device_token) = match &opening.device {
        Some(device) => {
            devices::used(tx.conn, device, now)?;
            (device.clone(), None)
        }
        None => {
            let token = random_token().map_err(ApiError::internal)?;
            let digest = token_digest(&token);
            let device = devices::remember(tx, opening.user, &digest, &opening.user_agent)?;
            (device, Some(token))
        }
    };
    let expires_at = now.plus_ms(limits.absolute_ms);
    let idle_expires_at = limits.idle_until(now, expires_at);
    let new = sessions::New {
        id: opening.id,
        user: opening.user,
        device: &device,
        token_version: opening.token_version,
        idle_expires_at,
        expires_at,
        ip: &opening.ip,
        user_agent: &opening.user_agent,
        amr: &opening.amr,
    };
    sessions::add(tx.conn, &new, now)?;
    let refresh_token = random_token().map_err(ApiError::internal)?;
    refresh_tokens::add(tx, &opening.id.to_string(), &token_digest(&refresh_token))?;
    let facts = Facts {
        id: opening.id.to_string(),
        user: opening.user.to_string(),
        role: opening.role.to_string(),
        token_version: opening.token_version,
        auth_time: now,
        amr: opening.amr.clone(),
        must_change_password: opening.must_change_password,
        idle_expires_at,
        expires_at,
        generation: 0,
    };
    Ok(Opened {
        facts,
        refresh_token,
        device_token,
    })
}

fn make_room(tx: &mut Tx<'_>, user: UserId, limits: &Limits) -> Result<(), ApiError> {
    let live = sessions::of_user(tx.conn, user, tx.now)?;
    let kept = limits.sessions_max.saturating_sub(1);
    for oldest in live.iter().skip(kept) {
        sessions::end(tx.conn, &oldest.id, "too many sessions", tx.now)?;
    }
    Ok(())
}

/// The answer to sign-in and refresh: a fresh access token and an anti-forgery token.
pub fn present(auth: &Auth, facts: &Facts) -> Result<Session, ApiError> {
    let now = auth.db.now();
    let issued_s = now.millis().div_euclid(1_000);
    let claims = jwt::Claims {
        iss: auth.config.public_origin.clone(),
        aud: jwt::AUDIENCE.to_owned(),
        sub: facts.user.clone(),
        sid: facts.id.clone(),
        jti: random_token().map_err(ApiError::internal)?,
        iat: issued_s,
        nbf: issued_s,
        exp: token_end_s(issued_s, auth.limits.access_s, facts.expires_at),
        auth_time: facts.auth_time.millis().div_euclid(1_000),
        amr: facts.amr.split(' ').map(str::to_owned).collect(),
        role: facts.role.clone(),
        ver: facts.token_version,
        generation: facts.generation,
    };
    let csrf = csrf::issue(auth.keyring.now().csrf(), &facts.id, now.millis());
    Ok(Session {
        access_token: auth.keys.now().mint(&claims).map_err(ApiError::internal)?,
        expires_at: Instant::from_millis(claims.exp * 1_000),
        csrf_token: csrf.text,
        idle_expires_at: facts.idle_expires_at,
        session_expires_at: facts.expires_at,
        must_change_password: facts.must_change_password,
    })
}

/// An access token ends with its session at the latest, but never before it begins.
fn token_end_s(issued_s: i64, life_s: i64, session_end: Instant) -> i64 {
    let session_end_s = session_end.millis().div_euclid(1_000);
    (issued_s + life_s).min(session_end_s).max(issued_s + 1)
}

impl From<&sessions::Row> for Facts {
    fn from(row: &sessions::Row) -> Self {
        Self {
            id: row.id.clone(),
            user: row.user_id.clone(),
            role: row.role.clone(),
            token_version: row.token_version,
            auth_time: Instant::from_millis(row.auth_time),
            amr: row.amr.clone(),
            must_change_password: row.must_change_password,
            idle_expires_at: Instant::from_millis(row.idle_expires_at),
            expires_at: Instant::from_millis(row.expires_at),
            generation: row.generation,
        }
    }
}
