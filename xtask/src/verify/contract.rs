//! Does the API do what its document says? Schemathesis tries, as administrator and as clerk.

use std::process::Command;

use super::packages;
use super::server::{self, Server};
use crate::caller::{ADMIN, Caller, STAFF};
use crate::outcome::Outcome;
use crate::run::Step;

const REQUIREMENTS: &str = "openapi/requirements.txt";
const SETTINGS: &str = "openapi/schemathesis.toml";
const REMEDY: &str = "Each failure above comes with a curl command and the check that it broke.";

/// Runs every check against a small shop; no 5xx, no answer that the document does not know.
pub fn check() -> Outcome {
    let programs = packages::python(REQUIREMENTS)?;
    let server = Server::start(&server::build()?, "contract")?;
    let mut caller = Caller::new(&server.origin())?;
    caller.set_up(&server.setup_token()?)?;
    caller.add_staff()?;
    for what in ["Banner 2 m", "Business cards", "T-shirt print"] {
        caller.record_job(what)?;
        caller.record_expenditure(&format!("Material: {what}"))?;
    }
    for user in [ADMIN, STAFF] {
        let mut command = Command::new(programs.join("schemathesis"));
        command.args(["--config-file", SETTINGS, "run", &format!("{}/openapi.json", server.origin())]);
        command.env("ZEHMO_USER", user).env("ZEHMO_PASSWORD", &caller.password);
        Step::new(&format!("schemathesis as {user}"), REMEDY).within(600).run(&mut command)?;
    }
    Ok(())
}
