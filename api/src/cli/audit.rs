//! `zehmo audit`: whether the journal is as it was written, to whoever trusts nobody but the `SECRET_KEY`; and erasing by law.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Subcommand;
use shared::date::Date;
use shared::instant::Instant;

use super::outcome::{Failure, say};
use crate::app;
use crate::audit::{self, Checkpoint, Verdict};
use crate::backups;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Conn, Tx, copy};
use crate::error::ApiError;
use crate::keyring::Keyring;

/// What is done about the journal.
#[derive(Subcommand)]
pub enum Audit {
    /// Prove that no event was changed, added, removed or moved; fails at the first that is not as it was written.
    Verify {
        /// A backup, or a SQLite database; this server's own database when not given, which may be in use.
        file: Option<PathBuf>,
        /// A file in which checkpoints stand among other lines, such as a kept log; may be repeated. This server's own security
        /// trail is always looked into when no FILE is given.
        #[arg(long)]
        checkpoints: Vec<PathBuf>,
    },
    /// Cut off the oldest events: of the quarters that were over before a day. A signed event tells it, and the journal
    /// verifies as before; no backup made earlier is changed.
    Prune {
        /// The day, in UTC: 2024-01-01.
        #[arg(long)]
        before: Date,
        /// Cut them off; only how many there are is told without this.
        #[arg(long)]
        commit: bool,
    },
    /// Erase what the events of a record hold, such as a customer's names, where the law asks for it. The journal tells it, and
    /// verifies as before; no backup made earlier is changed.
    Erase {
        /// The record's id, as its address in the browser has it; several may be given.
        #[arg(required = true)]
        records: Vec<String>,
        /// Erase it; only what would be erased is told without this.
        #[arg(long)]
        commit: bool,
    },
}

impl Audit {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Erase { records, commit } => erase(&records, commit),
            Self::Prune { before, commit } => prune(before, commit),
            Self::Verify { file, checkpoints } => verify(file.as_deref(), &checkpoints),
        }
    }
}

const DAY_MS: i64 = 24 * 3_600 * 1_000;

fn verify(file: Option<&Path>, kept: &[PathBuf]) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let mut checkpoints = audit::in_files(kept).map_err(unreadable)?;
    let Some(file) = file else {
        checkpoints.extend(audit::in_trail(&config.log.folder).map_err(unreadable)?);
        let mut conn = copy::reading(&config.database)?;
        return judge(&mut conn, &keyring, checkpoints, !kept.is_empty());
    };
    let scratch = tempfile::tempdir().map_err(Failure::new)?;
    if backups::is_one(file)? {
        let proof = backups::prove(file, scratch.path(), &keyring, &AtomicBool::new(false))?;
        // What was signed later speaks of later events.
        let made_at = proof.manifest.created_at;
        checkpoints.retain(|said| said.at <= made_at);
        let mut conn = copy::open(&proof.database)?;
        return judge(&mut conn, &keyring, checkpoints, !kept.is_empty());
    }
    let (read, log) = copy::aside(file, scratch.path()).map_err(Failure::new)?;
    if let Some(log) = log {
        let log = log.display();
        say(&format!(
            "What {log} holds is looked into as well: the newest events may be there alone.\n"
        ))?;
    }
    let mut conn = copy::open(&read)?;
    judge(&mut conn, &keyring, checkpoints, !kept.is_empty())
}

/// Erases the facts of all events of these records.
fn erase(records: &[String], commit: bool) -> Result<(), Failure> {
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
    change(&mut conn, &config, &keyring, |tx| {
        audit::erase_facts(tx, &places)
    })?;
    say(&format!(
        "What {count} events held is erased, and the journal tells it. Backups made before hold it still.\n"
    ))
}

/// Cuts off the events of the epochs that were over before this day.
fn prune(before: Date, commit: bool) -> Result<(), Failure> {
    let config = Config::load()?;
    let keyring = app::keyring(&config).map_err(Failure::new)?;
    let mut conn = copy::owning(&config)?;
    let day = Instant::from_millis(before.days() * DAY_MS);
    let head = audit::before(&mut conn, day).map_err(|error| Failure::new(error.report()))?;
    let Some(head) = head else {
        return Err(Failure::new(format!(
            "no quarter of the journal was over before {before}"
        )));
    };
    let last = head.0;
    if !commit {
        return say(&format!(
            "Every event up to № {last} is older. Nothing was cut off: say --commit, and they are gone for ever.\n"
        ));
    }
    let gone = change(&mut conn, &config, &keyring, |tx| {
        audit::prune(tx, &keyring, &head)
    })?;
    say(&format!(
        "{gone} events are cut off, up to № {last}, and the journal tells it. Backups made before hold them still.\n"
    ))
}

/// Makes a change of the journal itself, once it is found as it was written: nothing of what somebody altered is told away.
fn change<T>(
    conn: &mut Conn,
    config: &Config,
    keyring: &Keyring,
    change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
) -> Result<T, Failure> {
    let failed = |error: ApiError| Failure::new(error.report());
    let chain = audit::present_key(conn, keyring).map_err(failed)?;
    let chain = chain.ok_or_else(|| Failure::new("this database never was served"))?;
    let signed = audit::in_trail(&config.log.folder).map_err(unreadable)?;
    copy::forget_what_goes(conn).map_err(failed)?;
    let done = copy::change_on(
        conn,
        &chain,
        Clock::system().now(),
        |tx| match audit::verify_beside(tx.conn, keyring, signed)?.bad {
            Some(bad) => Ok(Err(format!("event {}: {}", bad.seq, bad.what))),
            None => change(tx).map(Ok),
        },
    );
    let done = done.map_err(failed)?;
    copy::settle_log(conn);
    done.map_err(|bad| {
        Failure::new(format!(
            "nothing was done, because the journal was altered: {bad}"
        ))
    })
}

fn unreadable((path, error): (PathBuf, io::Error)) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", path.display()))
}

fn judge(
    conn: &mut Conn,
    keyring: &Keyring,
    checkpoints: Vec<Checkpoint>,
    are_ours: bool,
) -> Result<(), Failure> {
    let verdict = copy::picture(conn, |conn| {
        audit::verify_beside(conn, keyring, checkpoints)
    });
    let verdict = verdict.map_err(|error| Failure::new(error.report()))?;
    let Some(bad) = &verdict.bad else {
        say(&format!("{}\n", told(&verdict).join(" ")))?;
        return match (are_ours, verdict.foreign) {
            (true, 1..) => Err(Failure::new(
                "a checkpoint that was kept is not of this journal: it was begun anew, or the file is another shop's",
            )),
            _ => Ok(()),
        };
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
        verdict.events - verdict.pruned
    )];
    if verdict.pruned > 0 {
        told.push(format!(
            "The {} before them were cut off, as the journal tells.",
            verdict.pruned
        ));
    }
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
