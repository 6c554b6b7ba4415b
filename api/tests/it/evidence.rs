//! Which tests prove which line of the security guide: found by the ids in the tests' names, committed, read in review.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::bless;

/// Lines of the guide, as SECURITY.md numbers them.
const LINES: u32 = 125;

/// What the product does today; the other lines belong to work that follows.
const DONE: [std::ops::RangeInclusive<u32>; 8] = [
    1..=4,
    6..=8,
    10..=18,
    20..=20,
    24..=52,
    54..=77,
    82..=83,
    100..=100,
];

/// Lines that are done but that no test names yet. May only shrink.
const UNPROVED: [u32; 0] = [];

/// Lines that tests show in part, and what SECURITY.md asks there that none of them asserts. A test's name alone proves
/// nothing. May only shrink.
const PARTLY: [(u32, &str); 5] = [
    (
        7,
        "ages, notices, event and log are shown; no posture page and no /metrics exist yet to show them as well",
    ),
    (
        16,
        "the two roles are shown; no preflight and no posture yet to be red with one address for both",
    ),
    (
        22,
        "the trail is shown; `zehmo logs review` does not exist yet, and no test reads the database's own log settings",
    ),
    (
        63,
        "no build and no setting has a hook, so that there is nothing that production could refuse",
    ),
    (
        77,
        "no account is ever locked and nothing stops the monitoring: authn_login_lock and sys_monitor_disabled are never written; no test reads the line of secret_rotated",
    ),
];

/// `G01`, as SECURITY.md writes it; `G100` comes after `G99`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line(u32);

impl serde::Serialize for Line {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("G{:02}", self.0))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_line_of_the_guide_that_is_done_has_a_test() {
    let found = tests_by_line();
    let mut lines: BTreeMap<Line, Value> = BTreeMap::new();
    let mut bare = Vec::new();
    for line in 1..=LINES {
        let tests: Vec<&String> = found.get(&line).into_iter().flatten().collect();
        let is_due = DONE.iter().any(|range| range.contains(&line));
        let missing = PARTLY.iter().find(|(partly, _)| *partly == line);
        let status = match (is_due, tests.is_empty()) {
            (true, false) if missing.is_none() => "proved",
            (true, true) => "open",
            _ => "later",
        };
        if status == "open" {
            bare.push(line);
        }
        let mut row = json!({ "status": status, "tests": tests });
        if let Some((_, missing)) = missing {
            row["missing"] = json!(missing);
        }
        lines.insert(Line(line), row);
    }
    let mut text = serde_json::to_string_pretty(&lines).unwrap();
    text.push('\n');
    bless::compare(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("evidence/guide.json"),
        &text,
    );
    assert_eq!(
        bare, UNPROVED,
        "lines of the guide whose id no test carries"
    );
}

/// The tests of all crates and the browser journeys, by the lines that their names carry.
fn tests_by_line() -> BTreeMap<u32, BTreeSet<String>> {
    let mut found: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for folder in [
        "api/src",
        "api/tests",
        "shared/src",
        "xtask/src",
        "frontend/src",
        "frontend/e2e/journeys",
    ] {
        for file in files(&root().join(folder)) {
            let place = file.strip_prefix(root()).unwrap().display().to_string();
            for name in tests_in(&std::fs::read_to_string(&file).unwrap()) {
                for line in lines_of(&name) {
                    found
                        .entry(line)
                        .or_default()
                        .insert(format!("{place}: {name}"));
                }
            }
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false
                if path
                    .extension()
                    .is_some_and(|kind| kind == "rs" || kind == "mjs") =>
            {
                found.push(path)
            }
            false => {}
        }
    }
    found.sort();
    found
}

/// Names of functions under a test attribute, and titles of journeys.
fn tests_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        let named = line
            .split_once("fn ")
            .and_then(|(_, rest)| rest.split(['(', '<']).next());
        if line.starts_with("#[") {
            is_test |= line.ends_with("test]");
        } else if let Some(name) = named.filter(|_| is_test) {
            names.push(name.to_owned());
            is_test = false;
        }
        let title = line
            .strip_prefix("test(")
            .or_else(|| line.strip_prefix("await t.test("));
        names.extend(title.map(|title| {
            title
                .to_lowercase()
                .split("async")
                .next()
                .unwrap_or_default()
                .trim_matches(['"', '\'', '`', ',', ' '])
                .to_owned()
        }));
    }
    names
}

/// `g46_g47_access_is_…` proves G46 and G47.
fn lines_of(name: &str) -> Vec<u32> {
    name.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter_map(|word| word.strip_prefix('g')?.parse().ok())
        .filter(|line| (1..=LINES).contains(line))
        .collect()
}
