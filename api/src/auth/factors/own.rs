//! What people do with their own second factor, and an administrator with somebody else's that is lost.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::factors::{Factors, RecoveryCodes, TotpFactor, TotpSecret};
use shared::id::UserId;
use shared::instant::Instant;

use super::totp::{self, SECRET_BYTES, Verdict};
use super::{ASTRAY, HOUR_MS, Outcome, PURPOSE, now_s, open, recovery, store};
use crate::audit::{self, Change};
use crate::auth::store::{accounts, devices, sessions};
use crate::config::RequireMfa;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::{Keyring, Secret, random_bytes};
use crate::settings;

pub fn factors_of(conn: &mut Conn, user: UserId) -> Result<Factors, ApiError> {
    let since = store::totp_of(conn, user)?.and_then(|totp| totp.since);
    let left = store::codes_left(conn, user)?;
    Ok(Factors {
        totp: since.map(|since| TotpFactor {
            since: Instant::from_millis(since),
        }),
        recovery_codes_left: u8::try_from(left).map_err(ApiError::internal)?,
    })
}

/// Makes a secret that counts once a code has shown that the phone has it; one that counts goes on until then.
pub fn begin_totp(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<TotpSecret, ApiError> {
    let (user, username) = who(tx)?;
    let bytes: [u8; SECRET_BYTES] = random_bytes().map_err(ApiError::internal)?;
    let secret = Secret::new(bytes.to_vec());
    let sealed = keyring
        .wrap(PURPOSE, &user.to_string(), &secret)
        .map_err(ApiError::internal)?;
    store::begin(tx, user, &sealed)?;
    let shop = settings::read(tx.conn)?.shop_name;
    let otpauth = totp::address(&secret, &shop, &username)?;
    Ok(TotpSecret {
        secret: totp::written(&secret),
        qr: totp::picture(&otpauth)?,
        otpauth,
    })
}

/// The secret that waits counts from its first code on, with ten recovery codes; every other session of the user ends.
/// Problem: `wrong_state` (none waits).
pub fn activate_totp(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    code: &str,
) -> Result<Result<RecoveryCodes, Outcome>, ApiError> {
    let (user, _) = who(tx)?;
    let pending = store::totp_of(tx.conn, user)?.and_then(|totp| totp.pending.zip(totp.pending_at));
    let now_ms = tx.now.millis();
    let sealed = pending
        .filter(|(_, at)| now_ms - at < HOUR_MS)
        .map(|(sealed, _)| sealed);
    let Some(sealed) = sealed else {
        return Err(ApiError::wrong_state(
            "No new secret waits for a code, or it waited for more than an hour. Begin again.",
        ));
    };
    let secret = open(keyring, user, &sealed)?;
    let step = match totp::judge(&secret, code, now_s(tx))? {
        Verdict::Right(step) => step,
        Verdict::Astray(_) => return Ok(Err(Outcome::Wrong(ASTRAY))),
        Verdict::Wrong => {
            let why = "This code is wrong. Take the one that the app shows now.";
            return Ok(Err(Outcome::Wrong(why)));
        }
    };
    store::activate(tx, user, &sealed, step)?;
    accounts::has_enrolled(tx, user)?;
    let codes = give_codes(tx, user)?;
    alone_from_here_on(tx, user, "a second factor was set up")?;
    journal(tx, Action::FactorAdded, user)?;
    Ok(Ok(codes))
}

/// Removes the app and the recovery codes; every other session of the user ends. Problem: `wrong_state` (there is none, or
/// the shop asks for it).
pub fn remove_totp(tx: &mut Tx<'_>, rule: RequireMfa) -> Result<(), ApiError> {
    let (user, _) = who(tx)?;
    if tx.actor.known().is_some_and(|user| rule.asks(user.role)) {
        return Err(ApiError::wrong_state(
            "This shop asks a second factor of you. Set up another one, which takes the place of this one.",
        ));
    }
    if !store::remove(tx, user)? {
        return Err(ApiError::wrong_state("There is no second factor."));
    }
    alone_from_here_on(tx, user, "the second factor was removed")?;
    journal(tx, Action::FactorRemoved, user)
}

/// Ten new recovery codes; the earlier ones count no more. Problem: `wrong_state` (no second factor).
pub fn new_codes(tx: &mut Tx<'_>) -> Result<RecoveryCodes, ApiError> {
    let (user, _) = who(tx)?;
    let counts = store::totp_of(tx.conn, user)?.is_some_and(|totp| totp.sealed.is_some());
    if !counts {
        return Err(ApiError::wrong_state(
            "Recovery codes stand in for a second factor. Set one up first.",
        ));
    }
    let codes = give_codes(tx, user)?;
    journal(tx, Action::RecoveryCodesMade, user)?;
    Ok(codes)
}

/// Removes the lost factor of a user, and ends all their sessions; the caller writes the event. Problem: `wrong_state`
/// (there is none).
pub fn reset_factors(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    if !store::remove(tx, user)? {
        return Err(ApiError::wrong_state("This user has no second factor."));
    }
    crate::auth::end_sessions_of(tx, user, "the second factor was reset")
}

fn give_codes(tx: &mut Tx<'_>, user: UserId) -> Result<RecoveryCodes, ApiError> {
    let (recovery_codes, digests) = recovery::new()?;
    store::replace_codes(tx, user, digests)?;
    Ok(RecoveryCodes { recovery_codes })
}

/// What was signed in without the factor, or with one that is gone, ends; the caller's session goes on.
fn alone_from_here_on(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), ApiError> {
    let session = tx.actor.known().and_then(|known| known.session);
    let session = session.ok_or_else(crate::auth::not_signed_in)?.to_string();
    sessions::end_others(tx.conn, user, Some(&session), reason, tx.now)?;
    let device = sessions::find(tx.conn, &session)?.and_then(|row| row.device_id);
    devices::drop_others(tx.conn, user, device.as_deref(), tx.now)
}

fn who(tx: &Tx<'_>) -> Result<(UserId, String), ApiError> {
    let known = tx.actor.known();
    known
        .map(|user| (user.id, user.username.clone()))
        .ok_or_else(crate::auth::not_signed_in)
}

fn journal(tx: &mut Tx<'_>, action: Action, user: UserId) -> Result<(), ApiError> {
    let change = Change {
        action,
        entity: Entity::User,
        entity_id: user.to_string(),
        before: None,
        after: Some(json!({ "factor": "totp" })),
    };
    audit::record(tx, &change)
}
