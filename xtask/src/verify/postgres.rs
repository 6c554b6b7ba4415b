//! A PostgreSQL cluster of our own: in a temporary folder, on a socket, gone afterwards.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::prerequisites;
use crate::run::{self, Step};

/// Tests read the cluster's address from it.
pub const VARIABLE: &str = "ZEHMO_TEST_POSTGRES";

const REMEDY: &str =
    "Install PostgreSQL's server programs; on Debian: sudo apt-get install postgresql";

/// A running cluster; it ends with this value.
pub struct Cluster {
    folder: TempDir,
    server: Child,
}

impl Cluster {
    /// For tests: durability is off, because it lives for minutes and no test pulls its plug.
    pub fn start() -> Outcome<Self> {
        Self::with(&[
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ])
    }

    /// For measuring: what it acknowledges is on the disk, as PostgreSQL does by default.
    pub fn durable() -> Outcome<Self> {
        Self::with(&[])
    }

    fn with(settings: &[&str]) -> Outcome<Self> {
        // Not TMPDIR: the path of a socket may have 107 characters at most.
        let folder = TempDir::with_prefix_in("zehmo-pg-", "/tmp")
            .map_err(|cause| Failure::file("/tmp", cause))?;
        let programs = programs()?;
        let account = Account::unprivileged()?;
        account.own(folder.path())?;
        let data = folder.path().join("data");
        let mut make = account.command(&programs.join("initdb"));
        make.args([
            "--username=zehmo",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--pgdata",
        ])
        .arg(&data);
        Step::new("PostgreSQL: make a cluster", REMEDY)
            .within(120)
            .run(make.current_dir(folder.path()))?;
        let server = serve(&account, &programs, folder.path(), settings)?;
        let mut cluster = Self { folder, server };
        cluster.wait_until_ready(&programs)?;
        Ok(cluster)
    }

    /// An address whose user may create databases and roles.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of one of its databases.
    pub fn url_of(&self, database: &str) -> String {
        format!(
            "postgres://zehmo@localhost/{database}?host={}",
            self.folder.path().display()
        )
    }

    /// A second database with the rows of the first, which nobody may be using meanwhile.
    pub fn copy(&self, name: &str) -> Outcome {
        let mut command = Command::new(programs()?.join("createdb"));
        command.args(["--username=zehmo", "--template=postgres", "--host"]);
        command.arg(self.folder.path());
        command.args(["--maintenance-db=template1", name]);
        Step::new("PostgreSQL: copy the books", REMEDY)
            .within(600)
            .run(&mut command)
    }

    /// What the cluster would find out by itself within minutes: how its rows are spread.
    pub fn gather_statistics(&self) -> Outcome {
        let mut command = Command::new(programs()?.join("vacuumdb"));
        command.args(["--username=zehmo", "--analyze", "--all", "--host"]);
        Step::new("PostgreSQL: gather statistics", REMEDY)
            .within(600)
            .run(command.arg(self.folder.path()))
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Outcome {
        let begun = Instant::now();
        let socket = self.folder.path().to_string_lossy().into_owned();
        while begun.elapsed() < Duration::from_secs(30) {
            if run::output_of(
                programs.join("pg_isready"),
                &["--host", &socket, "--username", "zehmo"],
            )
            .is_some()
            {
                return Ok(());
            }
            if self.server.try_wait().is_ok_and(|status| status.is_some()) {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.folder.path().join("log"))
            .unwrap_or_else(|cause| cause.to_string());
        Err(Failure::new(
            format!("PostgreSQL did not start:\n{log}"),
            REMEDY,
        ))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; the folder is removed after it.
        run::output_of("kill", &["-INT", &self.server.id().to_string()]);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            match self.server.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(50)),
                Ok(Some(_)) => return,
                Err(_) => break,
            }
        }
        if let Err(failure) = run::end(&mut self.server) {
            run::say(&failure.to_string());
        }
    }
}

/// Starts the server on the cluster in `folder/data`.
fn serve(account: &Account, programs: &Path, folder: &Path, settings: &[&str]) -> Outcome<Child> {
    let log = folder.join("log");
    let file = fs::File::create(&log).map_err(|cause| Failure::file(&log, cause))?;
    let errors = file
        .try_clone()
        .map_err(|cause| Failure::file(&log, cause))?;
    let mut command = account.command(&programs.join("postgres"));
    command
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder);
    for setting in ["listen_addresses=", "max_connections=300"]
        .iter()
        .chain(settings)
    {
        command.args(["-c", setting]);
    }
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors);
    // A group of its own: Ctrl-C must not end it before the tests have ended.
    command
        .process_group(0)
        .spawn()
        .map_err(|cause| Failure::file("postgres", cause))
}

fn programs() -> Outcome<PathBuf> {
    prerequisites::postgres()
        .ok_or_else(|| Failure::new("PostgreSQL's server programs were not found.", REMEDY))
}

/// Who runs the server: ourselves, or another account when we are root, which PostgreSQL refuses.
struct Account {
    other: Option<(u32, u32)>,
}

impl Account {
    fn unprivileged() -> Outcome<Self> {
        if !prerequisites::is_root() {
            return Ok(Self { other: None });
        }
        for name in ["postgres", "nobody"] {
            if let (Some(user), Some(group)) = (number("-u", name), number("-g", name)) {
                return Ok(Self {
                    other: Some((user, group)),
                });
            }
        }
        Err(Failure::new(
            "There is no unprivileged account to run PostgreSQL.",
            "Run it as another user than root.",
        ))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.other {
            command.uid(user).gid(group);
        }
        command
    }

    fn own(&self, folder: &Path) -> Outcome {
        match self.other {
            Some((user, group)) => std::os::unix::fs::chown(folder, Some(user), Some(group))
                .map_err(|cause| Failure::file(folder, cause)),
            None => Ok(()),
        }
    }
}

fn number(flag: &str, name: &str) -> Option<u32> {
    run::output_of("id", &[flag, name])?.parse().ok()
}
