//! What every slice stands on, and in which order: a base module imports only what stands before it here.

use std::collections::BTreeSet;

use super::Finding;
use super::circles::imports::{Crate, Import};
use super::source::Source;

/// A crate's outermost modules.
struct Layers {
    root: &'static str,
    /// From the ground up.
    base: &'static [&'static str],
    /// What puts slices together, or shows them to people.
    above: &'static [&'static str],
}

const LAYERS: [Layers; 3] = [
    Layers {
        root: "shared/src/",
        base: &[
            "text",
            "digits",
            "schema",
            "issue",
            "closed",
            "permission",
            "patch",
            "typed",
            "currency",
            "date",
            "instant",
            "quantity",
            "id",
            "money",
            "challenge",
            "problem",
            "field",
            "files",
            "page",
        ],
        above: &["nav"],
    },
    Layers {
        root: "api/src/",
        base: &[
            "clock",
            "keyring",
            "secret",
            "wire",
            "config",
            "error",
            "db",
            "logging",
            "paging",
            "stored",
            "calendar",
            "people",
            "http",
            "work",
            "setup_token",
            "app",
        ],
        above: &[
            "health",
            "openapi",
            "instance",
            "tick",
            "background",
            "server",
            "seed",
            "cli",
        ],
    },
    Layers {
        root: "frontend/src/",
        base: &[
            "unicode", "task", "browser", "locks", "client", "draft", "session", "ui", "prefs",
        ],
        above: &["shell", "gallery", "pages", "app"],
    },
];

/// The features of the product, by the one name that each has everywhere: whatever has no other place here.
pub type Slices = BTreeSet<String>;

const ORDER: &str = "a base module imports only what stands before it in xtask/src/tidy/base.rs";
const GONE: &str = "a module that xtask/src/tidy/base.rs names is there";

/// Base modules that speak of the product all the same: of people, of kinds of long work, and of where problems are explained.
const OF_THE_PRODUCT: [&str; 4] = [
    "api/src/people",
    "api/src/work",
    "frontend/src/session",
    "shared/src/problem",
];

/// Whether the file lies in a base module, or is one, that must not even name what a slice sends.
pub fn holds(path: &str) -> bool {
    let is_in = |module: &&str| {
        path.strip_prefix(*module)
            .is_some_and(|rest| rest.starts_with(['.', '/']))
    };
    !OF_THE_PRODUCT.iter().any(is_in)
        && LAYERS.iter().any(|layers| {
            outermost(layers.root, path).is_some_and(|module| layers.base.contains(&module))
        })
}

pub fn slices(sources: &[Source]) -> Slices {
    let unplaced = LAYERS.iter().flat_map(|layers| layers.unplaced(sources));
    unplaced.map(str::to_owned).collect()
}

/// Each place without a module, and each import of a base module that leads up.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    LAYERS
        .iter()
        .flat_map(|layers| layers.check(sources))
        .collect()
}

impl Layers {
    fn check(&self, sources: &[Source]) -> Vec<Finding> {
        let present = self.present(sources);
        let of = |rule, path, line| Finding { path, line, rule };
        let file = |module: &str| format!("{}{module}.rs", self.root);
        let named = self.base.iter().chain(self.above);
        let gone = named.filter(|module| !present.contains(*module));
        let imports = Crate::new(self.root, sources).imports();
        let upward = imports.iter().filter(|import| self.leads_up(import));
        gone.map(|module| of(GONE, file(module), 1))
            .chain(upward.map(|import| of(ORDER, import.path.to_owned(), import.line)))
            .collect()
    }

