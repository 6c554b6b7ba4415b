//! `zehmo audit verify`: whether the journal is as it was written, to whoever trusts nobody but the `SECRET_KEY`.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::outcome::{Failure, say};
use crate::app;
use crate::audit::{self, Verdict};
use crate::backups;
use crate::config::Config;
use crate::db::{Conn, copy};
use crate::keyring::Keyring;

pub fn verify(file: Option<&Path>) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let Some(file) = file else {
        return judge(&mut copy::reading(&config.database)?, &keyring);
    };
    let scratch = tempfile::tempdir().map_err(Failure::new)?;
    if backups::is_one(file)? {
        let proof = backups::prove(file, scratch.path(), &keyring, &AtomicBool::new(false))?;
        return judge(&mut copy::open(&proof.database)?, &keyring);
    }
    let (read, log) = copy::aside(file, scratch.path()).map_err(Failure::new)?;
    if let Some(log) = log {
        let log = log.display();
        say(&format!(
            "What {log} holds is looked into as well: the newest events may be there alone.\n"
        ))?;
    }
    judge(&mut copy::open(&read)?, &keyring)
}

fn judge(conn: &mut Conn, keyring: &Keyring) -> Result<(), Failure> {
    let verdict = audit::verify(conn, keyring).map_err(|error| Failure::new(error.report()))?;
    let Verdict {
        events,
        erased,
        bad,
    } = verdict;
    let Some(bad) = bad else {
        let erased = match erased {
            0 => String::new(),
            count => format!(" The facts of {count} were erased, as their digests show."),
        };
        return say(&format!(
            "{events} events, each as it was written, none missing.{erased}\n"
        ));
    };
    let around = audit::around(conn, bad.seq).map_err(|error| Failure::new(error.report()))?;
    say(&format!(
        "{events} events are as they were written. Around the first that is not:\n{}",
        around.concat()
    ))?;
    Err(Failure::new(format!("event {}: {}", bad.seq, bad.what)))
}
