//! Why the server does not start: one line that names the variables and never shows their values.

use std::fmt;

/// A configuration that must not run. Each reason is complete after its variable's name and never quotes a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    first: Fault,
    more: Vec<Fault>,
}

#[derive(Debug, PartialEq, Eq)]
struct Fault {
    variable: &'static str,
    reason: String,
}

impl Refusal {
    pub fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self {
            first: Fault {
                variable,
                reason: reason.into(),
            },
            more: Vec::new(),
        }
    }

    /// The variable of the first fault.
    pub fn variable(&self) -> &'static str {
        self.first.variable
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.more.iter().try_for_each(|fault| write!(f, " {fault}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// Collects refusals while reading goes on: a start names everything that needs attention.
#[derive(Default)]
pub(super) struct Faults(Option<Refusal>);

impl Faults {
    /// What was read, or else a stand-in to read on with; a configuration with a fault is never used.
    pub(super) fn or<T>(&mut self, read: Result<T, Refusal>, stand_in: T) -> T {
        match read {
            Ok(value) => value,
            Err(refusal) => {
                self.add(refusal);
                stand_in
            }
        }
    }

    pub(super) fn check(&mut self, checked: Result<(), Refusal>) {
        self.or(checked, ());
    }

    pub(super) fn any(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn result(self) -> Result<(), Refusal> {
        match self.0 {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    fn add(&mut self, refusal: Refusal) {
        match &mut self.0 {
            None => self.0 = Some(refusal),
            Some(all) => {
                let faults = std::iter::once(refusal.first).chain(refusal.more);
                // One fault that two rules find is told once.
                for fault in faults {
                    if fault != all.first && !all.more.contains(&fault) {
                        all.more.push(fault);
                    }
                }
            }
        }
    }
}
