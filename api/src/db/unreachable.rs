//! A database that cannot be reached: told once, then once a minute, and when it is back; and why, found out by ourselves,
//! because the client library's reasons repeat parts of the address.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::OpenError;
use crate::config::{Database, Place};

const REPORT_EVERY: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(2);

/// What a pool knows of its database's absence.
#[derive(Debug)]
pub(super) struct Unreachable {
    database: Database,
    outage: Mutex<Option<Outage>>,
}

#[derive(Debug)]
struct Outage {
    since: Instant,
    reported: Instant,
}

impl Unreachable {
    pub(super) fn new(database: &Database) -> Self {
        Self {
            database: database.clone(),
            outage: Mutex::new(None),
        }
    }

    /// A connection was made.
    pub(super) fn ended(&self) {
        if let Some(outage) = self.outage().take() {
            let seconds = outage.since.elapsed().as_secs();
            log::info!("the database is reached again after {seconds} s");
        }
    }

    /// Whether this failure is worth a line.
    fn is_news(&self) -> bool {
        let now = Instant::now();
        match &mut *self.outage() {
            Some(outage) if outage.reported.elapsed() < REPORT_EVERY => false,
            Some(outage) => {
                outage.reported = now;
                true
            }
            none => {
                *none = Some(Outage {
                    since: now,
                    reported: now,
                });
                true
            }
        }
    }

    fn outage(&self) -> MutexGuard<'_, Option<Outage>> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// r2d2 tries again by itself, several times a second; what failed for good reaches the request that waited, too.
#[derive(Debug)]
pub(super) struct Report(pub(super) Arc<Unreachable>);

impl r2d2::HandleError<OpenError> for Report {
    fn handle_error(&self, error: OpenError) {
        match error {
            OpenError::Outdated => {}
            OpenError::Unreachable { .. } if self.0.is_news() => {
                let (shown, reason) = (self.0.database.shown(), reason(&self.0.database));
                log::warn!("the database ({shown}) cannot be reached: {reason}");
            }
            OpenError::Unreachable { .. } => {}
            other if self.0.is_news() => log::warn!("a database connection was lost: {other}"),
            _ => {}
        }
    }
}

/// Why there is no connection, as far as can be seen from here.
pub(super) fn reason(database: &Database) -> String {
    if let Database::Sqlite(path) = database {
        return match std::fs::File::open(path) {
            Ok(_) => "it is no database that can be opened".to_owned(),
            Err(cause) => cause.to_string(),
        };
    }
    let places = database.places();
    if places.is_empty() {
        return "nobody at PostgreSQL's default socket lets this server in; name a host".to_owned();
    }
    let faults: Vec<String> = places.iter().filter_map(fault).collect();
    match faults.is_empty() {
        false => faults.join("; "),
        true => "somebody answers there but does not let this server in; check user, password, name of the database, sslmode \
                 and certificate (PostgreSQL's own log says which of them it is)"
            .to_owned(),
    }
}

/// What keeps us from a place, unless somebody answers there.
fn fault(place: &Place) -> Option<String> {
    match place {
        Place::Socket(path) => fault_of(UnixStream::connect(path), &shown(path)),
        Place::Tcp(host, port) => {
            let shown = format!("{host}:{port}");
            let Ok(addresses) = (host.as_str(), *port).to_socket_addrs() else {
                return Some(format!("the name {host} is not known here"));
            };
            let mut last = None;
            for address in addresses {
                last = Some(fault_of(
                    TcpStream::connect_timeout(&address, TIMEOUT),
                    &shown,
                )?);
            }
            last
        }
    }
}

fn fault_of<T>(tried: std::io::Result<T>, place: &str) -> Option<String> {
    match tried {
        Ok(_) => None,
        Err(cause) => Some(format!("{place}: {}", cause.kind())),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
