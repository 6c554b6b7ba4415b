//! What a command answers: nothing, or what failed together with what to do about it.

use std::fmt;
use std::path::Path;

/// The result of everything that can go wrong here.
pub type Outcome<T = ()> = Result<T, Failure>;

/// A failure told to a person: what happened, and the next step.
#[derive(Debug)]
pub struct Failure {
    what: String,
    remedy: String,
}

impl Failure {
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A file that could not be read or written.
    pub fn file(path: impl AsRef<Path>, cause: impl fmt::Display) -> Self {
        let path = path.as_ref().display();
        Self::new(
            format!("{path}: {cause}"),
            "Check that the file exists and that you may read and write it.",
        )
    }

    /// Ended from outside, as with Ctrl-C.
    pub fn interrupted() -> Self {
        Self::new(
            "Interrupted.",
            "Run the command again when you like; finished steps are not repeated.",
        )
    }

    pub fn remedy(&self) -> &str {
        &self.remedy
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  → {}", self.what, self.remedy)
    }
}
