//! Rotation of the refresh token: each is used once. A used one gives the same successor again for some seconds (two tabs
//! at once), and to the same browser for as long as nobody has shown the successor (its answer was lost on the way);
//! after that it ends the session, since somebody else has the token.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::auth::Session;
use shared::instant::Instant;
use shared::problem::ProblemCode;

use super::account;
use super::lifetimes::Limits;
use super::request_context::RequestContext;
use super::session::{self, Facts};
use super::state::Auth;
use super::store::{devices, refresh_tokens, sessions};
use super::{ended, not_signed_in};
use crate::audit::{self, Change};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::{Keyring, Secret, random_token, token_digest};
use crate::logging::SecurityKind;

const PURPOSE: &str = "refresh-successor";
/// Two instances' clocks may differ by this much.
const SKEW_MS: i64 = 5_000;

/// What became of a presented token.
enum Rotation {
    /// The successor, new or repeated.
    Next { facts: Facts, token: String },
    /// The session has ended.
    Dead,
    /// The token was used before: the session is ended now.
    Reused { username: String },
}

/// Gives a new refresh token and access token for the cookie. Problems: `sign_in`, `session_expired`, `csrf_failed`,
/// `csrf_expired`.
pub async fn refresh(auth: &Auth, request: &RequestContext) -> Result<(Session, String), ApiError> {
    let (Some(cookie), Some(row)) = (&request.refresh_cookie, request.cookie_session(auth).await?)
    else {
        return Err(not_signed_in());
    };
    request.check_token(auth, &row.id)?;
    let digest = token_digest(cookie);
    let (keyring, limits, from) = (auth.keyring.now(), auth.limits, request.clone());
    let rotation = auth
        .db
        .write_unkeyed(&request.caller, move |tx| {
            rotate(tx, &keyring, &digest, &limits, &from)
        })
        .await?;
    match rotation {
        Rotation::Next { facts, token } => Ok((session::present(auth, &facts)?, token)),
        Rotation::Dead => Err(ended()),
        Rotation::Reused { username } => {
            log::warn!(
                "A used refresh token came again from IP: {}; the session of user: {username} is ended",
                request.ip
            );
            auth.security_log.report(
                &request.caller,
                SecurityKind::AuthnTokenReuse,
                Some(&username),
                "the session is ended",
            );
            Err(ApiError::new(
                ProblemCode::SessionExpired,
                "This session was ended because its key was used twice. Sign in again, and change your password if you cannot explain it.",
            ))
        }
    }
}

fn rotate(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    digest: &str,
    limits: &Limits,
    request: &RequestContext,
) -> Result<Rotation, ApiError> {
    let now = tx.now;
    let Some(token) = refresh_tokens::by_digest(tx.conn, digest)? else {
        return Ok(Rotation::Dead);
    };
    let Some(mut row) = sessions::find(tx.conn, &token.session_id)?.filter(|row| row.is_live(now))
    else {
        return Ok(Rotation::Dead);
    };
    if !refresh_tokens::claim(tx.conn, &token.id, now)? {
        return repeat(tx, keyring, &token, row, (limits, request));
    }
    go_on(tx, &mut row, limits, request)?;
    // Its own predecessor has handed over: this token was shown.
    refresh_tokens::wipe_successors_of(tx.conn, &row.id, now)?;
    let next = random_token().map_err(ApiError::internal)?;
    let successor = refresh_tokens::add(tx, &row.id, &token_digest(&next))?;
    let secret = Secret::new(next.as_bytes().to_vec());
    let wrapped = keyring
        .wrap(PURPOSE, &token.id, &secret)
        .map_err(ApiError::internal)?;
    refresh_tokens::name_successor(tx.conn, &token.id, &successor, &wrapped)?;
    row.generation += 1;
    refresh_tokens::hand_over(tx.conn, &row.id, row.generation)?;
    Ok(Rotation::Next {
        facts: Facts::from(&row),
        token: next,
    })
}

/// The session is used from here; a person's call moves its idle limit.
fn go_on(
    tx: &mut Tx<'_>,
    row: &mut sessions::Row,
    limits: &Limits,
    request: &RequestContext,
) -> Result<(), ApiError> {
    note_move(tx, row, request)?;
    if request.background {
        return Ok(());
    }
    let idle_until = limits.idle_until(tx.now, Instant::from_millis(row.expires_at));
    row.last_seen_at = tx.now.millis();
    row.idle_expires_at = idle_until.millis();
    sessions::slide(tx.conn, &row.id, tx.now, idle_until)?;
    account::seen(tx, &row.user_id)
}

/// A session that goes on in another kind of browser or another network is no proof of theft, but worth an event.
fn note_move(
    tx: &mut Tx<'_>,
    row: &sessions::Row,
    request: &RequestContext,
) -> Result<(), ApiError> {
    if row.ip == request.ip && row.user_agent == request.user_agent {
        return Ok(());
    }
    sessions::came_from(tx.conn, &row.id, &request.ip, &request.user_agent)?;
    let (before, after) = (
        (browser(&row.user_agent), network(&row.ip)),
        (browser(&request.user_agent), network(&request.ip)),
    );
    if before == after {
        return Ok(());
    }
    let change = Change {
        action: Action::SessionMoved,
        entity: Entity::Session,
        entity_id: row.id.clone(),
        before: Some(json!({ "browser": before.0, "network": before.1 })),
        after: Some(json!({ "browser": after.0, "network": after.1, "user": row.user_id })),
    };
    audit::record(tx, &change)
}

