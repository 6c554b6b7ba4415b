//! How many bytes and requests the first load may take. What is measured is what is sent: the brotli files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::outcome::{Failure, Outcome};
use crate::place::{self, DIST};
use crate::run;
use crate::spa::parts;

/// A kind of file, its bar and its goal in kB (1 kB = 1000 bytes).
struct Bar {
    what: &'static str,
    matches: fn(&str) -> bool,
    bar_kb: u64,
}

const BARS: [Bar; 6] = [
    Bar {
        what: "first visit",
        matches: |_| true,
        bar_kb: 400,
    },
    Bar {
        what: "wasm",
        matches: |name| name.ends_with(".wasm"),
        bar_kb: 360,
    },
    Bar {
        what: "glue and scripts",
        matches: |name| name.ends_with(".js"),
        bar_kb: 12,
    },
    Bar {
        what: "style",
        matches: |name| name.ends_with(".css"),
        bar_kb: 12,
    },
    Bar {
        what: "icons",
        matches: |name| name.ends_with(".svg"),
        bar_kb: 6,
    },
    Bar {
        what: "page",
        matches: |name| name.ends_with(".html"),
        bar_kb: 4,
    },
];

const REQUESTS: usize = 8;

/// The part that holds the jobs list, and what its first load may take for somebody who is signed in.
const TODAY: &str = "today";
/// The design says 400: it is over that, and may not grow any more.
const JOBS_KB: u64 = 415;

/// Measures `frontend/dist` and says each figure beside its bar.
pub fn check() -> Outcome {
    let sizes = sizes()?;
    let mut over = Vec::new();
    for bar in &BARS {
        let bytes: u64 = sizes
            .iter()
            .filter(|(name, _)| (bar.matches)(name))
            .map(|(_, bytes)| bytes)
            .sum();
        over.extend(compared(bar.what, bytes, bar.bar_kb));
    }
    over.extend(compared(
        "first load of the jobs",
        first_load_of_jobs()?,
        JOBS_KB,
    ));
    let requests = requests()?;
    run::say(&format!(
        "  {} requests: {requests} of {REQUESTS}",
        if requests <= REQUESTS { '✓' } else { '✗' }
    ));
    if requests > REQUESTS {
        over.push(format!("{requests} requests of {REQUESTS}"));
    }
    match over.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(
            format!("The browser app is too big: {}.", over.join("; ")),
            "Look for a new dependency, a regex, a generic view without `.into_any()`.",
        )),
    }
}

/// All that a first visit sends, compressed.
pub fn first_visit_bytes() -> Outcome<u64> {
    Ok(sizes()?.iter().map(|(_, bytes)| bytes).sum())
}

/// Says the figure beside its bar; answers the line when it is too much.
fn compared(what: &str, bytes: u64, bar_kb: u64) -> Option<String> {
    let kept = bytes <= bar_kb * 1000;
    let line = format!(
        "{what}: {}.{} kB of {bar_kb} kB",
        bytes / 1000,
        bytes % 1000 / 100
    );
    run::say(&format!("  {} {line}", if kept { '✓' } else { '✗' }));
    (!kept).then_some(line)
}

/// What comes when somebody who is signed in opens the jobs with an empty cache.
pub fn first_load_of_jobs() -> Outcome<u64> {
    let remedy = "Look at `frontend/src/pages.rs`: the part must be there under this name.";
    let unknown = || Failure::new(format!("The part `{TODAY}` is not in the loader."), remedy);
    let all = all_sizes()?;
    let boot = all.iter().find(|(name, _)| name.starts_with("boot."));
    let (boot, _) = boot.ok_or_else(unknown)?;
    let loader = place::read(Path::new(DIST).join(boot))?;
    let parts = parts::needed(&loader, TODAY).ok_or_else(unknown)?;
    let wanted = all
        .iter()
        .filter(|(name, _)| !is_part(name) || parts.contains(name));
    Ok(wanted.map(|(_, bytes)| bytes).sum())
}

/// Parts of the app come with the first page that needs them, not with the first visit.
fn is_part(name: &str) -> bool {
    name.starts_with("part.")
}

/// The name and the compressed size of every file of a first visit.
fn sizes() -> Outcome<Vec<(String, u64)>> {
    let mut sizes = all_sizes()?;
    sizes.retain(|(name, _)| !is_part(name));
    Ok(sizes)
}

/// The name and the compressed size of every file that is served.
fn all_sizes() -> Outcome<Vec<(String, u64)>> {
    let mut sizes = Vec::new();
    for path in place::files_below(Path::new(DIST), &[])? {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        if let Some(plain) = name.strip_suffix(".br") {
            let length = fs::metadata(&path)
                .map_err(|cause| Failure::file(&path, cause))?
                .len();
            sizes.push((plain.to_owned(), length));
        }
    }
    match sizes.is_empty() {
        false => Ok(sizes),
        true => Err(Failure::new(
            format!("{DIST} holds no compressed files."),
            "Run `cargo xtask spa`.",
        )),
    }
}

/// The page itself and every file that it or its scripts name.
fn requests() -> Outcome<usize> {
    let names: Vec<String> = sizes()?.into_iter().map(|(name, _)| name).collect();
    let mut asked = BTreeSet::from(["index.html".to_owned()]);
    let mut unread = vec!["index.html".to_owned()];
    while let Some(name) = unread.pop() {
        let readable = [".html", ".js", ".css"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if !readable {
            continue;
        }
        let text = place::read(Path::new(DIST).join(&name))?;
        for other in names.iter().filter(|other| text.contains(other.as_str())) {
            if asked.insert(other.clone()) {
                unread.push(other.clone());
            }
        }
    }
    Ok(asked.len())
}
