//! `zehmo audit`: whether the journal is as it was written, to whoever trusts nobody but the `SECRET_KEY`; and erasing by law.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::outcome::{Failure, say};
use crate::app;
use crate::audit::{self, Checkpoint, Verdict};
use crate::backups;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Conn, copy};
use crate::error::ApiError;
use crate::keyring::Keyring;

pub fn verify(file: Option<&Path>, kept: &[PathBuf]) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let mut checkpoints = audit::in_files(kept).map_err(unreadable)?;
    let Some(file) = file else {
        checkpoints.extend(audit::in_trail(&config.log.folder).map_err(unreadable)?);
        return judge(&mut copy::reading(&config.database)?, &keyring, checkpoints);
    };
    let scratch = tempfile::tempdir().map_err(Failure::new)?;
    if backups::is_one(file)? {
        let proof = backups::prove(file, scratch.path(), &keyring, &AtomicBool::new(false))?;
        return judge(&mut copy::open(&proof.database)?, &keyring, checkpoints);
    }
    let (read, log) = copy::aside(file, scratch.path()).map_err(Failure::new)?;
    if let Some(log) = log {
        let log = log.display();
        say(&format!(
            "What {log} holds is looked into as well: the newest events may be there alone.\n"
        ))?;
    }
    judge(&mut copy::open(&read)?, &keyring, checkpoints)
}

/// Erases the facts of all events of these records.
pub fn erase(records: &[String], commit: bool) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let mut conn = copy::owning(&config)?;
    let failed = |error: ApiError| Failure::new(error.report());
    let mut places = Vec::new();
    for record in records {
        let found = audit::facts_of(&mut conn, record).map_err(failed)?;
        if found.is_empty() {
            return Err(Failure::new(format!("no event holds anything of {record}")));
        }
        places.extend(found);
    }
    let count = places.len();
    if !commit {
        return say(&format!(
            "{count} events hold something of it. Nothing was erased: say --commit, and it is gone for ever.\n"
        ));
    }
    let chain = audit::present_key(&mut conn, &keyring).map_err(failed)?;
    let chain = chain.ok_or_else(|| Failure::new("this database never was served"))?;
    let now = Clock::system().now();
    let erased = copy::change_on(&mut conn, &chain, now, |tx| audit::erase_facts(tx, &places));
    erased.map_err(failed)?;
    say(&format!(
        "What {count} events held is erased, and the journal tells it. Backups made before hold it still.\n"
    ))
}

fn unreadable((path, error): (PathBuf, io::Error)) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", path.display()))
}

fn judge(conn: &mut Conn, keyring: &Keyring, checkpoints: Vec<Checkpoint>) -> Result<(), Failure> {
    let verdict = audit::verify_beside(conn, keyring, checkpoints);
    let verdict = verdict.map_err(|error| Failure::new(error.report()))?;
    let Some(bad) = &verdict.bad else {
        return say(&format!("{}\n", told(&verdict).join(" ")));
    };
    let around = audit::around(conn, bad.seq).map_err(|error| Failure::new(error.report()))?;
    say(&format!(
        "{} events are as they were written. Around the first that is not:\n{}",
        verdict.events,
        around.concat()
    ))?;
    Err(Failure::new(format!("event {}: {}", bad.seq, bad.what)))
}

fn told(verdict: &Verdict) -> Vec<String> {
    let mut told = vec![format!(
        "{} events, each as it was written, none missing.",
        verdict.events
    )];
    if verdict.erased > 0 {
        told.push(format!(
            "The facts of {} were erased, as the journal tells.",
            verdict.erased
        ));
    }
    told.push(match verdict.checkpoints {
        0 => "No checkpoint was compared: that events were cut off at the end would not be seen."
            .to_owned(),
        1 => "1 checkpoint agrees.".to_owned(),
        count => format!("{count} checkpoints agree."),
    });
    if verdict.foreign > 0 {
        told.push(format!(
            "{} are signed by no key of this journal: another database's, or made up.",
            verdict.foreign
        ));
    }
    told
}
