//! The real program in a process of its own, for tests that start, kill and restart it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::app::PASSWORD;
use super::client::Client;
use super::database::TestDatabase;

/// Longer than any start on a busy machine; a start that fails ends the wait at once.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A server that can be killed; its database stays until the value is dropped.
pub struct Program {
    pub database: TestDatabase,
    pub port: u16,
    variables: Vec<(String, String)>,
    child: Child,
}

impl Program {
    pub fn start() -> Self {
        Self::start_with(TestDatabase::fresh(), &[])
    }

    pub fn start_with(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut all = vec![
            (
                "DATA_DIR".to_owned(),
                database.path().to_str().unwrap().to_owned(),
            ),
            ("PORT".to_owned(), port.to_string()),
            ("ARGON2_MEMORY_KIB".to_owned(), "19456".to_owned()),
            ("RATE_LIMIT_USER".to_owned(), "1000000 per hour".to_owned()),
            ("RATE_LIMIT_ANON".to_owned(), "1000000 per hour".to_owned()),
            ("RATE_LIMIT_LOGIN".to_owned(), "10000 per minute".to_owned()),
        ];
        all.extend(database.url().map(|url| ("DATABASE_URL".to_owned(), url)));
        all.extend(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let child = spawn(&all);
        let mut program = Self {
            database,
            port,
            variables: all,
            child,
        };
        program.wait_until_it_answers();
        program
    }

    /// With the embedded database, whichever is under test. Writing beyond a limit is an error to it, not its end.
    pub fn start_embedded() -> Self {
        Self::start_with(TestDatabase::embedded(), &[])
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn client(&self) -> Client {
        Client::new(&format!("http://127.0.0.1:{}", self.port))
    }

    /// Sets the shop up and signs its admin in.
    pub async fn admin(&self) -> Client {
        let token = std::fs::read_to_string(self.database.path().join("setup-token")).unwrap();
        let draft = json!({
            "token": token.trim(), "username": "ada", "email": "ada@example.com", "password": PASSWORD,
            "shop_name": "Kingsway Labels", "currency": "NGN", "time_zone": "Africa/Lagos",
        });
        self.client().post("/setup", &draft).await.expect(201);
        let mut client = self.client();
        client.sign_in("ada", PASSWORD).await.expect(200);
        client
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the program to end by itself; whether it called that a success.
    pub fn ended_well(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// The variable as it is from the next start on; gone without a value.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        self.variables.retain(|(known, _)| known != name);
        let value = value.map(|value| (name.to_owned(), value.to_owned()));
        self.variables.extend(value);
    }

    /// Runs another command of the program with the same variables, beside none that runs.
    pub fn run(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).output().unwrap()
    }

    /// The same, not yet begun.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
        command.args(arguments).env_clear();
        command.envs(self.variables.iter().cloned());
        command
    }

    pub fn restart(&mut self) {
        self.child = spawn(&self.variables);
        self.wait_until_it_answers();
    }

    /// The port is open before the application behind it; only an answer says that it is there.
    fn wait_until_it_answers(&mut self) {
        let began = Instant::now();
        while answer(self.port).is_err() {
            assert!(
                self.child.try_wait().unwrap().is_none(),
                "the program ended at its start"
            );
            assert!(began.elapsed() < TIMEOUT, "the program does not answer");
            std::thread::yield_now();
        }
    }
}

fn answer(port: u16) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(
        format!("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes(),
    )?;
    stream.read_exact(&mut [0; 12])
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn spawn(variables: &[(String, String)]) -> Child {
    // The shell only ignores the signal of a file that grew too large, as every server's supervisor can, and gives way.
    Command::new("/bin/sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" serve"])
        .arg(env!("CARGO_BIN_EXE_zehmo"))
        .env_clear()
        .envs(variables.iter().cloned())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
