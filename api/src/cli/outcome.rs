//! How a command ends: text on the standard output, or one line on the standard error and an exit code.

use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::app::StartError;
use crate::config::Refusal;
use crate::db::OpenError;

/// Exit code of a configuration that is refused, and of a wrong command line.
const REFUSED: u8 = 2;
const FAILED: u8 = 1;

/// Why a command did not do its work: one line for the operator.
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The work was begun and failed. What a library says on several lines becomes one.
    pub fn new(message: impl Display) -> Self {
        let said = message.to_string();
        let lines: Vec<&str> = said.lines().map(str::trim).collect();
        Self {
            message: lines.join(" ").trim_end().to_owned(),
            code: FAILED,
        }
    }

    /// Says why on the standard error.
    pub fn report(&self) -> ExitCode {
        match writeln!(io::stderr().lock(), "zehmo: {}", self.message) {
            Ok(()) => ExitCode::from(self.code),
            // Nobody can be told; the code still says that it failed.
            Err(_) => ExitCode::from(self.code),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            message: format!("refused to start: {refusal}"),
            code: REFUSED,
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Refused(refusal) => refusal.into(),
            other => Self::new(other),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Database(error) => error.into(),
            other => Self::new(other),
        }
    }
}

/// Prints text as it is.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|cause| Failure::new(format!("cannot print: {cause}")))
}
