//! How old the server's own secrets are: since when each is in use, whether it should be replaced, and how (SECURITY.md G07).
//! What came with the configuration is known by its keyed digest; no value is stored, and none is shown.

mod reminders;

use shared::instant::Instant;

pub use reminders::remind;

use crate::config::{Config, variables};
use crate::db::{Conn, keys, root_secrets};
use crate::error::ApiError;
use crate::keyring::Keyring;

const DAY_MS: i64 = 24 * 3_600_000;
/// A secret is replaced after so many days,
const DUE_DAYS: i64 = 90;
/// which is announced after so many.
const SOON_DAYS: i64 = 76;
/// What the server replaces by itself waits for the next hour, and for its successor to be known for a day.
const SLACK_DAYS: i64 = 2;

/// A secret that is in use.
#[derive(Debug)]
pub struct Held {
    pub name: &'static str,
    pub since: Instant,
    end: End,
}

/// How a secret's use ends, and what an operator should know of it.
#[derive(Clone, Copy, Debug)]
enum End {
    ByHand(&'static str),
    ByItself(&'static str),
    Never(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Ok,
    DueSoon,
    Overdue,
}

impl Held {
    pub fn age_days(&self, now: Instant) -> i64 {
        now.ms_since(self.since).max(0) / DAY_MS
    }

    /// When it should be replaced.
    pub fn due_at(&self) -> Option<Instant> {
        match self.end {
            End::ByHand(_) | End::ByItself(_) => Some(self.since.plus_ms(DUE_DAYS * DAY_MS)),
            End::Never(_) => None,
        }
    }

    pub fn state(&self, now: Instant) -> State {
        let age = self.age_days(now);
        match self.end {
            End::ByHand(_) if age >= DUE_DAYS => State::Overdue,
            End::ByHand(_) if age >= SOON_DAYS => State::DueSoon,
            End::ByItself(_) if age >= DUE_DAYS + SLACK_DAYS => State::Overdue,
            End::ByHand(_) | End::ByItself(_) | End::Never(_) => State::Ok,
        }
    }

    /// What to do, in words.
    pub fn advice(&self) -> &'static str {
        match self.end {
            End::ByHand(words) | End::ByItself(words) | End::Never(words) => words,
        }
    }
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::DueSoon => "due soon",
            Self::Overdue => "overdue",
        }
    }
}

/// All that are in use; one that was never met before is new now.
pub fn all(
    conn: &mut Conn,
    (config, keyring): (&Config, &Keyring),
    now: Instant,
) -> Result<Vec<Held>, ApiError> {
    let mut all = Vec::new();
    for (name, fingerprints) in configured(config, keyring) {
        let since = root_secrets::known_since(conn, &fingerprints)?.unwrap_or(now);
        let end = End::ByHand(how_to_replace(name));
        all.push(Held { name, since, end });
    }
    for (purpose, since) in keys::in_use_since(conn)? {
        if let Some((name, end)) = stored_key(&purpose) {
            all.push(Held { name, since, end });
        }
    }
    Ok(all)
}

/// From now on those that came with the configuration are known. Under a new `SECRET_KEY` they are as old as they were.
pub fn meet(
    conn: &mut Conn,
    (config, keyring): (&Config, &Keyring),
    now: Instant,
) -> Result<(), ApiError> {
    for (_, fingerprints) in configured(config, keyring) {
        let since = root_secrets::known_since(conn, &fingerprints)?.unwrap_or(now);
        if let Some(present) = fingerprints.first() {
            root_secrets::first_use(conn, present, config.app_env.as_str(), since)?;
        }
    }
    Ok(())
}

/// By what each is known. `SECRET_KEY` is not what it was before a change; a password is, under whichever key.
fn configured(config: &Config, keyring: &Keyring) -> Vec<(&'static str, Vec<String>)> {
    let mut all = vec![(variables::SECRET_KEY.name, vec![keyring.fingerprint()])];
    for (name, password) in config.passwords() {
        let fingerprints = keyring.fingerprints_of(name, password.expose());
        all.push((name, fingerprints.collect()));
    }
    all
}

fn how_to_replace(name: &str) -> &'static str {
    if name == variables::SECRET_KEY.name {
        return "`zehmo gen secret-key` makes a new one; name the present one SECRET_KEY_PREVIOUS, then `zehmo secrets rewrap`";
    }
    if name == variables::BOOTSTRAP_ADMIN_PASSWORD.name {
        return "remove the variable: nothing reads it once there is a user";
    }
    if name == variables::DATABASE_URL.name {
        return "`zehmo db rotate-password`, where the address is in a file";
    }
    "give the role of this address another password, and the address with it; `zehmo gen db-password` makes one"
}

/// What the operator calls a key of the key table, and how its use ends.
fn stored_key(purpose: &str) -> Option<(&'static str, End)> {
    match purpose {
        "signing" => Some((
            "signing key",
            End::ByItself(
                "nothing: the server replaces it; if it may have been seen, `zehmo secrets rotate-signing-key`",
            ),
        )),
        "audit" => Some((
            "journal key",
            End::Never(
                "nothing: the server makes a new one each quarter, and keeps the others for what they prove",
            ),
        )),
        "checkpoint" => Some((
            "checkpoint key",
            End::Never("nothing: it lasts as long as the journal that it signs for"),
        )),
        _ => None,
    }
}
