//! How guessing is slowed down without giving anybody the means to lock others out: a decision over counts that
//! the store has read. A browser that has passed a full sign-in before (a *known device*) has buckets of its own,
//! which no attacker can fill.

use crate::http::limits::Left;

const MINUTE_MS: i64 = 60_000;
/// The window in which failures from one address are counted.
pub const ADDRESS_WINDOW_MS: i64 = 15 * MINUTE_MS;
/// Six recorded failures in that window stop unknown devices.
pub const ADDRESS_FAILURES_MAX: u32 = 6;
/// Failures in a row of one account before the pauses begin.
pub const FREE_FAILURES: u32 = 5;
/// The longest pause between two attempts at one account.
pub const PAUSE_MAX_MS: i64 = 15 * MINUTE_MS;
/// Failures older than this no longer count for an account.
pub const ACCOUNT_WINDOW_MS: i64 = 24 * 60 * MINUTE_MS;

/// After the clock was set back, rows from the future are not trusted; two instances' clocks may differ by this much.
pub const SKEW_MS: i64 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    Unknown,
    Known,
    /// Unknown, but an administrator gave its user a one-time code for this very sign-in.
    Vouched,
}

/// After how many failures in a row of a name no unknown device is let in any more, if ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HardCap(Option<u32>);

impl HardCap {
    /// 0 = never.
    pub fn new(failures: u32) -> Self {
        Self(Some(failures).filter(|failures| *failures > 0))
    }

    pub fn is_reached(self, failures: u32) -> bool {
        self.0.is_some_and(|cap| failures >= cap)
    }

    /// The number of failures that reaches it.
    pub fn first(self) -> i64 {
        self.0.map_or(i64::MAX, i64::from)
    }
}

/// What the store knows of the caller's buckets before this attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Until when the limit of attempts is used up: from the address, or by the known device. Refused attempts are
    /// not counted.
    pub attempts_until_ms: Option<i64>,
    /// What this attempt would leave of the window that is nearest to its end.
    pub left: Option<Left>,
    /// Failures from the address within the window, up to six.
    pub address_failures: u32,
    /// When the oldest of the newest six failures from the address happened.
    pub oldest_of_failures_ms: Option<i64>,
    /// Until when the address is shut, after many different pairs of name and password.
    pub shut_until_ms: Option<i64>,
    /// Failures in a row of this account in this bucket (unknown devices pooled, or this known device).
    pub failures_in_a_row: u32,
    pub last_failure_ms: Option<i64>,
    /// Failures of all accounts are far above the norm.
    pub is_alarmed: bool,
}

/// Which rule holds the caller back; never told to the caller, for whom all refusals look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Attempts,
    AddressFailures,
    Pairs,
    Account,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub layer: Layer,
    /// Whole seconds, rounded up, at least one.
    pub seconds: u64,
}

/// Says whether an attempt may be made now; it is decided before anything is hashed.
pub fn decide(device: Device, counts: &Counts, cap: HardCap, now_ms: i64) -> Result<(), Wait> {
    let address = match device {
        Device::Unknown => counts
            .oldest_of_failures_ms
            .map(|at| at.saturating_add(ADDRESS_WINDOW_MS)),
        Device::Known | Device::Vouched => None,
    };
    [
        (Layer::Attempts, counts.attempts_until_ms),
        (Layer::AddressFailures, address),
        (Layer::Pairs, counts.shut_until_ms),
        (Layer::Account, account_until(device, counts, cap, now_ms)),
    ]
    .into_iter()
    .filter_map(|(layer, until)| wait(layer, until?, now_ms))
    .max_by_key(|wait| wait.seconds)
    .map_or(Ok(()), Err)
}

fn account_until(device: Device, counts: &Counts, cap: HardCap, now_ms: i64) -> Option<i64> {
    if device == Device::Unknown && cap.is_reached(counts.failures_in_a_row) {
        // What ends this wait is no clock; the answer must look like every other.
        return Some(now_ms.saturating_add(PAUSE_MAX_MS));
    }
    let times = if counts.is_alarmed { 2 } else { 1 };
    match pause_ms(counts.failures_in_a_row).saturating_mul(times) {
        // Without a pause there is nothing to wait for, even if a failure was written down after this attempt looked at the clock.
        0 => None,
        pause_ms => counts.last_failure_ms.map(|at| at.saturating_add(pause_ms)),
    }
}

/// 1, 2, 4 … seconds after five failures in a row, up to a quarter of an hour.
pub fn pause_ms(failures_in_a_row: u32) -> i64 {
    match failures_in_a_row.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(beyond) => 1_000_i64
            .checked_shl(beyond.min(20))
            .map_or(PAUSE_MAX_MS, |pause| pause.min(PAUSE_MAX_MS)),
    }
}

