//! Nothing imports in a circle: each file of the browser app, and each module of the server, can be read, and moved, without
//! what uses it; so they have an order. A module and what lies inside it are one thing here.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::source::Source;

const BROWSER: &str = "frontend/src/";
const SERVER: &str = "api/src/";

/// Where the server’s modules are put together: it knows them all, and their routes ask it for the database.
const TOGETHER: &str = "app";

type Module = Vec<String>;

/// Each file of the browser app, and each module of the server, that can be reached again from what it imports.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = circles_of_files(sources);
    findings.extend(circles_of_modules(sources));
    findings
}

fn circles_of_modules(sources: &[Source]) -> Vec<Finding> {
    let files: BTreeMap<Module, &Source> = sources
        .iter()
        .filter(|source| source.path.starts_with(SERVER) && source.is_rust())
        .map(|source| (module_of(SERVER, &source.path), source))
        .filter(|(module, _)| !module.is_empty())
        .collect();
    let known: BTreeSet<Module> = files.keys().cloned().collect();
    let outermost = |module: &Module| module.iter().take(1).cloned().collect::<Module>();
    let mut modules: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, source) in &files {
        let named = imported(module, source, &known);
        let others = named.iter().map(outermost).filter(|other| {
            *other != outermost(module) && other.first().is_some_and(|name| name != TOGETHER)
        });
        modules.entry(outermost(module)).or_default().extend(others);
    }
    let imports = modules
        .iter()
        .map(|(one, named)| (one, named.clone()))
        .collect();
    modules
        .keys()
        .filter(|one| reaches_itself(one, &imports))
        .map(|one| Finding {
            path: format!("{SERVER}{}", one.concat()),
            line: 1,
            rule: "no module of the server imports another in a circle",
        })
        .collect()
}

fn circles_of_files(sources: &[Source]) -> Vec<Finding> {
    let files: BTreeMap<Module, &Source> = sources
        .iter()
        .filter(|source| source.path.starts_with(BROWSER) && source.is_rust())
        .map(|source| (module_of(BROWSER, &source.path), source))
        .collect();
    let known: BTreeSet<Module> = files.keys().cloned().collect();
    let imports: BTreeMap<&Module, BTreeSet<Module>> = files
        .iter()
        .map(|(module, source)| (module, imported(module, source, &known)))
        .collect();
    files
        .iter()
        .filter(|(module, _)| reaches_itself(module, &imports))
        .map(|(_, source)| Finding {
            path: source.path.clone(),
            line: 1,
            rule: "no file imports another in a circle",
        })
        .collect()
}

/// `frontend/src/ui/form.rs` is `ui::form`, `api/src/jobs.rs` is `jobs`; `main.rs` and `lib.rs` are the root.
fn module_of(root: &str, path: &str) -> Module {
    let inner = path.trim_start_matches(root).trim_end_matches(".rs");
    match inner {
        "main" | "lib" => Vec::new(),
        _ => inner.split('/').map(str::to_owned).collect(),
    }
}

fn imported(module: &Module, source: &Source, known: &BTreeSet<Module>) -> BTreeSet<Module> {
    let code: Vec<&str> = source.product().map(|(_, line)| line).collect();
    let code = code.join(" ");
    let mut found = BTreeSet::new();
    for tree in code.split("use ").skip(1) {
        let tree = tree.split(';').next().unwrap_or_default();
        for path in paths(tree) {
            found.extend(resolved(module, &path, known));
        }
    }
    for (at, _) in code.match_indices("crate::") {
        let rest = code.get(at..).unwrap_or_default();
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
        let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        found.extend(resolved(module, &path, known));
    }
    found.retain(|other| !other.starts_with(module) && !module.starts_with(other));
    found
}

/// `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((before, inner)) = tree.split_once('{') else {
        let names = tree.split("::");
        let name = |part: &str| {
            part.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        return vec![names.map(name).collect()];
    };
    let start: Vec<String> = before
        .split("::")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let mut depth = 0_usize;
    let branches = inner.split(|letter: char| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    branches
        .filter(|branch| !branch.trim().is_empty())
        .flat_map(paths)
        .map(|rest| start.iter().cloned().chain(rest).collect())
        .collect()
}

/// The file that a path leads to: the longest beginning that is one.
fn resolved(module: &Module, path: &[String], known: &BTreeSet<Module>) -> Option<Module> {
    let mut base = match path.first().map(String::as_str)? {
        "crate" => Vec::new(),
        "super" => module.get(..module.len().checked_sub(1)?)?.to_vec(),
        _ => return None,
    };
    for name in path.iter().skip(1) {
        match name.as_str() {
            "super" => {
                base.pop();
            }
            _ => base.push(name.clone()),
        }
    }
    while !base.is_empty() {
        if known.contains(&base) {
            return Some(base);
        }
        base.pop();
    }
    None
}

fn reaches_itself(start: &Module, imports: &BTreeMap<&Module, BTreeSet<Module>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&Module> = imports.get(start).into_iter().flatten().collect();
    while let Some(module) = next.pop() {
        if module == start {
            return true;
        }
        if seen.insert(module) {
            next.extend(imports.get(module).into_iter().flatten());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle_in(root: &str, files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source::new(&format!("{root}{path}"), (*text).to_owned()))
            .collect();
        check(&sources)
            .into_iter()
            .map(|finding| finding.path.replace(root, ""))
            .collect()
    }

    fn circle(files: &[(&str, &str)]) -> Vec<String> {
        circle_in(BROWSER, files)
    }

    #[test]
    fn a_circle_of_modules_is_found_wherever_in_them_it_lies() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; mod app;"),
            ("a.rs", "mod store;"),
            ("a/store.rs", "use crate::b;\nuse super::Two;"),
            ("b.rs", "mod routes;"),
            (
                "b/routes.rs",
                "use crate::app::App;\nfn f() { crate::c::g(); }",
            ),
            ("c.rs", "use crate::{a, app::App};"),
            ("app.rs", "use crate::{a, b, c};"),
        ];
        assert_eq!(circle_in(SERVER, &files), ["a", "b", "c"]);
    }

    #[test]
    fn a_circle_names_each_of_its_files_and_no_other() {
        let files = [
            ("main.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::{b::One, d};"),
            ("b.rs", "fn f() { crate::c::g(); }"),
            ("c.rs", "use std::fs;\nuse super::a::{Two, Three};"),
            ("d.rs", "// use crate::a;"),
        ];
        assert_eq!(circle(&files), ["a.rs", "b.rs", "c.rs"]);
    }

    #[test]
    fn a_module_and_its_inside_are_one_thing() {
        let files = [
            ("a.rs", "mod inside;\nuse self::inside::One;"),
            ("a/inside.rs", "use super::Two;\nuse crate::b;"),
            ("b.rs", ""),
        ];
        assert!(circle(&files).is_empty());
    }
}