/// The kind of browser, without its version: an update is no move.
fn browser(user_agent: &str) -> &str {
    // The order matters: most browsers also claim to be the later ones.
    const KINDS: [&str; 6] = [
        "Edg",
        "OPR",
        "SamsungBrowser",
        "Firefox",
        "Chrome",
        "Safari",
    ];
    let named = KINDS.into_iter().find(|kind| user_agent.contains(kind));
    named.unwrap_or_else(|| user_agent.split('/').next().unwrap_or_default())
}

/// The first half of an IPv4 address (a /16), the first two groups of an IPv6 address.
fn network(ip: &str) -> String {
    let separator = if ip.contains(':') { ":" } else { "." };
    ip.split(separator)
        .take(2)
        .collect::<Vec<_>>()
        .join(separator)
}

/// A used token came again.
fn repeat(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    token: &refresh_tokens::Token,
    mut row: sessions::Row,
    (limits, request): (&Limits, &RequestContext),
) -> Result<Rotation, ApiError> {
    let Some(wrapped) = still_due(tx, token, &row, limits, request)? else {
        return reused(tx, &row);
    };
    go_on(tx, &mut row, limits, request)?;
    let secret = keyring
        .unwrap(PURPOSE, &token.id, wrapped)
        .map_err(ApiError::internal)?;
    let token = String::from_utf8(secret.expose().to_vec()).map_err(ApiError::internal)?;
    Ok(Rotation::Next {
        facts: Facts::from(&row),
        token,
    })
}

/// The sealed successor, if it may be asked for once more: it is unused, and either two tabs race or its answer was lost.
fn still_due<'t>(
    tx: &mut Tx<'_>,
    token: &'t refresh_tokens::Token,
    row: &sessions::Row,
    limits: &Limits,
    request: &RequestContext,
) -> Result<Option<&'t str>, ApiError> {
    let (Some(successor), Some(wrapped)) = (&token.successor_id, &token.successor_wrapped) else {
        return Ok(None);
    };
    if refresh_tokens::is_used(tx.conn, successor)? {
        return Ok(None);
    }
    let age_ms = tx.now.millis() - token.used_at.unwrap_or(i64::MIN / 2);
    let is_race = (-SKEW_MS..=limits.grace_ms).contains(&age_ms);
    let is_due = is_race || (!row.is_handed_over() && is_same_browser(tx, row, request)?);
    Ok(is_due.then_some(wrapped))
}

/// Whether the call carries the mark of the browser that the session was opened in.
fn is_same_browser(
    tx: &mut Tx<'_>,
    row: &sessions::Row,
    request: &RequestContext,
) -> Result<bool, ApiError> {
    match (&row.device_id, &request.device_cookie) {
        (Some(device), Some(cookie)) => devices::is_of(tx.conn, device, &token_digest(cookie)),
        _ => Ok(false),
    }
}

/// Somebody else has the token, or had it: the session ends, and its browser is known no more.
fn reused(tx: &mut Tx<'_>, row: &sessions::Row) -> Result<Rotation, ApiError> {
    sessions::end(tx.conn, &row.id, "a refresh token was used twice", tx.now)?;
    if let Some(device) = &row.device_id {
        devices::drop_one(tx.conn, device, tx.now)?;
    }
    let change = Change {
        action: Action::AuthnTokenReuse,
        entity: Entity::User,
        entity_id: row.user_id.clone(),
        before: None,
        after: Some(json!({ "session": row.id })),
    };
    audit::record_refused(tx, &change)?;
    Ok(Rotation::Reused {
        username: row.username.clone(),
    })
}

/// Seals anew what the root secret before this one sealed; how many successors those were.
pub fn rewrap(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<usize, ApiError> {
    let mut count = 0;
    for (id, wrapped) in refresh_tokens::wrapped(tx.conn)? {
        let anew = keyring.rewrap(PURPOSE, &id, &wrapped);
        if let Some(anew) = anew.map_err(ApiError::internal)? {
            refresh_tokens::wrap_anew(tx.conn, &id, &anew)?;
            count += 1;
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_updated_browser_is_the_same_and_another_one_is_not() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";
        assert_eq!(browser(chrome), browser(&chrome.replace("142", "143")));
        assert_ne!(browser(chrome), browser(&format!("{chrome} Edg/142.0")));
        assert_ne!(
            browser(chrome),
            browser("Mozilla/5.0 (X11) Gecko/20100101 Firefox/145.0")
        );
        assert_eq!(browser("curl/8.14"), "curl");
    }

    #[test]
    fn a_network_is_the_first_half_of_an_address() {
        assert_eq!(network("203.0.113.9"), network("203.0.7.7"));
        assert_ne!(network("203.0.113.9"), network("203.1.113.9"));
        assert_eq!(network("2001:db8:1::1"), network("2001:db8:2::9"));
    }
}
