//! The README says where things are: what it names is there.

use super::Finding;
use super::source::Source;

const README: &str = "README.md";
const RULE: &str = "a path that README.md names is there (`things` stands for any resource)";
/// How paths of the project begin.
const ROOTS: [&str; 5] = [
    "api/src/",
    "api/tests/",
    "frontend/src/",
    "shared/src/",
    "xtask/src/",
];
/// The resource that a new one is copied from.
const MODEL: &str = "expenditures";

/// Each line that names a file or folder that is not there.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let readme = sources.iter().find(|source| source.path == README);
    let lines = readme.into_iter().flat_map(|readme| readme.text.lines());
    let is_lost = |line: &str| paths(line).any(|path| !is_there(&path, sources));
    lines
        .enumerate()
        .filter(|(_, line)| is_lost(line))
        .map(|(index, _)| Finding {
            path: README.to_owned(),
            line: index + 1,
            rule: RULE,
        })
        .collect()
}

/// The paths between a line's backticks; one that stands for several is left out.
fn paths(line: &str) -> impl Iterator<Item = String> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| ROOTS.iter().any(|root| text.starts_with(root)))
        .filter(|text| !text.contains(['{', '<', ' ']))
        .map(|path| path.replace("things", MODEL))
}

fn is_there(path: &str, sources: &[Source]) -> bool {
    sources.iter().any(|source| {
        let rest = source.path.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_nowhere_is_found() {
        let at = |path: &str, text: &str| Source::new(path, text.to_owned());
        for (line, expected) in [
            ("see `api/src/expenditures.rs` and `api/src/db/`", vec![]),
            ("copy `api/src/things.rs` and `api/src/db`", vec![]),
            ("`api/src/gone.rs`", vec![2]),
            ("`api/src/d`", vec![2]),
            ("`api/src/{db,http}`, `GET /api/src/x`", vec![]),
        ] {
            let sources = [
                at(README, &format!("# A\n{line}\n")),
                at("api/src/expenditures.rs", ""),
                at("api/src/db/pool.rs", ""),
            ];
            let found: Vec<_> = check(&sources).iter().map(|one| one.line).collect();
            assert_eq!(found, expected, "{line}");
        }
    }
}
