//! Who hears of an old secret: every administrator once when it is soon due and once when it is overdue, and the journal once
//! a day while it is. What was said already is in the journal, so that several instances say it once.

use serde_json::{Value, json};
use shared::audit::{Action, Entity};

use super::{DUE_DAYS, Held, State, all};
use crate::audit::{self, Change};
use crate::config::Config;
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::users;

/// Tells of each what was not told yet; what is overdue today, in words for the log.
pub fn remind(
    tx: &mut Tx<'_>,
    (config, keyring): (&Config, &Keyring),
) -> Result<Vec<String>, ApiError> {
    let mut overdue = Vec::new();
    for held in all(tx.conn, (config, keyring), tx.now)? {
        let state = held.state(tx.now);
        if state == State::Ok {
            continue;
        }
        if tell_once(tx, &held, state.as_str())? {
            tell_administrators(tx, &held)?;
        }
        let today = tx.now.date_utc().to_string();
        if state == State::Overdue && tell_once(tx, &held, &today)? {
            overdue.push(format!(
                "{} is in use for {} days, and {DUE_DAYS} are the limit: {}",
                held.name,
                held.age_days(tx.now),
                held.advice()
            ));
        }
    }
    Ok(overdue)
}

/// Writes the event of this occasion; whether it was not written before.
fn tell_once(tx: &mut Tx<'_>, held: &Held, occasion: &str) -> Result<bool, ApiError> {
    let entity_id = format!("{}/{}/{occasion}", held.name, held.since);
    if audit::tells_of(tx.conn, Entity::Key, &entity_id)? {
        return Ok(false);
    }
    let facts = facts(tx, held);
    audit::record(tx, &due(Entity::Key, entity_id, facts))?;
    Ok(true)
}

fn tell_administrators(tx: &mut Tx<'_>, held: &Held) -> Result<(), ApiError> {
    for id in users::admins(tx.conn)? {
        let facts = facts(tx, held);
        audit::record(tx, &due(Entity::User, id, facts))?;
    }
    Ok(())
}

fn facts(tx: &Tx<'_>, held: &Held) -> Value {
    json!({ "secret": held.name, "age_days": held.age_days(tx.now) })
}

fn due(entity: Entity, entity_id: String, facts: Value) -> Change {
    Change {
        action: Action::SecretRotationDue,
        entity,
        entity_id,
        before: None,
        after: Some(facts),
    }
}
