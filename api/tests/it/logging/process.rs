//! The program itself as a process, for what only a whole process shows: logs, exit codes, being killed.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program as a process of its own, in a fresh data folder.
pub struct Server {
    pub folder: tempfile::TempDir,
    pub port: u16,
    process: Child,
}

/// A debug build on a busy machine may need long; a server that fails ends at once.
const START_TIME: Duration = Duration::from_secs(60);
const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA";

impl Server {
    /// In development, unless the variables say otherwise.
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let port = free_port();
        Self::start_on(port, variables)
    }

    /// The shop's one computer: production on a loopback address.
    pub fn start_in_production(variables: &[(&str, &str)]) -> Self {
        let port = free_port();
        let origin = format!("http://127.0.0.1:{port}");
        let mut all = vec![
            ("APP_ENV", "production"),
            ("SECRET_KEY", KEY),
            ("PUBLIC_ORIGIN", &origin),
        ];
        all.extend_from_slice(variables);
        Self::start_on(port, &all)
    }

    fn start_on(port: u16, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_zehmo"))
            .arg("serve")
            .env_clear()
            .env("DATA_DIR", folder.path().join("data"))
            .env("PORT", port.to_string())
            .envs(variables.iter().copied())
            .stdout(File::create(folder.path().join("stdout")).unwrap())
            .stderr(File::create(folder.path().join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let mut server = Self {
            folder,
            port,
            process,
        };
        let began = Instant::now();
        while !answers(port) {
            let ended = server.process.try_wait().unwrap();
            let in_time = ended.is_none() && began.elapsed() < START_TIME;
            assert!(
                in_time,
                "{}{}",
                server.read("stdout"),
                server.read("stderr")
            );
            std::thread::yield_now();
        }
        server
    }

    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        reqwest::Client::new().get(format!("http://127.0.0.1:{}{path}", self.port))
    }

    pub async fn sign_in(&self, username: &str, password: &str) {
        let draft = serde_json::json!({"username": username, "password": password});
        let url = format!("http://127.0.0.1:{}/api/v1/auth/sign-in", self.port);
        reqwest::Client::new()
            .post(url)
            .json(&draft)
            .send()
            .await
            .unwrap();
    }

    /// A file under the server's folder: `stdout`, `stderr`, `data/…`.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// The records of `access.jsonl` or `security.jsonl`.
    pub fn trail(&self, name: &str) -> Vec<Value> {
        self.read(&format!("data/logs/{name}"))
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Asks the server to end, and waits: everything it had to say is then written.
    pub fn stop(&mut self) {
        let asked = Command::new("kill")
            .arg(self.process.id().to_string())
            .status()
            .unwrap();
        assert!(asked.success());
        assert!(
            self.process.wait().unwrap().success(),
            "{}",
            self.read("stdout")
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ends it when a test failed; after `stop` there is nothing left to end.
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Whether there is an answer, whatever it is: the port alone accepts before the server runs.
fn answers(port: u16) -> bool {
    let asked = TcpStream::connect(("127.0.0.1", port)).and_then(|mut stream| {
        stream.write_all(
            b"GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
        )?;
        stream.read(&mut [0])
    });
    asked.is_ok_and(|bytes| bytes > 0)
}
