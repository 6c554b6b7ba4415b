//! A server of our own for checks from outside: debug build, throw-away data, a free port.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::{self, Step};

/// Checks from outside come from one address and are many: limits are tested elsewhere.
const LIMITS: [&str; 6] = [
    "RATE_LIMIT_ANON",
    "RATE_LIMIT_EXPENSIVE",
    "RATE_LIMIT_USER",
    "RATE_LIMIT_TOKEN",
    "RATE_LIMIT_REFRESH",
    "RATE_LIMIT_LOGIN",
];
const MANY: &str = "1000000 per minute";

/// A running server; it ends with this value, and throw-away data go with it.
pub struct Server {
    data: PathBuf,
    _thrown_away: Option<TempDir>,
    pub port: u16,
    child: Child,
    /// From the start of the program to its first answer.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `binary` with throw-away data; its output goes to `target/xtask/log/server-<name>.log`.
    pub fn start(binary: &Path, name: &str) -> Outcome<Self> {
        let data = TempDir::with_prefix("zehmo-")
            .map_err(|cause| Failure::file("the temporary folder", cause))?;
        let mut server = Self::keep(binary, name, data.path(), &[])?;
        server._thrown_away = Some(data);
        Ok(server)
    }

    /// The same with data that stay, and more settings.
    pub fn keep(
        binary: &Path,
        name: &str,
        data: &Path,
        settings: &[(&str, &str)],
    ) -> Outcome<Self> {
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
            .env("DATA_DIR", data);
        command
            .envs(LIMITS.map(|limit| (limit, MANY)))
            .envs(settings.iter().copied());
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let begun = Instant::now();
        let child = command
            .spawn()
            .map_err(|cause| Failure::file(binary, cause))?;
        let mut server = Self {
            data: data.to_owned(),
            _thrown_away: None,
            port,
            child,
            ready_after: Duration::ZERO,
        };
        server.wait(begun, &log)?;
        Ok(server)
    }

    /// Resident memory in KiB, as the kernel tells it.
    pub fn resident_kib(&self) -> Outcome<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = place::read(&path)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.ok_or_else(|| Failure::file(path, "no VmRSS"))
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The token that the first set-up asks for.
    pub fn setup_token(&self) -> Outcome<String> {
        place::read(self.data.join("setup-token")).map(|token| token.trim().to_owned())
    }

    fn wait(&mut self, begun: Instant, log: &Path) -> Outcome {
        while begun.elapsed() < Duration::from_secs(60) {
            if answers(self.port) {
                self.ready_after = begun.elapsed();
                return Ok(());
            }
            if self.child.try_wait().is_ok_and(|status| status.is_some()) || run::interrupted() {
                break;
            }
            thread::sleep(Duration::from_millis(5));
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
        if let Err(failure) = stop(&mut self.child) {
            run::say(&failure.to_string());
        }
    }
}

/// The debug binary; it reads `frontend/dist` when it is asked, so both can be built in any order.
///
/// It is built as the tests build it: with the features that the whole workspace and its tests ask for, or nearly
/// everything would be compiled twice. `--examples` asks for the tests' features without building the tests; the two
/// small examples of `api` come along.
pub fn build() -> Outcome<PathBuf> {
    let mut command = run::cargo(&[
        "build",
        "--locked",
        "--workspace",
        "--bin",
        "zehmo",
        "--examples",
    ]);
    Step::new("server: compile", "Mend what the compiler says above.").run(&mut command)?;
    let binary = place::target().join("debug/zehmo");
    binary
        .canonicalize()
        .map_err(|cause| Failure::file(&binary, cause))
}

pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(|cause| Failure::file("a free port", cause))?;
    let address = listener
        .local_addr()
        .map_err(|cause| Failure::file("a free port", cause))?;
    Ok(address.port())
}

/// Whether `GET /health/live` answers 200.
pub fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let question =
        format!("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    let asked = stream
        .set_read_timeout(Some(Duration::from_secs(2)))
        .and_then(|()| stream.write_all(question.as_bytes()));
    asked
        .and_then(|()| stream.read_to_string(&mut answer))
        .is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// Whether the server ended, and well.
pub fn ended(child: &mut Child) -> Outcome<Option<bool>> {
    let status = child
        .try_wait()
        .map_err(|cause| Failure::new(cause.to_string(), "Run the command again."))?;
    Ok(status.map(|status| status.success()))
}

/// Lets the server finish what it answers; it got the signal from the terminal, or gets it here.
pub fn stop(child: &mut Child) -> Outcome {
    run::output_of("kill", &["-TERM", &child.id().to_string()]);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(15) {
        if ended(child)?.is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    run::end(child)
}
