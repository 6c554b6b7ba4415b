//! A server of our own for checks from outside: debug build, throw-away data, a free port.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};
use crate::{place, start};

/// Checks from outside come from one address and are many: limits are tested elsewhere.
const LIMITS: [&str; 5] = [
    "RATE_LIMIT_ANON",
    "RATE_LIMIT_EXPENSIVE",
    "RATE_LIMIT_USER",
    "RATE_LIMIT_REFRESH",
    "RATE_LIMIT_LOGIN",
];
const MANY: &str = "1000000 per minute";

/// A running server; it ends with this value, and its data go.
pub struct Server {
    data: TempDir,
    pub port: u16,
    child: Child,
}

impl Server {
    /// Starts `binary`; its output goes to `target/xtask/log/server-<name>.log`.
    pub fn start(binary: &Path, name: &str) -> Outcome<Self> {
        let data = TempDir::with_prefix("zehmo-verify-")
            .map_err(|cause| Failure::file("the temporary folder", cause))?;
        let port = free_port()?;
        let log = place::scratch("log")?.join(format!("server-{name}.log"));
        let output = File::create(&log).map_err(|cause| Failure::file(&log, cause))?;
        let errors = output
            .try_clone()
            .map_err(|cause| Failure::file(&log, cause))?;
        let mut command = Command::new(binary);
        command
            .arg("serve")
            .env("PORT", port.to_string())
            .env("DATA_DIR", data.path());
        command.envs(LIMITS.map(|limit| (limit, MANY)));
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command
            .spawn()
            .map_err(|cause| Failure::file(binary, cause))?;
        let mut server = Self { data, port, child };
        server.wait(&log)?;
        Ok(server)
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The token that the first set-up asks for.
    pub fn setup_token(&self) -> Outcome<String> {
        place::read(self.data.path().join("setup-token")).map(|token| token.trim().to_owned())
    }

    fn wait(&mut self, log: &Path) -> Outcome {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if start::answers(self.port) {
                return Ok(());
            }
            if self.child.try_wait().is_ok_and(|status| status.is_some()) || run::interrupted() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let lines = fs::read_to_string(log).unwrap_or_else(|cause| cause.to_string());
        Err(Failure::new(
            format!("The server did not start:\n{lines}"),
            "Run `cargo xtask start` to see it alone.",
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(failure) = start::stop(&mut self.child) {
            run::say(&failure.to_string());
        }
    }
}

/// The debug binary; it reads `frontend/dist` when it is asked, so both can be built in any order.
pub fn build() -> Outcome<PathBuf> {
    let mut command = run::cargo(&["build", "--locked", "--package", "api", "--bin", "zehmo"]);
    Step::new("server: compile", "Mend what the compiler says above.").run(&mut command)?;
    let binary = place::target().join("debug/zehmo");
    binary
        .canonicalize()
        .map_err(|cause| Failure::file(&binary, cause))
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(|cause| Failure::file("a free port", cause))?;
    let address = listener
        .local_addr()
        .map_err(|cause| Failure::file("a free port", cause))?;
    Ok(address.port())
}
