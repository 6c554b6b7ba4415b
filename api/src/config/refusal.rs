//! Why the server does not start: one line that names the variable and never shows its value.

use std::fmt;

/// A configuration that must not run. The reason is complete after the variable's name and never quotes a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    variable: &'static str,
    reason: String,
}

impl Refusal {
    pub fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self {
            variable,
            reason: reason.into(),
        }
    }

    pub fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.reason)
    }
}

impl std::error::Error for Refusal {}
