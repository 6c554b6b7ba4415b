//! What an answer says of its caller's limits.

use std::sync::{Arc, OnceLock};

use crate::config::{Rate, Window};

/// What the budget of attempts at a secret is called.
const SECRETS: &str = "sign-in";

/// Where a caller stands after this call, for the answer's headers (API.md §5). Clones share what is learned later.
#[derive(Clone, Debug)]
pub struct RateStatus {
    /// `"user";q=240;w=60, "user-hour";q=6000;w=3600`
    pub policy: String,
    state: Arc<OnceLock<String>>,
}

/// What an attempt at a secret leaves of a window of its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The window's place in the limit.
    pub place: usize,
    pub window: Window,
    pub calls: u32,
}

impl Left {
    /// The share of the window that is left, in thousandths.
    pub fn share(&self) -> u64 {
        share(self.calls, self.window)
    }
}

impl RateStatus {
    pub(super) fn new(policy: String, state: String) -> Self {
        Self {
            policy,
            state: Arc::new(OnceLock::from(state)),
        }
    }

    /// Of the calls that prove a secret, whose attempts are counted in the database.
    pub fn of_secrets(rate: &Rate) -> Self {
        let windows = rate.windows.iter().enumerate();
        let policies: Vec<String> = windows
            .map(|(place, window)| {
                let name = name_of(SECRETS, place, window.seconds);
                format!("\"{name}\";q={};w={}", window.calls, window.seconds)
            })
            .collect();
        Self {
            policy: policies.join(", "),
            state: Arc::default(),
        }
    }

    /// `"user";r=113;t=42` of the window that is nearest to its end; none where nothing was counted.
    pub fn state(&self) -> Option<&str> {
        self.state.get().map(String::as_str)
    }

    /// An attempt at a secret was counted. All of the window is there again when this attempt has left it.
    pub fn attempted(&self, left: Left) {
        let Left {
            place,
            window: Window { seconds, .. },
            calls,
        } = left;
        let name = name_of(SECRETS, place, seconds);
        self.state
            .get_or_init(|| format!("\"{name}\";r={calls};t={seconds}"));
    }

    /// No attempt is left for so many seconds.
    pub fn used_up(&self, wait_s: u64) {
        self.state
            .get_or_init(|| format!("\"{SECRETS}\";r=0;t={wait_s}"));
    }
}

pub(super) fn share(left: u32, window: Window) -> u64 {
    u64::from(left) * 1_000 / u64::from(window.calls.max(1))
}

/// The shortest window has the budget's own name.
pub(super) fn name_of(budget: &str, place: usize, seconds: u32) -> String {
    match (place, seconds) {
        (0, _) => budget.to_owned(),
        (_, 60) => format!("{budget}-minute"),
        (_, 3_600) => format!("{budget}-hour"),
        (_, 86_400) => format!("{budget}-day"),
        (_, other) => format!("{budget}-{other}s"),
    }
}
