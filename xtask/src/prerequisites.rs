//! What the system must have; what is missing is installed where that is allowed, else named.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};

/// Something that must be there, and the Debian package that brings it.
pub struct Need {
    what: &'static str,
    package: &'static str,
    present: fn() -> bool,
}

const COMPILER: Need = Need {
    what: "a C compiler",
    package: "build-essential",
    present: || answers("cc", "--version"),
};
const PKG_CONFIG: Need = Need {
    what: "pkg-config",
    package: "pkg-config",
    present: || answers("pkg-config", "--version"),
};
const OPENSSL: Need = Need {
    what: "OpenSSL's headers",
    package: "libssl-dev",
    present: || {
        run::output_of("pkg-config", &["--exists", "openssl"]).is_some()
            || Path::new("/usr/include/openssl/ssl.h").exists()
    },
};

/// What building the server needs.
pub const BUILD: [Need; 3] = [COMPILER, PKG_CONFIG, OPENSSL];

const GIT: Need = Need {
    what: "git",
    package: "git",
    present: || answers("git", "--version"),
};
const POSTGRES: Need = Need {
    what: "PostgreSQL's server programs",
    package: "postgresql",
    present: || postgres().is_some(),
};

const PGBOUNCER: Need = Need {
    what: "PgBouncer",
    package: "pgbouncer",
    present: || answers("pgbouncer", "--version"),
};

const NODE: Need = Need {
    what: "Node 20 or newer",
    package: "nodejs",
    present: || run::output_of("node", &["--version"]).is_some_and(|version| major(&version) >= 20),
};
const NPM: Need = Need {
    what: "npm",
    package: "npm",
    present: || answers("npm", "--version"),
};
const PYTHON: Need = Need {
    what: "Python 3 with venv",
    package: "python3-venv",
    present: || run::output_of("python3", &["-c", "import ensurepip, venv"]).is_some(),
};
const CHROMIUM: Need = Need {
    what: "Chromium",
    package: "chromium",
    present: || chromium().is_some(),
};
const POPPLER: Need = Need {
    what: "pdftotext",
    package: "poppler-utils",
    present: || answers("pdftotext", "-v"),
};
const HLEDGER: Need = Need {
    what: "hledger",
    package: "hledger",
    present: || answers("hledger", "--version"),
};
const CURL: Need = Need {
    what: "curl",
    package: "curl",
    present: || answers("curl", "--version"),
};
const OPENSSL_PROGRAM: Need = Need {
    what: "openssl",
    package: "openssl",
    present: || answers("openssl", "version"),
};

/// What measuring needs.
pub const BENCH: [Need; 8] = [
    COMPILER,
    PKG_CONFIG,
    OPENSSL,
    POSTGRES,
    NODE,
    NPM,
    CHROMIUM,
    OPENSSL_PROGRAM,
];

/// What proving everything needs besides.
pub const VERIFY: [Need; 14] = [
    COMPILER,
    PKG_CONFIG,
    OPENSSL,
    GIT,
    POSTGRES,
    PGBOUNCER,
    NODE,
    NPM,
    PYTHON,
    CHROMIUM,
    POPPLER,
    HLEDGER,
    CURL,
    OPENSSL_PROGRAM,
];

/// `v20.20.2` → 20.
fn major(version: &str) -> u32 {
    let number = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    number.parse().unwrap_or(0)
}

/// Checks all, installs the missing ones together where we may, and checks again.
pub fn ensure<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Outcome {
    let missing: Vec<&Need> = needs.into_iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if may_install() {
        install(&packages)?;
    }
    let lacking: Vec<&str> = missing
        .iter()
        .filter(|need| !(need.present)())
        .map(|need| need.what)
        .collect();
    match lacking.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(
            format!("Missing: {}.", lacking.join(", ")),
            format!(
                "Install it; on Debian: sudo apt-get install {}",
                packages.join(" ")
            ),
        )),
    }
}

fn install(packages: &[&str]) -> Outcome {
    let remedy = format!("Install by hand: {}", packages.join(" "));
    Step::new("system packages: look up", &remedy)
        .within(300)
        .run(Command::new("apt-get").arg("update"))?;
    let mut command = Command::new("apt-get");
    command
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    Step::new(&format!("system packages: {}", packages.join(" ")), &remedy)
        .within(900)
        .run(&mut command)
}

fn may_install() -> bool {
    is_root() && answers("apt-get", "--version")
}

pub fn is_root() -> bool {
    run::output_of("id", &["-u"]).is_some_and(|id| id == "0")
}

fn answers(program: &str, argument: &str) -> bool {
    run::output_of(program, &[argument]).is_some()
}

/// The system's browser, under the names that distributions give it.
pub fn chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.find(|place| run::output_of(place, &["--version"]).is_some())
}

/// The folder of the newest installed server's programs.
pub fn postgres() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    if let Ok(entries) = fs::read_dir("/usr/lib/postgresql") {
        for entry in entries.flatten() {
            if let Ok(version) = entry.file_name().to_string_lossy().parse() {
                versions.push((version, entry.path().join("bin")));
            }
        }
    }
    versions.sort();
    if let Some((_, programs)) = versions.pop() {
        return Some(programs);
    }
    run::output_of("pg_config", &["--bindir"])
        .map(PathBuf::from)
        .filter(|programs| programs.join("initdb").exists())
}
