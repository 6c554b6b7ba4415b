//! `cargo xtask compose`: brings the containers up, records jobs through the TLS proxy while instances and the database
//! end in turn, and shows that nobody was refused for an instance and nothing acknowledged was lost.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let recorded = 1
        + replace(&containers, &caller, "api")?
        + outage(&containers, &caller)?
        + replace(&containers, &caller, "api2")?;
    run::timed("all jobs are there", || caller.expect_jobs(recorded))?;
    run::say(&format!(
        "  ✓ {number} and everything recorded while containers stopped were found again: {recorded} jobs"
    ));
    Ok(())
}

/// Stops one instance and starts it again. Jobs are recorded all the while, and none may be refused; their number.
fn replace(containers: &Containers, caller: &Caller, service: &str) -> Outcome<u64> {
    let stopped = AtomicBool::new(false);
    let recorded = thread::scope(|scope| {
        let recording = scope.spawn(|| {
            let mut recorded = 0;
            // Once more after the instance is gone.
            loop {
                let last = stopped.load(Ordering::SeqCst);
                caller.record_job(&format!("While {service} stops"))?;
                recorded += 1;
                if last {
                    return Ok(recorded);
                }
                thread::sleep(Duration::from_millis(100));
            }
        });
        let stop = containers.act(
            &format!("containers: stop {service}, while jobs are recorded"),
            &["stop", service],
        );
        stopped.store(true, Ordering::SeqCst);
        let recorded = recording
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        stop.and(recorded)
    })?;
    containers.act(&format!("containers: start {service}"), &["start", service])?;
    run::timed("the proxy answers", || until_ready(caller))?;
    Ok(recorded)
}

/// Stops the database, and records a job as soon as it is back.
fn outage(containers: &Containers, caller: &Caller) -> Outcome<u64> {
    containers.act("containers: stop db", &["stop", "db"])?;
    run::timed("without the database: 503, not a wrong answer", || {
        caller.expect_unavailable()
    })?;
    containers.act("containers: start db", &["start", "db"])?;
    run::timed("the database is back", || until_ready(caller))?;
    run::timed("record a job after db went", || {
        caller.record_job("After db was away")
    })?;
    Ok(1)
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
            .args(arguments)
            .env("ZEHMO_COMMIT", run::commit().unwrap_or_default());
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