fn wait(layer: Layer, until_ms: i64, now_ms: i64) -> Option<Wait> {
    let left_ms = until_ms.saturating_sub(now_ms);
    let seconds = u64::try_from(left_ms).ok()?.div_ceil(1_000);
    (seconds > 0).then_some(Wait { layer, seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_550_000_000;

    fn check(device: Device, counts: Counts, expected: Option<(Layer, u64)>) {
        let expected = expected.map_or(Ok(()), |(layer, seconds)| Err(Wait { layer, seconds }));
        assert_eq!(
            decide(device, &counts, HardCap::new(0), NOW),
            expected,
            "{device:?} {counts:?}"
        );
    }

    #[test]
    fn g51_the_sixth_attempt_within_a_minute_waits_for_the_first_to_leave_the_window() {
        for (age_ms, expected) in [
            (0, Some((Layer::Attempts, 60))),
            (13_000, Some((Layer::Attempts, 47))),
            (59_001, Some((Layer::Attempts, 1))),
            (59_999, Some((Layer::Attempts, 1))),
            (60_000, None),
            (61_000, None),
        ] {
            for device in [Device::Unknown, Device::Known] {
                let attempts_until_ms = Some(NOW - age_ms + MINUTE_MS);
                check(
                    device,
                    Counts {
                        attempts_until_ms,
                        ..Counts::default()
                    },
                    expected,
                );
            }
        }
        check(Device::Unknown, Counts::default(), None);
    }

    #[test]
    fn g76_failures_from_an_address_stop_unknown_devices_only() {
        let counts = Counts {
            oldest_of_failures_ms: Some(NOW - 5 * MINUTE_MS),
            ..Counts::default()
        };
        check(Device::Unknown, counts, Some((Layer::AddressFailures, 600)));
        check(Device::Known, counts, None);
        let slid = Counts {
            oldest_of_failures_ms: Some(NOW - ADDRESS_WINDOW_MS),
            ..Counts::default()
        };
        check(Device::Unknown, slid, None);
    }

    #[test]
    fn the_pause_of_an_account_doubles_up_to_a_quarter_of_an_hour() {
        for (failures, seconds) in [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (14, 512),
            (15, 900),
            (100, 900),
            (u32::MAX, 900),
        ] {
            assert_eq!(pause_ms(failures), seconds * 1_000, "{failures}");
        }
    }

    #[test]
    fn asvs_6_3_1_an_account_under_attack_is_slowed_for_the_bucket_that_failed() {
        let counts = Counts {
            failures_in_a_row: 8,
            last_failure_ms: Some(NOW - 500),
            ..Counts::default()
        };
        check(Device::Unknown, counts, Some((Layer::Account, 8)));
        check(Device::Known, counts, Some((Layer::Account, 8)));
        let rested = Counts {
            failures_in_a_row: 8,
            last_failure_ms: Some(NOW - 8_000),
            ..Counts::default()
        };
        check(Device::Unknown, rested, None);
    }

    #[test]
    fn g51_a_failure_written_down_in_the_same_moment_makes_nobody_wait() {
        let counts = Counts {
            failures_in_a_row: 3,
            last_failure_ms: Some(NOW + 2),
            ..Counts::default()
        };
        check(Device::Unknown, counts, None);
        check(Device::Known, counts, None);
    }

    #[test]
    fn asvs_6_3_1_an_alarm_doubles_every_pause_of_strangers() {
        for (failures, seconds) in [(5, 2), (6, 4), (15, 1_800), (100, 1_800)] {
            let counts = Counts {
                failures_in_a_row: failures,
                last_failure_ms: Some(NOW),
                is_alarmed: true,
                ..Counts::default()
            };
            check(Device::Unknown, counts, Some((Layer::Account, seconds)));
        }
    }

    #[test]
    fn a_hard_cap_shuts_out_strangers_alone_and_looks_like_a_pause() {
        let cap = HardCap::new(100);
        let counts = |failures_in_a_row| Counts {
            failures_in_a_row,
            last_failure_ms: Some(NOW - 3 * ACCOUNT_WINDOW_MS),
            ..Counts::default()
        };
        let shut = Err(Wait {
            layer: Layer::Account,
            seconds: 900,
        });
        assert_eq!(decide(Device::Unknown, &counts(99), cap, NOW), Ok(()));
        assert_eq!(decide(Device::Unknown, &counts(100), cap, NOW), shut);
        assert_eq!(decide(Device::Known, &counts(100), cap, NOW), Ok(()));
        assert_eq!(decide(Device::Vouched, &counts(100), cap, NOW), Ok(()));
    }

    #[test]
    fn the_longest_wait_is_told() {
        let counts = Counts {
            attempts_until_ms: Some(NOW + 59_000),
            oldest_of_failures_ms: Some(NOW - 1_000),
            failures_in_a_row: 5,
            last_failure_ms: Some(NOW),
            ..Counts::default()
        };
        check(Device::Unknown, counts, Some((Layer::AddressFailures, 899)));
        check(Device::Known, counts, Some((Layer::Attempts, 59)));
    }
}
