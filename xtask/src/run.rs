//! Runs other programs with a line of progress, their output kept in a log that is shown when they fail.

mod disk;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome};
use crate::place;

const POLL: Duration = Duration::from_millis(100);
const TAIL_LINES: usize = 60;
/// With less room than this on the disk, a step that failed most likely failed of it.
const LITTLE_MIB: u64 = 256;

/// Set by Ctrl-C or SIGTERM; whoever waits looks at it, so that guards clean up on the way out.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

pub fn listen_for_interrupts() -> Outcome {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed)).map_err(|cause| {
        Failure::new(
            format!("Signals cannot be watched: {cause}"),
            "Report this: it should not happen.",
        )
    })
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Writes a line for the person at the terminal.
pub fn say(line: &str) {
    if writeln!(io::stderr(), "{line}").is_err() {
        // Nobody reads any more.
        std::process::exit(1);
    }
}

/// A step that runs one program; what it prints goes to `target/xtask/log/<name>.log`.
pub struct Step<'a> {
    pub name: &'a str,
    pub remedy: &'a str,
    pub limit: Duration,
}

impl<'a> Step<'a> {
    pub fn new(name: &'a str, remedy: &'a str) -> Self {
        Self {
            name,
            remedy,
            limit: Duration::from_secs(3600),
        }
    }

    pub fn within(self, seconds: u64) -> Self {
        Self {
            limit: Duration::from_secs(seconds),
            ..self
        }
    }

    /// Runs to the end. Fails with the tail of the log.
    pub fn run(&self, command: &mut Command) -> Outcome {
        let log = place::scratch("log")?.join(format!("{}.log", slug(self.name)));
        let output = File::create(&log).map_err(|cause| Failure::file(&log, cause))?;
        let errors = output
            .try_clone()
            .map_err(|cause| Failure::file(&log, cause))?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let progress = Progress::begin(self.name);
        let mut child = command
            .spawn()
            .map_err(|cause| cannot_start(command, &cause))?;
        let succeeded = self.wait(&mut child, &progress, &log)?;
        if succeeded {
            progress.done();
            return Ok(());
        }
        progress.failed();
        say(&tail(&log)?);
        let what = format!(
            "“{}” failed; all of its output is in {}.",
            self.name,
            log.display()
        );
        // Compilers and linkers end in strange ways then, and seldom say why.
        Err(match disk::free_mib() {
            Some(free) if free < LITTLE_MIB => Failure::new(
                format!("{what} Its disk has only {free} MiB left."),
                "Make room on the disk, then run the command again.",
            ),
            _ => Failure::new(what, self.remedy),
        })
    }

    fn wait(&self, child: &mut Child, progress: &Progress, log: &Path) -> Outcome<bool> {
        loop {
            if let Some(status) = child
                .try_wait()
                .map_err(|cause| Failure::new(cause.to_string(), self.remedy))?
            {
                return Ok(status.success());
            }
            if interrupted() {
                end(child)?;
                return Err(Failure::interrupted());
            }
            if progress.started.elapsed() > self.limit {
                end(child)?;
                progress.failed();
                say(&tail(log)?);
                let seconds = self.limit.as_secs();
                return Err(Failure::new(
                    format!("“{}” was not done after {seconds} s.", self.name),
                    self.remedy,
                ));
            }
            progress.tick(log);
            thread::sleep(POLL);
        }
    }
}

/// The line that says which step runs, for how long, and how it ended.
pub struct Progress {
    name: String,
    started: Instant,
    terminal: bool,
}

impl Progress {
    pub fn begin(name: &str) -> Self {
        let terminal = io::stderr().is_terminal();
        if !terminal {
            say(&format!("  … {name}"));
        }
        Self {
            name: name.to_owned(),
            started: Instant::now(),
            terminal,
        }
    }

    /// On a terminal the line is rewritten each second, elsewhere a line is added every half minute.
    fn tick(&self, log: &Path) {
        let elapsed = self.started.elapsed();
        let period = if self.terminal { 1_000 } else { 30_000 };
        let due = elapsed.as_millis() % period < POLL.as_millis() && elapsed.as_secs() > 0;
        if !due {
            return;
        }
        let latest = last_line(log);
        let line = format!("  … {} {} s  {latest}", self.name, elapsed.as_secs());
        if self.terminal {
            self.rewrite(&line)
        } else {
            say(&line)
        }
    }

    pub fn done(&self) {
        self.end('✓');
    }

    pub fn failed(&self) {
        self.end('✗');
    }

    fn end(&self, mark: char) {
        let line = format!(
            "  {mark} {} ({:.1} s)",
            self.name,
            self.started.elapsed().as_secs_f64()
        );
        if self.terminal {
            self.rewrite(&line);
            say("");
        } else {
            say(&line);
        }
    }

    fn rewrite(&self, line: &str) {
        let short: String = line.chars().take(100).collect();
        if write!(io::stderr(), "\r\x1b[2K{short}").is_err() {
            std::process::exit(1);
        }
    }
}

/// A step done by ourselves rather than by a program.
pub fn timed<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let progress = Progress::begin(name);
    let answer = work();
    if answer.is_ok() {
        progress.done()
    } else {
        progress.failed()
    }
    answer
}

/// What a program prints, when it succeeds; `None` when it is missing or fails.
pub fn output_of(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let answer = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    match answer {
        Ok(answer) if answer.status.success() => {
            Some(String::from_utf8_lossy(&answer.stdout).trim().to_owned())
        }
        Ok(_) | Err(_) => None,
    }
}

/// The commit of this tree; none where there is no git to tell.
pub fn commit() -> Option<String> {
    output_of("git", &["rev-parse", "HEAD"])
}

pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(place::cargo());
    command.args(arguments);
    command
}

/// Ends a program that we started, and waits for it.
pub fn end(child: &mut Child) -> Outcome {
    let ended = child.kill().and_then(|()| child.wait());
    ended.map(|_| ()).map_err(|cause| {
        Failure::new(
            format!("A program could not be ended: {cause}"),
            "End it by hand.",
        )
    })
}

fn cannot_start(command: &Command, cause: &io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    Failure::new(
        format!("{program} cannot be started: {cause}"),
        format!("Install {program} and run the command again."),
    )
}

fn slug(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

/// The end of the log, without cargo's lines of progress.
fn tail(log: &Path) -> Outcome<String> {
    const PROGRESS: [&str; 4] = ["Compiling ", "Checking ", "Downloading ", "Downloaded "];
    let bytes = fs::read(log).map_err(|cause| Failure::file(log, cause))?;
    let text = String::from_utf8_lossy(&bytes);
    let told = |line: &&str| {
        !PROGRESS
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    };
    let lines: Vec<&str> = text.lines().filter(told).collect();
    let skipped = lines.len().saturating_sub(TAIL_LINES);
    Ok(lines
        .into_iter()
        .skip(skipped)
        .collect::<Vec<_>>()
        .join("\n"))
}

fn last_line(log: &Path) -> String {
    match fs::read(log) {
        Ok(bytes) => String::from_utf8_lossy(&bytes)
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        // The log is only looked at for company; the step itself says when it cannot be written.
        Err(_) => String::new(),
    }
}
