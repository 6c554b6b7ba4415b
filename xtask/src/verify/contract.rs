//! Does the API do what its document says? Schemathesis tries, as administrator and as clerk.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::packages;
use crate::caller::{self, ADMIN, Caller};
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::Step;
use crate::server::{self, Server};

/// The trial shop's clerk.
const STAFF: &str = "clerk";
pub const REQUIREMENTS: &str = "openapi/requirements.txt";
const SETTINGS: &str = "openapi/schemathesis.toml";
const HOOKS: &str = "openapi/schemathesis_hooks.py";
const REMEDY: &str = "Each failure above comes with a curl command and the check that it broke.";

/// Runs every check as each of them; no 5xx, no answer that the document does not know.
pub fn check() -> Outcome {
    let programs = packages::python(REQUIREMENTS)?;
    let binary = server::build()?;
    let program = programs.join("schemathesis");
    for user in [STAFF, ADMIN] {
        as_user(user, &binary, &program)?;
    }
    Ok(())
}

/// In a small shop of its own: whoever tried wrong passwords at one server may not sign in there for a while.
fn as_user(user: &str, binary: &Path, schemathesis: &Path) -> Outcome {
    let server = Server::start(binary, &format!("contract-{user}"))?;
    let mut caller = Caller::new(&server.origin())?;
    caller.set_up(&server.setup_token()?)?;
    add_staff(&caller)?;
    for what in ["Banner 2 m", "Business cards", "T-shirt print"] {
        caller.record_job(what)?;
        record_expenditure(&caller, &format!("Material: {what}"))?;
    }
    let mut command = Command::new(schemathesis);
    command
        .arg("--config-file")
        .arg(absolute(SETTINGS)?)
        .args(["run", &format!("{}/openapi.json", server.origin())]);
    // It keeps a cache where it stands, each its own.
    command.current_dir(place::scratch(&format!("schemathesis-{user}"))?);
    command
        .env("SCHEMATHESIS_HOOKS", absolute(HOOKS)?)
        .env("ZEHMO_USER", user)
        .env("ZEHMO_PASSWORD", &caller.password);
    Step::new(&format!("schemathesis as {user}"), REMEDY)
        .within(600)
        .run(&mut command)
}

pub fn absolute(path: &str) -> Outcome<PathBuf> {
    Path::new(path)
        .canonicalize()
        .map_err(|cause| Failure::file(path, cause))
}

/// Adds a clerk who has chosen a password.
fn add_staff(caller: &Caller) -> Outcome {
    let draft = json!({ "username": STAFF, "email": "clerk@example.com", "role": "staff" });
    let made = caller.post("/api/v1/users", &draft)?.expect(201)?;
    let code = caller::text(&made, "activation_code", "a new user")?;
    let chosen = json!({ "code": code, "password": caller.password });
    let answer = caller.post("/api/v1/auth/activate", &chosen)?;
    match answer.status {
        204 => Ok(()),
        other => Err(Failure::new(
            format!("The clerk could not choose a password: {other}."),
            REMEDY,
        )),
    }
}

fn record_expenditure(caller: &Caller, what: &str) -> Outcome {
    let cost = json!({ "amount_minor": 25_000, "currency": "NGN" });
    let draft = json!({ "description": what, "quantity": "2", "unit_cost": cost });
    caller
        .post("/api/v1/expenditures", &draft)?
        .expect(201)
        .map(|_| ())
}
