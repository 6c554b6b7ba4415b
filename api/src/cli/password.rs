//! `zehmo db rotate-password`: another password for the server's role, in the database and in the file of `DATABASE_URL_FILE`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::{Path, PathBuf};

use super::generate::random_password;
use super::outcome::{Failure, say};
use crate::config::{Config, Database, Environment, variables};
use crate::db::password::{self, Role};
use crate::logging::{SecurityEvent, SecurityKind, SecurityLog};
use crate::secret::SecretText;

const LENGTH: usize = 32;

/// Each step can fail and leaves the old password working: the file is written beside, the role is changed, the new password
/// is tried, and only then the file takes its place.
pub fn rotate() -> Result<(), Failure> {
    let env = Environment::of_process();
    let config = Config::read(&env)?;
    let (file, old) = replaceable(&env, &config)?;
    let new = random_password(LENGTH).map_err(Failure::new)?;
    let address = config.database.with_password(&new);
    let address = address
        .ok_or_else(|| Failure::new("nothing is changed: DATABASE_URL holds no password"))?;
    let role = replace(&config.database, (&old, &new), address, &file)?;
    record(&config)?;
    say(&format!(
        "The role {role} has another password, and {} names it. Send each server SIGHUP (`kill -HUP`), or restart it; give the \
         file to every other computer that connects as this role.\n",
        file.display()
    ))
}

/// The address's file and its password, if a failure could put it back.
fn replaceable(env: &Environment, config: &Config) -> Result<(PathBuf, SecretText), Failure> {
    let owner = config.migration_database_url.clone();
    let owner = owner.and_then(|url| Database::postgres(url).role());
    let held = config.database.password();
    let old = held.filter(|old| !old.expose().is_empty());
    let reason = match (env.file_of(&variables::DATABASE_URL)?, old) {
        (_, None) => "DATABASE_URL holds no password",
        (None, Some(_)) => {
            "DATABASE_URL is in no file. Put it into one of mode 0600 that DATABASE_URL_FILE names, and run this again; or \
             change the role's password by hand (`zehmo gen db-password`) and DATABASE_URL with it"
        }
        (Some(_), Some(old)) if !old.expose().is_ascii() => {
            "the present password is not ASCII, and could not be put back if something failed: change it by hand this once"
        }
        (Some(_), Some(_)) if owner.is_some() && owner == config.database.role() => {
            "MIGRATION_DATABASE_URL names the same role, and would be wrong afterwards: remove it"
        }
        (Some(file), Some(old)) => return Ok((file, old)),
    };
    Err(Failure::new(format!("nothing is changed: {reason}")))
}

/// The role's name.
fn replace(
    database: &Database,
    (old, new): (&SecretText, &SecretText),
    address: SecretText,
    file: &Path,
) -> Result<String, Failure> {
    let role = Role::of(database)?;
    let mut role = role.ok_or_else(|| Failure::new("SQLite has no roles"))?;
    let beside = Beside::write(file, address.expose()).map_err(|cause| {
        let place = file.display();
        Failure::new(match cause.kind() {
            io::ErrorKind::AlreadyExists => format!(
                "nothing is changed: {place}.new is there from a run that was cut off. One of the two holds the password that \
                 counts: keep that one as {place}, and remove {place}.new"
            ),
            _ => format!("nothing is changed: {place}.new cannot be written: {cause}"),
        })
    })?;
    role.set_password(new.expose())?;
    let changed = password::lets_in(&Database::postgres(address))
        .map_err(Failure::from)
        .and_then(|()| beside.put().map_err(Failure::new));
    let Err(failure) = changed else {
        return Ok(role.name);
    };
    Err(match role.set_password(old.expose()) {
        Ok(()) => Failure::new(format!("the old password is in use again: {failure}")),
        Err(error) => Failure::new(format!(
            "{failure}; and the old password could not be put back: {error}"
        )),
    })
}

fn record(config: &Config) -> Result<(), Failure> {
    let trail = SecurityLog::open(&config.log.folder).map_err(Failure::new)?;
    trail.record(&SecurityEvent {
        detail: "the password of DATABASE_URL, by the host's command line",
        ..SecurityEvent::of(SecurityKind::SecretRotated)
    });
    trail.flush();
    Ok(())
}

/// A file's next content, beside it until it takes its place.
struct Beside {
    path: PathBuf,
    target: PathBuf,
}

impl Beside {
    /// Whoever could read the file can read this one, but for everybody.
    fn write(target: &Path, text: &str) -> io::Result<Self> {
        let target = fs::canonicalize(target)?;
        let mut path = target.clone().into_os_string();
        path.push(".new");
        let about = fs::metadata(&target)?;
        let mut file = File::options()
            .create_new(true)
            .write(true)
            .mode(0o600 | (about.mode() & 0o040))
            .open(&path)?;
        let beside = Self {
            path: path.into(),
            target,
        };
        let made = file.metadata()?;
        if (made.uid(), made.gid()) != (about.uid(), about.gid()) {
            fchown(&file, Some(about.uid()), Some(about.gid()))?;
        }
        writeln!(file, "{text}")?;
        file.sync_all()?;
        Ok(beside)
    }

    fn put(&self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
        let folder = self.target.parent().unwrap_or(Path::new("/"));
        File::open(folder)?.sync_all()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        match fs::remove_file(&self.path) {
            Ok(()) => {}
            // It took its place.
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => log::warn!("{} cannot be removed: {cause}", self.path.display()),
        }
    }
}
