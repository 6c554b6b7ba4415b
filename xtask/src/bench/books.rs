//! Where a measured shop keeps its rows, and the programs that work on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use clap::ValueEnum;
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::{self, Step};
use crate::server::Server;
use crate::verify::postgres::Cluster;

pub const USER: &str = "bench";
const PASSWORD_FILE: &str = "password";
const SEEDED: &str = "seeded";
const FIRST: &str = "postgres";
const COPY: &str = "copy";

/// What the server can keep its rows in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    Sqlite,
    Postgresql,
}

impl Database {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgresql];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

/// A data folder, and the cluster when the rows are not in the folder. What is thrown away goes with this value.
pub struct Books {
    folder: PathBuf,
    cluster: Option<Arc<Cluster>>,
    /// The name of the database in the cluster.
    database: &'static str,
    _thrown_away: Option<TempDir>,
}

impl Books {
    /// On SQLite, below `target`: a later run finds them again, if they were marked as seeded.
    pub fn kept(name: &str) -> Outcome<Self> {
        let folder = place::scratch("bench")?.join(name);
        if folder.exists() && !folder.join(SEEDED).exists() {
            fs::remove_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
        }
        fs::create_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
        Ok(Self {
            folder,
            cluster: None,
            database: FIRST,
            _thrown_away: None,
        })
    }

    /// Empty ones of this run alone. What they acknowledge is on the disk, as in a real shop.
    pub fn thrown_away(database: Database) -> Outcome<Self> {
        let cluster = match database {
            Database::Sqlite => None,
            Database::Postgresql => Some(Arc::new(Cluster::durable()?)),
        };
        let folder = folder()?;
        Ok(Self {
            folder: folder.path().to_owned(),
            cluster,
            database: FIRST,
            _thrown_away: Some(folder),
        })
    }

    /// The same rows once more, of this run alone. Nobody may be serving them meanwhile.
    pub fn copied(&self) -> Outcome<Self> {
        if let Some(cluster) = &self.cluster {
            cluster.copy(COPY)?;
        }
        let folder = folder()?;
        let mut copy = Command::new("cp");
        copy.args(["--archive", "--reflink=auto", "--"])
            .arg(self.folder.join("."))
            .arg(folder.path());
        Step::new("copy the books", "See above.").run(&mut copy)?;
        Ok(Self {
            folder: folder.path().to_owned(),
            cluster: self.cluster.clone(),
            database: COPY,
            _thrown_away: Some(folder),
        })
    }

    pub fn seeded(&self) -> bool {
        self.folder.join(SEEDED).exists()
    }

    /// Marks kept books as complete, and lets PostgreSQL learn how its rows are spread, which it does by itself in time.
    pub fn mark_seeded(&self) -> Outcome {
        if let Some(cluster) = &self.cluster {
            cluster.gather_statistics()?;
        }
        place::write(self.folder.join(SEEDED), "")
    }

    /// A shop with one administrator, whom the first start makes.
    pub fn found(&self, binary: &Path) -> Outcome {
        let random = run::output_of("openssl", &["rand", "-hex", "12"])
            .ok_or_else(|| Failure::new("openssl was not found.", "Install openssl."))?;
        place::write(self.folder.join(PASSWORD_FILE), format!("Shop-{random}-9"))?;
        self.serve(binary).map(drop)
    }

    pub fn password(&self) -> Outcome<String> {
        place::read(self.folder.join(PASSWORD_FILE))
    }

    pub fn serve(&self, binary: &Path) -> Outcome<Server> {
        let password = self.folder.join(PASSWORD_FILE);
        let password = password.to_string_lossy();
        let mut settings = vec![
            ("BOOTSTRAP_ADMIN_USERNAME", USER),
            ("BOOTSTRAP_ADMIN_EMAIL", "bench@example.com"),
            ("BOOTSTRAP_ADMIN_PASSWORD_FILE", password.as_ref()),
            ("MAX_SESSIONS", "100"),
            ("LOG_LEVEL", "warning"),
        ];
        let url = self.url();
        settings.extend(url.as_ref().map(|url| ("DATABASE_URL", url.as_str())));
        run::timed("server: start", || {
            Server::keep(binary, "bench", &self.folder, &settings)
        })
    }

    /// `zehmo` with these arguments on these books; no server may run.
    pub fn command(&self, binary: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary);
        command.args(arguments).env("DATA_DIR", &self.folder);
        if let Some(url) = self.url() {
            command.env("DATABASE_URL", url);
        }
        command
    }

    fn url(&self) -> Option<String> {
        let cluster = self.cluster.as_ref()?;
        Some(cluster.url_of(self.database))
    }

    /// What a program that knows nothing of the application connects to.
    pub fn address(&self) -> String {
        match self.url() {
            Some(url) => url,
            None => self.folder.join("zehmo.db").to_string_lossy().into_owned(),
        }
    }
}

/// Below `target` rather than in the temporary folder, which may lie in memory.
fn folder() -> Outcome<TempDir> {
    TempDir::with_prefix_in("books-", place::scratch("bench")?)
        .map_err(|cause| Failure::file("target/xtask/bench", cause))
}
