//! What is noticed of guessing beyond a single attempt: an address that tries a list, a name that is tried again and again,
//! and far more failures than usual. Strangers wait for longer; administrators and the user of the name are told.

use std::collections::HashMap;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::request_context::RequestContext;
use super::state::Auth;
use super::store::attempts::Attempt;
use super::store::{accounts, addresses, hours, names};
use super::throttle::Device;
use crate::audit::{self, Change};
use crate::db::{Caller, Tx};
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::logging::{SecurityEvent, SecurityKind, SecurityLog};

/// So many failures in a row of unknown browsers at one name are told to its user (NIST SP 800-63B knows this number).
pub const TOLD_FROM: u32 = 100;
/// So many times the usual number of failures within a minute raise the alarm,
const FAR_ABOVE: i64 = 10;
/// but never fewer than this: in a small shop nothing at all is usual, and two people who mistype at once are no attack.
/// An address alone cannot reach it, since it has five attempts a minute.
const ALARM_FLOOR: i64 = 20;

/// What goes to the security log once it is in the database.
pub struct Told {
    kind: SecurityKind,
    subject: Option<String>,
    detail: String,
}

/// The secret was wrong, or refused unseen. Whoever tries many different pairs from one address is shut out there for an
/// hour, except where the browser is known.
pub async fn wrong(auth: &Auth, request: &RequestContext, attempt: &Attempt) {
    let (Device::Unknown, Some(pair)) = (attempt.device(), attempt.pair) else {
        return;
    };
    let now_ms = auth.db.now().millis();
    if !auth.stuffing.wrong(&attempt.address, pair, now_ms) {
        return;
    }
    let address = attempt.address.clone();
    let shut = auth
        .db
        .write_unkeyed(&Caller::default(), move |tx| shut(tx, address))
        .await;
    match shut {
        Ok(false) => {}
        Ok(true) => {
            log::warn!("Many different names and passwords from IP: {}", request.ip);
            let detail = "many different pairs of name and password; strangers from this address wait for an hour";
            auth.security_log
                .report(&request.caller, SecurityKind::CredStuffing, None, detail);
        }
        Err(error) => log::warn!("an address that tries a list is not shut: {error}"),
    }
}

/// The secret was right.
pub fn right(auth: &Auth, attempt: &Attempt) {
    if let Some(pair) = attempt.pair {
        auth.stuffing.right(&attempt.address, pair);
    }
}

/// Whether the address was open.
fn shut(tx: &mut Tx<'_>, address: String) -> Result<bool, ApiError> {
    if !addresses::shut(tx, &address)? {
        return Ok(false);
    }
    let change = Change {
        action: Action::CredStuffing,
        entity: Entity::SignIn,
        entity_id: format!("{}/{address}", tx.now),
        before: None,
        after: Some(json!({ "address": address })),
    };
    audit::record_refused(tx, &change)?;
    Ok(true)
}

/// Counts a minute's failures into its hour, and raises the alarm when they are far above the norm.
pub fn count_minute(
    tx: &mut Tx<'_>,
    minute_ms: i64,
    failures: i64,
) -> Result<Option<Told>, ApiError> {
    let hour_ms = minute_ms - minute_ms.rem_euclid(hours::HOUR_MS);
    hours::count(tx, hour_ms)?;
    let most = most_of_minute(&hours::of_week(tx.conn, hour_ms)?);
    if failures <= most || tx.now.millis() - minute_ms > hours::ALARM_MS || !hours::alarm(tx)? {
        return Ok(None);
    }
    let minute = Instant::from_millis(minute_ms);
    let change = Change {
        action: Action::AuthnLoginFailMax,
        entity: Entity::SignIn,
        entity_id: minute.to_string(),
        before: None,
        after: Some(json!({ "failures": failures, "usual_at_most": most })),
    };
    audit::record_refused(tx, &change)?;
    Ok(Some(Told {
        kind: SecurityKind::AuthnLoginFailMax,
        subject: None,
        detail: format!(
            "{failures} failed attempts in the minute of {minute}, far above the norm ({most} at most); all strangers wait twice as long"
        ),
    }))
}

/// The norm is the middle one of the week's hours, so that an attack of a day or two does not become the norm.
fn most_of_minute(hours: &[i64]) -> i64 {
    let all = usize::try_from(hours::HOURS).unwrap_or_default();
    let mut failures = hours.to_vec();
    failures.resize(all.max(hours.len()), 0);
    failures.sort_unstable();
    let middle = failures.get(failures.len() / 2).copied();
    let norm = middle.unwrap_or_default().saturating_mul(FAR_ABOVE) / 60;
    norm.max(ALARM_FLOOR)
}

/// Writes down of whom it is that a name was tried so often; before this moment, so that no attempt is under way.
pub fn tell_users(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    until_ms: i64,
) -> Result<Vec<Told>, ApiError> {
    let untold = names::untold(tx.conn, i64::from(TOLD_FROM), until_ms)?;
    if untold.is_empty() {
        return Ok(Vec::new());
    }
    let users: HashMap<String, (String, String)> = accounts::names(tx.conn)?
        .into_iter()
        .map(|(id, name)| (keyring.name_digest(&name), (id, name)))
        .collect();
    let mut told = Vec::new();
    for (digest, failures) in &untold {
        let Some((id, name)) = users.get(digest) else {
            continue;
        };
        let change = Change {
            action: Action::AuthnLoginFailMax,
            entity: Entity::User,
            entity_id: id.clone(),
            before: None,
            after: Some(json!({ "failures": failures })),
        };
        audit::record_refused(tx, &change)?;
        told.push(Told {
            kind: SecurityKind::AuthnLoginFailMax,
            subject: Some(name.clone()),
            detail: format!("{failures} failures in a row of unknown browsers"),
        });
    }
    let digests: Vec<String> = untold.into_iter().map(|(digest, _)| digest).collect();
    names::told(tx.conn, &digests)?;
    Ok(told)
}

pub fn report(log: &SecurityLog, told: &[Told]) {
    for Told {
        kind,
        subject,
        detail,
    } in told
    {
        log::warn!(
            "Guessing: {detail}{}",
            subject
                .as_ref()
                .map(|name| format!(" at user: {name}"))
                .unwrap_or_default()
        );
        log.record(&SecurityEvent {
            subject: subject.as_deref(),
            detail,
            ..SecurityEvent::of(*kind)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_shop_has_a_floor_and_an_attack_of_two_days_is_no_norm() {
        for (hours, expected) in [
            (vec![], 20),
            (vec![3; 60], 20),
            (vec![600; 168], 100),
            ([vec![6_000; 48], vec![6; 120]].concat(), 20),
            ([vec![6_000; 90], vec![6; 78]].concat(), 1_000),
        ] {
            assert_eq!(most_of_minute(&hours), expected, "{hours:?}");
        }
    }
}
