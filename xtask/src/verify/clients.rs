//! Can clients be generated from the API's document, and do they work? Each makes a round of its own at a server: it signs in,
//! records, pages, corrects, and reads the problems that it meets by their types.

use std::env;
use std::path::Path;
use std::process::Command;

use super::contract::{REQUIREMENTS, absolute};
use super::packages;
use crate::caller::{ADMIN, Caller};
use crate::outcome::Outcome;
use crate::place;
use crate::run::Step;
use crate::server::{self, Server};

const FOLDER: &str = "openapi";
const DOCUMENT: &str = "openapi/openapi.json";
const PYTHON: &str = "openapi-python-client";
const PYTHON_SETTINGS: &str = "openapi/clients/python.yaml";
const PYTHON_ROUND: &str = "openapi/clients/openapi-python-client.py";
/// What its script imports.
const PYTHON_MODULE: &str = "zehmo_client";
const TYPESCRIPT: [&str; 2] = ["openapi-typescript", "orval"];
const UNUSABLE: &str =
    "The generator cannot use what it names above: say it in the document in another way.";
const DIFFERENT: &str = "The client was generated from openapi/openapi.json: the server answers otherwise, or a type changed.";

pub fn check() -> Outcome {
    packages::node(FOLDER)?;
    let programs = packages::python(REQUIREMENTS)?;
    for (script, what) in [
        ("types", "openapi-typescript: generate"),
        ("orval", "orval: generate"),
        ("compile", "both: compile"),
    ] {
        let mut command = Command::new("npm");
        command
            .args(["run", "--silent", script])
            .current_dir(FOLDER);
        Step::new(what, UNUSABLE).within(120).run(&mut command)?;
    }
    let generated = place::scratch("clients")?;
    generate_python(&programs, &generated)?;

    let server = Server::start(&server::build()?, "clients")?;
    let mut caller = Caller::new(&server.origin())?;
    caller.set_up(&server.setup_token()?)?;
    let round = |client: &str, command: &mut Command| {
        command
            .env("ZEHMO_ORIGIN", server.origin())
            .env("ZEHMO_USER", ADMIN)
            .env("ZEHMO_PASSWORD", &caller.password);
        Step::new(&format!("{client}: a round"), DIFFERENT)
            .within(60)
            .run(command)
    };
    for client in TYPESCRIPT {
        let script = format!("{FOLDER}/clients/generated/js/{client}.js");
        round(client, Command::new("node").arg(script))?;
    }
    let mut command = Command::new(programs.join("python"));
    command.arg(PYTHON_ROUND).env("PYTHONPATH", &generated);
    round(PYTHON, &mut command)
}

/// A warning is a failure: it means that the client lacks an answer or an operation.
fn generate_python(programs: &Path, generated: &Path) -> Outcome {
    let mut command = Command::new(programs.join(PYTHON));
    command
        .args([
            "generate",
            "--meta",
            "none",
            "--overwrite",
            "--fail-on-warning",
        ])
        .arg("--path")
        .arg(absolute(DOCUMENT)?)
        .arg("--config")
        .arg(absolute(PYTHON_SETTINGS)?)
        .arg("--output-path")
        .arg(generated.join(PYTHON_MODULE));
    // It tidies what it made with a program that lies beside it.
    let path = env::var_os("PATH").unwrap_or_default();
    let all = env::split_paths(&path);
    let paths = env::join_paths([programs.to_owned()].into_iter().chain(all));
    if let Ok(paths) = paths {
        command.env("PATH", paths);
    }
    Step::new(&format!("{PYTHON}: generate"), UNUSABLE)
        .within(120)
        .run(&mut command)
}