    fn present<'s>(&self, sources: &'s [Source]) -> BTreeSet<&'s str> {
        let code = sources.iter().filter(|source| source.is_rust());
        code.filter_map(|source| outermost(self.root, &source.path))
            .collect()
    }

    /// The modules that are neither base nor above the slices.
    fn unplaced<'s>(&self, sources: &'s [Source]) -> impl Iterator<Item = &'s str> {
        let placed = [self.base, self.above].concat();
        let present = self.present(sources).into_iter();
        present.filter(move |module| !placed.contains(module))
    }

    fn leads_up(&self, import: &Import) -> bool {
        let (Some(from), Some(to)) = (import.from.first(), import.to.first()) else {
            return false;
        };
        let level = |module: &String| self.base.iter().position(|name| name == module);
        match (level(from), level(to)) {
            (Some(from), Some(to)) => to > from,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// `api/src/http/guard.rs` lies in `http`; the crate's root lies in none.
fn outermost<'p>(root: &str, path: &'p str) -> Option<&'p str> {
    let inner = path.strip_prefix(root)?;
    let module = inner.split('/').next()?;
    let module = module.strip_suffix(".rs").unwrap_or(module);
    (!["lib", "main"].contains(&module)).then_some(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<(String, usize, &'static str)> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source::new(path, (*text).to_owned()))
            .collect();
        let findings = check(&sources).into_iter();
        findings
            .filter(|finding| finding.rule != GONE)
            .map(|finding| (finding.path, finding.line, finding.rule))
            .collect()
    }

    const AROUND: [&str; 8] = [
        "shared/src/issue.rs",
        "shared/src/field.rs",
        "api/src/db.rs",
        "api/src/http.rs",
        "api/src/jobs.rs",
        "api/src/server.rs",
        "frontend/src/jobs.rs",
        "frontend/src/shell.rs",
    ];

    #[test]
    fn a_base_module_imports_what_stands_before_it_alone() {
        for (path, text, line) in [
            ("shared/src/issue.rs", "\nuse crate::field;", Some(2)),
            ("shared/src/field/rules.rs", "use crate::issue;", None),
            (
                "api/src/db/pool.rs",
                "fn f() { crate::http::g(); }",
                Some(1),
            ),
            ("api/src/http/guard.rs", "use crate::db;", None),
            ("api/src/people.rs", "use crate::jobs;", Some(1)),
            ("api/src/work.rs", "use crate::server;", Some(1)),
            ("frontend/src/ui/can.rs", "use crate::shell;", Some(1)),
            ("frontend/src/shell/keys.rs", "use crate::jobs;", None),
            ("api/src/jobs/service.rs", "use crate::server;", None),
        ] {
            let others = AROUND.iter().filter(|other| **other != path);
            let files: Vec<_> = others
                .map(|other| (*other, ""))
                .chain([(path, text)])
                .collect();
            let found: Vec<_> = found(&files)
                .into_iter()
                .filter(|(_, _, rule)| *rule == ORDER)
                .map(|(path, line, _)| (path, line))
                .collect();
            let expected: Vec<_> = line
                .map(|line| (path.to_owned(), line))
                .into_iter()
                .collect();
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn a_slice_is_a_module_that_has_no_other_place() {
        let paths = [
            "api/src/lib.rs",
            "api/src/db/pool.rs",
            "api/src/cli.rs",
            "api/src/things/routes.rs",
            "frontend/src/things.rs",
            "shared/src/others.rs",
        ];
        let sources = paths.map(|path| Source::new(path, String::new()));
        let expected = ["others", "things"].map(str::to_owned);
        assert_eq!(slices(&sources), Slices::from(expected));
    }

    #[test]
    fn a_base_module_does_not_import_a_new_slice() {
        let files = [
            ("api/src/db.rs", "use crate::things;"),
            ("api/src/things.rs", ""),
        ];
        assert_eq!(found(&files), [("api/src/db.rs".to_owned(), 1, ORDER)]);
    }

    #[test]
    fn a_place_without_its_module_is_named() {
        let sources = [Source::new("api/src/clock.rs", String::new())];
        let findings = check(&sources);
        let gone = |path: &str| {
            findings
                .iter()
                .any(|one| one.rule == GONE && one.path == path)
        };
        assert!(gone("api/src/keyring.rs") && gone("frontend/src/shell.rs"));
        assert!(!gone("api/src/clock.rs") && !gone("api/src/jobs.rs"));
    }
}
