//! `cargo xtask tidy`: the rules of the project that neither compiler nor clippy knows.

mod base;
mod circles;
mod contrast;
mod layers;
mod readme;
mod secrets;
mod shape;
mod source;
mod style;
mod words;

use std::fmt;
use std::process::Command;

use self::source::Source;
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run;

/// A rule and where it is broken.
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// A rule that is looked at file by file; `broken` gives the lines.
struct Rule {
    name: &'static str,
    applies: fn(&Source) -> bool,
    broken: fn(&Source) -> Vec<usize>,
}

/// Known breaches, by path and the beginning of the rule. This list may only get shorter.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// Looks at every file of the project and names each breach.
pub fn check() -> Outcome {
    let sources = sources()?;
    let mut findings = Vec::new();
    for rule in shape::RULES
        .iter()
        .chain(&layers::RULES)
        .chain(&style::RULES)
        .chain(&words::RULES)
        .chain(&secrets::RULES)
    {
        for source in sources.iter().filter(|source| (rule.applies)(source)) {
            let lines = (rule.broken)(source);
            findings.extend(lines.into_iter().map(|line| Finding {
                path: source.path.clone(),
                line,
                rule: rule.name,
            }));
        }
    }
    findings.extend(contrast::check(&sources));
    let slices = base::slices(&sources);
    findings.extend(base::check(&sources));
    findings.extend(layers::slices::check(&sources, &slices));
    findings.extend(circles::check(&sources));
    findings.extend(readme::check(&sources));
    report(findings, sources.len())
}

fn report(findings: Vec<Finding>, files: usize) -> Outcome {
    let excused = |finding: &Finding, (path, rule): &(&str, &str)| {
        finding.path == *path && finding.rule.starts_with(rule)
    };
    for exception in &EXCEPTIONS {
        if !findings.iter().any(|finding| excused(finding, exception)) {
            let what = format!("The exception for {} is no longer needed.", exception.0);
            return Err(Failure::new(what, "Remove it from xtask/src/tidy.rs."));
        }
    }
    let open: Vec<_> = findings
        .iter()
        .filter(|finding| !EXCEPTIONS.iter().any(|known| excused(finding, known)))
        .collect();
    for finding in &open {
        run::say(&finding.to_string());
    }
    match open.len() {
        0 => {
            run::say(&format!("  ✓ tidy: {files} files"));
            Ok(())
        }
        count => Err(Failure::new(
            format!("tidy: {count} breaches in {files} files."),
            "Each line above names the file and the rule.",
        )),
    }
}

/// The project's text files: what git knows or would add.
fn sources() -> Outcome<Vec<Source>> {
    let listing = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .output();
    let listing = listing
        .map_err(|cause| Failure::new(format!("git cannot be started: {cause}"), "Install git."))?;
    let mut sources = Vec::new();
    for path in String::from_utf8_lossy(&listing.stdout)
        .split('\0')
        .filter(|path| is_text(path))
    {
        // A file that was deleted but not yet committed is still listed.
        if std::path::Path::new(path).exists() {
            sources.push(Source::new(path, place::read(path)?));
        }
    }
    match sources.is_empty() {
        false => Ok(sources),
        true => Err(Failure::new(
            "git lists no files here.",
            "Run it in a clone of the project.",
        )),
    }
}

fn is_text(path: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "rs",
        "toml",
        "css",
        "js",
        "mjs",
        "html",
        "svg",
        "md",
        "yml",
        "yaml",
        "sql",
        "json",
        "example",
        "sh",
        "run",
        "Dockerfile",
    ];
    let ending = path.rsplit(['.', '/']).next().unwrap_or_default();
    ENDINGS.contains(&ending)
}
