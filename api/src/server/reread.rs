//! SIGHUP: secrets that lie in files are read again. Each is tried first and taken only if it works; whatever is wrong leaves
//! the present one in place.

use std::io::{self, IsTerminal as _};

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::task::spawn_blocking;

use crate::app::{self, StartError};
use crate::auth;
use crate::config::{Config, Environment, variables};
use crate::db::{self, Actor, keys};
use crate::instance::{Instance, check_environment};
use crate::logging::{SecurityEvent, SecurityKind};
use crate::secrets;

/// The signal, caught from here on.
pub struct Hangups {
    signal: Signal,
    /// Whether a person's terminal began this process, and ends it by the same signal.
    from_terminal: bool,
}

impl Hangups {
    /// Must run within the runtime that serves.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            signal: signal(SignalKind::hangup())?,
            from_terminal: io::stdin().is_terminal(),
        })
    }

    pub async fn obey(mut self, instance: Instance, server: ServerHandle) {
        while self.signal.recv().await.is_some() {
            if self.from_terminal && !io::stdin().is_terminal() {
                log::info!("the terminal is gone, and Zehmo with it");
                instance.leave();
                return server.stop(true).await;
            }
            let at = instance.clone();
            if let Err(stopped) = spawn_blocking(move || reread(&at)).await {
                log::error!("SIGHUP: reading secrets anew broke off: {stopped}");
            }
        }
    }
}

fn reread(instance: &Instance) {
    let config = match Config::read(&Environment::of_process()) {
        Ok(config) => config,
        Err(refusal) => return log::error!("SIGHUP: nothing is taken anew: {refusal}"),
    };
    let before = instance.keyring.now().fingerprint();
    let key = take_key(instance, &config);
    let is_another = instance.keyring.now().fingerprint() != before;
    let name = match (&key, is_another) {
        (Ok(true), false) => variables::SECRET_KEY_PREVIOUS.name,
        _ => variables::SECRET_KEY.name,
    };
    told(instance, name, key);
    if is_another && instance.is_alone() {
        seal_anew(instance);
    }
    let address = take_address(instance, &config);
    told(instance, variables::DATABASE_URL.name, address);
    let keyring = instance.keyring.now();
    let meet = |conn: &mut db::Conn, now| secrets::meet(conn, (&instance.config, &keyring), now);
    if let Err(error) = instance.db.set_up(meet) {
        log::warn!("SIGHUP: since when the secrets are in use is not written down: {error}");
    }
    log::info!(
        "SIGHUP: {} and {} are read at a start alone",
        variables::MIGRATION_DATABASE_URL.name,
        variables::BOOTSTRAP_ADMIN_PASSWORD.name
    );
}

/// Says what became of it.
fn told(instance: &Instance, name: &str, taken: Result<bool, StartError>) {
    match taken {
        Ok(true) => {
            log::info!("SIGHUP: {name} is taken anew");
            instance.security_log.record(&SecurityEvent {
                detail: &format!("{name}, by its file"),
                ..SecurityEvent::of(SecurityKind::SecretRotated)
            });
        }
        Ok(false) => log::info!("SIGHUP: {name} is what it was"),
        Err(reason) => {
            log::error!("SIGHUP: {name} is not taken, and the present one goes on: {reason}")
        }
    }
}

/// `SECRET_KEY` together with the one before it: every stored key must open.
fn take_key(instance: &Instance, config: &Config) -> Result<bool, StartError> {
    let offered = app::keyring(config)?;
    if offered
        .fingerprints()
        .eq(instance.keyring.now().fingerprints())
    {
        return Ok(false);
    }
    instance
        .db
        .read_blocking(|conn| keys::all_open(conn, &offered))?;
    check_environment(instance, &offered)?;
    instance.keyring.take_over(offered);
    Ok(true)
}

/// The embedded database is this process's alone, so that nobody else can.
fn seal_anew(instance: &Instance) {
    let keyring = instance.keyring.now();
    let sealed = instance
        .db
        .write_blocking(&Actor::host(), |tx| auth::rewrap(tx, &keyring));
    match sealed {
        Ok(count) => log::info!("SIGHUP: {count} values are sealed under the new SECRET_KEY"),
        Err(error) => log::error!("SIGHUP: nothing is sealed anew: {}", error.report()),
    }
}

/// The same database by another password or role, which must be let in.
fn take_address(instance: &Instance, config: &Config) -> Result<bool, StartError> {
    let (present, offered) = (&instance.config.database, &config.database);
    if present.is_same(offered) {
        return Ok(false);
    }
    if !present.leads_where(offered) {
        let elsewhere = "it leads to another database, which takes a restart";
        return Err(StartError::Refused(elsewhere.to_owned()));
    }
    db::try_out(config)?;
    present.take_over(offered);
    instance.db.reconnect();
    Ok(true)
}
