//! The floors: what the machine does without the application, in the same run.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::load::{self, Client, Figures, Request};
use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};
use crate::{place, server};

const REMEDY: &str = "See api/examples/floors.rs.";

/// The program that measures them.
pub struct Floors {
    program: PathBuf,
}

impl Floors {
    pub fn build() -> Outcome<Self> {
        let mut command = run::cargo(&[
            "build",
            "--locked",
            "--release",
            "--package",
            "api",
            "--example",
            "floors",
        ]);
        Step::new("floors: compile", REMEDY).run(&mut command)?;
        Ok(Self {
            program: place::target().join("release/examples/floors"),
        })
    }

    /// Raw Argon2id hashes a second.
    pub fn hashes(&self, workers: usize, lasting: Duration) -> Outcome<f64> {
        self.number(&["hash", &workers.to_string(), &lasting.as_secs().to_string()])
    }

    /// The SQL of the newest 50 jobs, a second, by one connection.
    pub fn lists(&self, address: &str, lasting: Duration) -> Outcome<f64> {
        self.number(&["sql", address, &lasting.as_secs().to_string()])
    }

    /// An actix handler that sends the same bytes as the list.
    pub fn same_bytes(
        &self,
        body: &[u8],
        connections: usize,
        lasting: Duration,
    ) -> Outcome<Figures> {
        let file = place::scratch("bench")?.join("list.json");
        place::write(&file, body)?;
        let port = server::free_port()?;
        let mut command = Command::new(&self.program);
        command
            .args(["serve", &port.to_string()])
            .arg(&file)
            .stdin(Stdio::null());
        let child = command
            .spawn()
            .map_err(|cause| Failure::file(&self.program, cause))?;
        let mut running = Running { child };
        running.wait(port)?;
        load::drive(port, connections, lasting, |_| {
            Request::get(Client::Plain, port, "/", "none")
        })
    }

    fn number(&self, arguments: &[&str]) -> Outcome<f64> {
        let printed = run::output_of(&self.program, arguments);
        let number = printed.and_then(|text| text.parse().ok());
        number
            .ok_or_else(|| Failure::new(format!("floors {} failed.", arguments.join(" ")), REMEDY))
    }
}

/// Ends the handler when the measurement is over.
struct Running {
    child: Child,
}

impl Running {
    fn wait(&mut self, port: u16) -> Outcome {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if load::Connection::open(port).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(Failure::new("The floor's handler did not start.", REMEDY))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(failure) = run::end(&mut self.child) {
            run::say(&failure.to_string());
        }
    }
}
