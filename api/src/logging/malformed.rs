//! What the server library says of requests that it cannot read: anybody can send those, so they are no error of ours, and
//! no flood of them may push other lines out of the file.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use log::{Level, Record};

use super::line;
use crate::config::LogFormat;

/// How the library's lines about them begin.
const START: &str = "stream error: ";
/// One of them is told in so much time.
const PAUSE: Duration = Duration::from_secs(60);

/// When the last one was told, in seconds since 1970; 0 for never.
#[derive(Default)]
pub(super) struct Malformed {
    told_s: AtomicU64,
}

impl Malformed {
    pub(super) fn is_told_by(&self, record: &Record<'_>) -> bool {
        record.target().starts_with("actix_http") && record.args().to_string().starts_with(START)
    }

    /// A line of our own in the place of the library's; empty when one was told lately.
    pub(super) fn line(&self, format: LogFormat, record: &Record<'_>) -> String {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // By a clock before 1970 each of them is told.
        let now_s = since_1970.map_or(0, |time| time.as_secs());
        let told_s = self.told_s.swap(now_s, Ordering::Relaxed);
        if now_s.saturating_sub(told_s) < PAUSE.as_secs() && told_s != 0 {
            self.told_s.store(told_s, Ordering::Relaxed);
            return String::new();
        }
        let message = record.args().to_string();
        let why = message.strip_prefix(START).unwrap_or(&message);
        let told =
            format!("Refused a request that cannot be read ({why}); no other is told for a minute");
        line::of(
            format,
            &Record::builder()
                .level(Level::Warn)
                .target(module_path!())
                .file(Some(file!()))
                .line(Some(line!()))
                .args(format_args!("{told}"))
                .build(),
        )
    }
}
