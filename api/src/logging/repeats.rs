//! Failures that last are told at once, then once a minute with how many more there were: an outage during which everybody
//! asks again must not push out of the log what led to it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const TELL_EVERY: Duration = Duration::from_secs(60);
/// Our own sentences are fewer than this.
const KINDS_MAX: usize = 100;

/// What was told of each kind of failure.
#[derive(Default)]
pub struct Repeats {
    reported: Mutex<BTreeMap<String, Reported>>,
}

struct Reported {
    at: Instant,
    unreported: u64,
}

impl Repeats {
    /// What belongs behind the line of this failure, such as ` (and 41 more)`; nothing when it needs no line now.
    pub fn news(&self, kind: &str) -> Option<String> {
        self.news_at(kind, Instant::now())
    }

    fn news_at(&self, kind: &str, now: Instant) -> Option<String> {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = reported.len() >= KINDS_MAX;
        match reported.get_mut(kind) {
            Some(known) if now.duration_since(known.at) < TELL_EVERY => {
                known.unreported = known.unreported.saturating_add(1);
                None
            }
            Some(known) => {
                let unreported = std::mem::take(&mut known.unreported);
                known.at = now;
                Some(match unreported {
                    0 => String::new(),
                    more => format!(" (and {more} more since the last such line)"),
                })
            }
            None => {
                if !is_full {
                    reported.insert(
                        kind.to_owned(),
                        Reported {
                            at: now,
                            unreported: 0,
                        },
                    );
                }
                Some(String::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_already_is_counted_until_a_minute_is_over() {
        let (repeats, start) = (Repeats::default(), Instant::now());
        let said =
            |kind: &str, second: u64| repeats.news_at(kind, start + Duration::from_secs(second));
        let more = " (and 2 more since the last such line)";
        for (kind, second, expected) in [
            ("away", 0, Some("")),
            ("away", 1, None),
            ("full", 2, Some("")),
            ("away", 59, None),
            ("away", 60, Some(more)),
            ("away", 61, None),
            ("full", 62, Some("")),
        ] {
            assert_eq!(said(kind, second).as_deref(), expected, "{kind} {second}");
        }
    }
}
