//! `zehmo secrets …`: the server's own keys.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;
use shared::instant::Instant;

use super::outcome::{Failure, say};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::db::{Actor, copy};
use crate::instance::Instance;
use crate::logging::{SecurityEvent, SecurityKind};
use crate::secrets::{self, Held, State};
use crate::{app, auth};

/// Tells of each secret how old it is. Changes nothing.
pub fn list(as_json: bool) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let now = Clock::system().now();
    let mut conn = copy::reading(&config.database)?;
    let all = secrets::all(&mut conn, (&config, &keyring), now)
        .map_err(|error| Failure::new(error.report()))?;
    match as_json {
        true => say(&in_json(&all, now)?)?,
        false => say(&in_table(&all, now))?,
    }
    let overdue = all.iter().filter(|one| one.state(now) == State::Overdue);
    let overdue: Vec<&str> = overdue.map(|one| one.name).collect();
    match overdue.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("overdue: {}", overdue.join(", ")))),
    }
}

fn in_table(all: &[Held], now: Instant) -> String {
    let day = |at: Instant| at.date_utc().to_string();
    let line = |cells: [String; 6]| {
        let [name, since, age, due, state, advice] = cells;
        format!("{name:<24}  {since:<10}  {age:>4}  {due:<10}  {state:<8}  {advice}\n")
    };
    let head = ["SECRET", "SINCE", "DAYS", "DUE", "STATE", "WHAT TO DO"].map(str::to_owned);
    let rows = all.iter().map(|one| {
        line([
            one.name.to_owned(),
            day(one.since),
            one.age_days(now).to_string(),
            one.due_at().map_or_else(|| "never".to_owned(), day),
            one.state(now).as_str().to_owned(),
            one.advice().to_owned(),
        ])
    });
    std::iter::once(line(head)).chain(rows).collect()
}

fn in_json(all: &[Held], now: Instant) -> Result<String, Failure> {
    let rows: Vec<serde_json::Value> = all
        .iter()
        .map(|one| {
            json!({
                "name": one.name, "since": one.since, "age_days": one.age_days(now), "due_at": one.due_at(),
                "state": one.state(now).as_str(), "advice": one.advice(),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).map_err(Failure::new)?;
    Ok(format!("{text}\n"))
}

/// Replaces the key that signs access tokens. Browsers get a new token by their cookies: nobody is signed out.
pub fn rotate_signing_key() -> Result<(), Failure> {
    let app = Instance::start(Config::load()?, Clock::system())?;
    let replaced = app.db.write_blocking(&Actor::host(), |tx| {
        auth::replace_signing_key(tx, &app.keyring.now())
    });
    replaced.map_err(|error| Failure::new(error.report()))?;
    app.security_log.record(&SecurityEvent {
        detail: "the signing key of access tokens, by the host's command line",
        ..SecurityEvent::of(SecurityKind::SecretRotated)
    });
    app.security_log.flush();
    say(
        "Another key signs access tokens. What the former ones signed counts no more: browsers get new tokens by themselves, \
         within a minute where the server is running.\n",
    )
}

/// Seals everything anew that the former root secret sealed.
pub fn rewrap() -> Result<(), Failure> {
    let app = Instance::start(Config::load()?, Clock::system())?;
    let count = app
        .db
        .write_blocking(&Actor::host(), |tx| auth::rewrap(tx, &app.keyring.now()))
        .map_err(|error| Failure::new(error.report()))?;
    app.security_log.record(&SecurityEvent {
        detail: "SECRET_KEY: everything is sealed anew, by the host's command line",
        ..SecurityEvent::of(SecurityKind::SecretRotated)
    });
    app.security_log.flush();
    say(&format!(
        "{count} values were sealed under SECRET_KEY_PREVIOUS and are sealed under SECRET_KEY now. An hour after the servers \
         run with the new one, nothing needs the former: remove SECRET_KEY_PREVIOUS.\n"
    ))
}

/// Looks at what two environments share, and names it without showing it.
pub fn compare(one: &Path, other: &Path) -> Result<(), Failure> {
    let (ours, theirs) = (variables_of(one)?, variables_of(other)?);
    let shared: Vec<&str> = config::secret_names()
        .into_iter()
        .filter(|name| {
            let value = ours.get(*name);
            value.is_some() && value == theirs.get(*name)
        })
        .collect();
    if shared.is_empty() {
        return say("The two files share no secret.\n");
    }
    let lines: Vec<String> = shared
        .iter()
        .map(|name| format!("{name} is the same in both.\n"))
        .collect();
    say(&lines.concat())?;
    Err(Failure::new(
        "the two files share the secrets of the lines above: make one of each anew",
    ))
}

/// `NAME=value` lines, as Docker and systemd read them; of `NAME_FILE` what the file holds.
fn variables_of(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|cause| Failure::new(format!("{} cannot be read: {cause}", path.display())))
    };
    let mut variables = BTreeMap::new();
    for line in read(path)?.lines() {
        let line = line.trim();
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let name = name.trim().trim_start_matches("export ").trim();
        let value = value.trim().trim_matches(['"', '\'']);
        if value.is_empty() {
            continue;
        }
        let (name, value) = match name.strip_suffix("_FILE") {
            Some(name) => (name, read(Path::new(value))?.trim().to_owned()),
            None => (name, value.to_owned()),
        };
        variables.insert(name.to_owned(), value);
    }
    Ok(variables)
}
