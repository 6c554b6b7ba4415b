//! `cargo xtask compose`: brings the containers up, records a job through the TLS proxy, ends an instance and the
//! database in turn, and shows that nothing acknowledged was lost.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::caller::Caller;
use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};

/// Apart from what an operator runs from the same file.
const PROJECT: &str = "zehmo-trial";
const REMEDY: &str = "Look at `docker-compose --project-name zehmo-trial logs`.";

#[derive(Args)]
pub struct Options {
    /// Try the image `zehmo-api` that is there instead of building it.
    #[arg(long)]
    no_build: bool,
    /// Leave the containers running afterwards.
    #[arg(long)]
    keep: bool,
}

/// Builds, tries and removes the containers.
pub fn compose(options: &Options) -> Outcome {
    let program = program()?;
    let containers = Containers {
        program,
        keep: options.keep,
    };
    // Left over from an interrupted trial: its books are not ours.
    containers.act(
        "containers: clean",
        &["down", "--volumes", "--remove-orphans"],
    )?;
    if !options.no_build {
        containers.act("containers: build", &["build"])?;
    }
    containers.act("containers: start", &["up", "--detach", "--no-build"])?;
    let mut caller = Caller::new("https://localhost:8443")?;
    caller.trust(&containers.authority()?)?;
    run::timed("the proxy answers", || until_ready(&caller))?;
    run::timed("set up and sign in through the proxy", || {
        caller.set_up(&containers.token()?)
    })?;
    let number = run::timed("record a job", || caller.record_job("Before everything"))?;
    restart(&containers, &caller, "api")?;
    restart(&containers, &caller, "db")?;
    restart(&containers, &caller, "api2")?;
    run::timed("all jobs are there", || caller.expect_jobs(4))?;
    run::say(&format!(
        "  ✓ {number} and the three recorded during restarts were found again"
    ));
    Ok(())
}

/// Ends one service, records a job as soon as an answer comes, and starts the service again.
fn restart(containers: &Containers, caller: &Caller, service: &str) -> Outcome {
    containers.act(&format!("containers: stop {service}"), &["stop", service])?;
    if service == "db" {
        run::timed("without the database: 503, not a wrong answer", || {
            caller.expect_unavailable()
        })?;
        containers.act("containers: start db", &["start", service])?;
        run::timed("the database is back", || until_ready(caller))?;
    }
    run::timed(&format!("record a job after {service} went"), || {
        caller.record_job(&format!("While {service} was away"))
    })?;
    containers.act(&format!("containers: start {service}"), &["start", service])?;
    run::timed("the proxy answers", || until_ready(caller))
}

/// Answers for longer than the proxy takes between two looks at the instances behind it.
fn until_ready(caller: &Caller) -> Outcome {
    let begun = Instant::now();
    let mut in_a_row = 0;
    while begun.elapsed() < Duration::from_secs(120) {
        if run::interrupted() {
            return Err(Failure::interrupted());
        }
        in_a_row = if caller.ready() { in_a_row + 1 } else { 0 };
        if in_a_row == 15 {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(300));
    }
    Err(Failure::new(
        "No answer through the proxy within two minutes.",
        REMEDY,
    ))
}

/// `docker compose`, or the older `docker-compose`.
fn program() -> Outcome<Vec<&'static str>> {
    if run::output_of("docker", &["compose", "version"]).is_some() {
        return Ok(vec!["docker", "compose"]);
    }
    match run::output_of("docker-compose", &["--version"]) {
        Some(_) => Ok(vec!["docker-compose"]),
        None => Err(Failure::new(
            "Docker Compose was not found.",
            "Install Docker with Compose, and set DOCKER_HOST if the engine is elsewhere.",
        )),
    }
}

/// The running project; removed with this value, unless it is kept.
struct Containers {
    program: Vec<&'static str>,
    keep: bool,
}

impl Containers {
    fn command(&self, arguments: &[&str]) -> Command {
        let (first, rest) = self
            .program
            .split_first()
            .map_or(("docker-compose", &[][..]), |(first, rest)| (*first, rest));
        let mut command = Command::new(first);
        command
            .args(rest)
            .args(["--project-name", PROJECT])
            .args(arguments);
        command
    }

    fn act(&self, name: &str, arguments: &[&str]) -> Outcome {
        Step::new(name, REMEDY).run(&mut self.command(arguments))
    }

    /// A file inside a container.
    fn file(&self, service: &str, path: &str) -> Outcome<String> {
        let begun = Instant::now();
        loop {
            let answer = self.command(&["exec", "-T", service, "cat", path]).output();
            let answer = answer.map_err(|cause| Failure::new(cause.to_string(), REMEDY))?;
            if answer.status.success() {
                return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
            }
            if begun.elapsed() > Duration::from_secs(120) || run::interrupted() {
                return Err(Failure::new(format!("{service} has no {path}."), REMEDY));
            }
            thread::sleep(Duration::from_secs(1));
        }
    }

    /// The certificate of the proxy's own authority.
    fn authority(&self) -> Outcome<String> {
        self.file("proxy", "/data/caddy/pki/authorities/local/root.crt")
    }

    fn token(&self) -> Outcome<String> {
        self.file("api", "/data/setup-token")
            .map(|token| token.trim().to_owned())
    }
}

impl Drop for Containers {
    fn drop(&mut self) {
        if self.keep {
            run::say(
                "  The containers keep running at https://localhost:8443; `docker-compose --project-name zehmo-trial down -v` removes them.",
            );
            return;
        }
        if let Err(failure) = self.act("containers: remove", &["down", "--volumes"]) {
            run::say(&failure.to_string());
        }
    }
}
