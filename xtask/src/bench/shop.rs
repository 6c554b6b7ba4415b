//! A seeded shop of a given size, served by the release binary.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::load::{Connection, Request};
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::{self, Step};
use crate::server::Server;

const USER: &str = "bench";
const PASSWORD_FILE: &str = "password";

/// The running shop and the right to ask it.
pub struct Shop {
    pub jobs: u32,
    pub server: Server,
    pub folder: PathBuf,
    password: String,
}

impl Shop {
    /// Seeds once; a later run finds the books again.
    pub fn prepare(binary: &Path, jobs: u32) -> Outcome<Self> {
        let folder = place::scratch("bench")?.join(format!("shop-{jobs}"));
        let done = folder.join("seeded");
        if !done.exists() {
            if folder.exists() {
                std::fs::remove_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
            }
            std::fs::create_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
            let random = run::output_of("openssl", &["rand", "-hex", "12"]);
            let random =
                random.ok_or_else(|| Failure::new("openssl was not found.", "Install openssl."))?;
            place::write(folder.join(PASSWORD_FILE), format!("Shop-{random}-9"))?;
            // The first start makes the administrator; the seed then writes in his name.
            drop(serve(binary, &folder)?);
            let mut seed = Command::new(binary);
            seed.args(["seed", "--jobs", &jobs.to_string(), "--months", "24"])
                .env("DATA_DIR", &folder);
            Step::new(&format!("seed {jobs} jobs"), "See `zehmo seed --help`.").run(&mut seed)?;
            place::write(&done, "")?;
        }
        let server = serve(binary, &folder)?;
        let password = place::read(folder.join(PASSWORD_FILE))?;
        Ok(Self {
            jobs,
            server,
            folder,
            password,
        })
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join("zehmo.db")
    }

    /// A fresh access token.
    pub fn sign_in(&self) -> Outcome<String> {
        let answer = Connection::open(self.server.port)?.send(&self.sign_in_request())?;
        let session: Value =
            serde_json::from_slice(&answer).map_err(|cause| strange(&cause.to_string()))?;
        let access = session.get("access_token").and_then(Value::as_str);
        access
            .map(str::to_owned)
            .ok_or_else(|| strange("no access token"))
    }

    pub fn sign_in_request(&self) -> Request {
        let who = json!({ "username": USER, "password": self.password });
        Request::post(
            self.server.port,
            "/api/v1/auth/sign-in",
            None,
            who.to_string(),
        )
    }

    /// The body of an answer.
    pub fn get(&self, path: &str, access: &str) -> Outcome<Vec<u8>> {
        Connection::open(self.server.port)?.send(&Request::get(self.server.port, path, access))
    }
}

fn serve(binary: &Path, folder: &Path) -> Outcome<Server> {
    let file = folder.join(PASSWORD_FILE);
    let file = file.to_string_lossy();
    let settings = [
        ("BOOTSTRAP_ADMIN_USERNAME", USER),
        ("BOOTSTRAP_ADMIN_EMAIL", "bench@example.com"),
        ("BOOTSTRAP_ADMIN_PASSWORD_FILE", file.as_ref()),
        ("MAX_SESSIONS", "100"),
        ("LOG_LEVEL", "warning"),
    ];
    run::timed("server: start", || {
        Server::keep(binary, "bench", folder, &settings)
    })
}

fn strange(why: &str) -> Failure {
    Failure::new(
        format!("The shop answered strangely: {why}"),
        "Look at target/xtask/log/server-bench.log.",
    )
}
