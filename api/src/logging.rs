//! The log: lines for people on the standard output and in a rotating file, trails for review beside it.
//!
//! Lines are queued and written by a thread of their own: a request never waits for the disk and never fails by it.

mod access;
mod line;
mod malformed;
mod panics;
mod queue;
mod redact;
mod repeats;
mod rotating;
mod security;

use std::io;
use std::path::Path;
use std::time::Duration;

use env_logger::{Builder, Target};
use log::LevelFilter;
use serde::Serialize;

pub use self::access::{AccessLog, AccessRecord};
pub use self::line::name_as_typed;
use self::malformed::Malformed;
use self::queue::{Outlet, Queue};
pub use self::repeats::Repeats;
pub use self::rotating::RotatingFile;
pub use self::security::{SECURITY_TRAIL, SecurityEvent, SecurityKind, SecurityLog};
use crate::config::LogSettings;

/// The security guide's size of `app.log`, and of each of its predecessors.
const APP_LOG_BYTES: u64 = 10_240;
const APP_LOG_BACKUPS: u32 = 10;
const TRAIL_BYTES: u64 = 10 * 1024 * 1024;
const TRAIL_BACKUPS: u32 = 30;
/// How long the end of the process waits for lines that are not yet written.
const FLUSH_TIME: Duration = Duration::from_secs(2);

/// What the process holds while it runs; dropping it writes what is still queued.
pub struct Logs {
    lines: Queue,
}

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("the log cannot be written: {0}")]
    Unwritable(#[from] io::Error),
    #[error("the log was opened twice: {0}")]
    Twice(#[from] log::SetLoggerError),
}

/// Opens all logs, takes over the `log` macros and the reports of panics. Once in a process.
pub fn start(settings: &LogSettings) -> Result<Logs, LogError> {
    let file = match &settings.file {
        Some(path) => Some(RotatingFile::open(path, APP_LOG_BYTES, APP_LOG_BACKUPS)?),
        None => None,
    };
    let lines = Queue::start(Outlet::of_lines(file, settings.format))?;
    let format = settings.format;
    let malformed = Malformed::default();
    Builder::new()
        // Libraries may print what they carry (headers, bind values) at their lower levels: never open those.
        .filter_level(settings.level.min(LevelFilter::Warn))
        .filter_module("api", settings.level)
        .filter_module("zehmo", settings.level)
        .format(move |out, record| {
            let text = match malformed.is_told_by(record) {
                true => malformed.line(format, record),
                false => line::of(format, record),
            };
            io::Write::write_all(out, text.as_bytes())
        })
        .target(Target::Pipe(Box::new(lines.clone())))
        .try_init()?;
    panics::report_in_log();
    Ok(Logs { lines })
}

impl Logs {
    /// Waits until everything logged so far is written, for a bounded time; whether it was.
    pub fn flush(&self) -> bool {
        self.lines.flush(FLUSH_TIME)
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        self.flush();
    }
}

fn trail(folder: &Path, name: &str) -> io::Result<Queue> {
    let file = RotatingFile::open(&folder.join(name), TRAIL_BYTES, TRAIL_BACKUPS)?;
    Queue::start(Outlet::of_trail(file))
}

/// One record a line. Text and numbers always serialise; were it not so, the log for people says it.
fn put_record(queue: &Queue, record: &impl Serialize) {
    match serde_json::to_vec(record) {
        Ok(mut json) => {
            json.push(b'\n');
            queue.put(json);
        }
        Err(cause) => log::error!("a record cannot be written: {cause}"),
    }
}
