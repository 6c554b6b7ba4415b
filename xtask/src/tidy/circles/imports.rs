//! What the files of a crate name of each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::source::Source;

/// `ui::form` is `["ui", "form"]`; the crate's root is empty.
pub type Module = Vec<String>;

/// A file that names another one of its crate.
pub struct Import<'a> {
    pub path: &'a str,
    pub line: usize,
    pub from: Module,
    pub to: Module,
}

/// The files of a crate, and what they declare.
pub struct Crate<'a> {
    files: Vec<(Module, &'a Source)>,
    declared: BTreeMap<Module, Declared>,
}

/// What the names in a file mean.
#[derive(Default)]
struct Declared {
    /// Items that are written in it.
    items: BTreeSet<String>,
    /// Names that it took from elsewhere, and may hand on.
    taken: BTreeMap<String, Vec<String>>,
    /// Modules that it took everything of.
    all_of: Vec<Vec<String>>,
}

/// A path in the code, and the name that it has there.
struct Named {
    path: Vec<String>,
    name: Option<String>,
    line: usize,
}

impl<'a> Crate<'a> {
    pub fn new(root: &str, sources: &'a [Source]) -> Self {
        let files: Vec<_> = sources
            .iter()
            .filter(|source| source.is_rust())
            .filter_map(|source| Some((module_of(source.path.strip_prefix(root)?), source)))
            .collect();
        let mut declared: BTreeMap<Module, Declared> = BTreeMap::new();
        for (module, source) in &files {
            declared.entry(module.clone()).or_default().read(source);
        }
        Self { files, declared }
    }

    /// Every import of a file from another, in order.
    pub fn imports(&self) -> Vec<Import<'a>> {
        let mut found = Vec::new();
        for (from, source) in &self.files {
            let code = product(source);
            for named in used(&code).into_iter().chain(named_in_place(&code)) {
                let mut met = BTreeSet::new();
                self.follow(from, &named.path, &mut met);
                found.extend(met.into_iter().map(|to| Import {
                    path: &source.path,
                    line: named.line,
                    from: from.clone(),
                    to,
                }));
            }
        }
        found
    }

    /// The files that a path in `module` leads to: the one that hands the name on, and the one where it is written.
    fn follow(&self, module: &Module, path: &[String], met: &mut BTreeSet<Module>) {
        let Some((mut at, mut rest)) = self.start(module, path) else {
            return;
        };
        while let Some((name, further)) = rest.split_first() {
            let inner: Module = at.iter().cloned().chain([name.clone()]).collect();
            if !self.declared.contains_key(&inner) {
                break;
            }
            (at, rest) = (inner, further);
        }
        let (Some(here), true) = (self.declared.get(&at), met.insert(at.clone())) else {
            return;
        };
        let Some((name, further)) = rest.split_first() else {
            return;
        };
        if here.items.contains(name) {
            return;
        }
        if let Some(taken) = here.taken.get(name) {
            return self.follow(&at, &[taken, further].concat(), met);
        }
        for every in &here.all_of {
            if self.is_written_in(&at, every, name) {
                self.follow(&at, &[every, rest].concat(), met);
            }
        }
    }

    /// Whether this item stands in the module that a path in `module` leads to.
    fn is_written_in(&self, module: &Module, path: &[String], item: &String) -> bool {
        self.start(module, path).is_some_and(|(at, rest)| {
            let inner: Module = at.into_iter().chain(rest.iter().cloned()).collect();
            let declared = self.declared.get(&inner);
            declared.is_some_and(|inner| inner.items.contains(item))
        })
    }

    /// Where a path begins, and what is left of it; none when it leads out of the crate.
    fn start<'p>(&self, module: &Module, path: &'p [String]) -> Option<(Module, &'p [String])> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some((Module::new(), rest)),
            "self" => Some((module.clone(), rest)),
            "super" => {
                let mut at = module.clone();
                let above = path.iter().take_while(|name| *name == "super").count();
                for _ in 0..above {
                    at.pop()?;
                }
                Some((at, path.get(above..)?))
            }
            _ => {
                let inner = module.iter().chain([first]).cloned().collect::<Module>();
                self.declared.contains_key(&inner).then_some((inner, rest))
            }
        }
    }
}

impl Declared {
    fn read(&mut self, source: &Source) {
        let code = product(source);
        for named in used(&code) {
            match named.name {
                Some(name) => {
                    self.taken.insert(name, named.path);
                }
                None => self.all_of.push(named.path),
            }
        }
        let words: Vec<&str> = code
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '!')
            .filter(|word| !word.is_empty())
            .collect();
        const KINDS: [&str; 9] = [
            "const",
            "enum",
            "fn",
            "macro_rules!",
            "mod",
            "static",
            "struct",
            "trait",
            "type",
        ];
        let items = words
            .iter()
            .zip(words.iter().skip(1))
            .filter(|(kind, _)| KINDS.contains(kind))
            .map(|(_, name)| (*name).to_owned());
        self.items.extend(items);
    }
}

/// `ui/form.rs` is `ui::form`; `main.rs` and `lib.rs` are the root.
fn module_of(path: &str) -> Module {
    match path.trim_end_matches(".rs") {
        "main" | "lib" => Module::new(),
        inner => inner.split('/').map(str::to_owned).collect(),
    }
}

fn product(source: &Source) -> String {
    let lines: Vec<&str> = source.product().map(|(_, line)| line).collect();
    lines.join("\n")
}

/// What `use` brings in.
fn used(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for (at, tree) in uses(code) {
        let line = line_of(code, at);
        found.extend(
            leaves(tree)
                .into_iter()
                .map(|(path, name)| Named { path, name, line }),
        );
    }
    found
}

/// Where each `use` stands, and what it says up to its `;`.
fn uses(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.match_indices("use ").filter_map(|(at, word)| {
        let is_word = code
            .get(..at)
            .is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        let tree = code.get(at + word.len()..)?.split(';').next()?;
        is_word.then_some((at, tree))
    })
}

/// Paths that are written out where they are needed: `crate::text::folded(name)`.
fn named_in_place(code: &str) -> Vec<Named> {
    let imports: Vec<_> = uses(code)
        .map(|(at, tree)| at..=at + "use ".len() + tree.len())
        .collect();
    let mut found = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let goes_on = code.get(..at).is_some_and(|before| {
                before.ends_with([':', '_']) || before.ends_with(char::is_alphanumeric)
            });
            if goes_on || imports.iter().any(|import| import.contains(&at)) {
                continue;
            }
            let rest = code.get(at..).unwrap_or_default();
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
            let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            found.push(Named {
                path: names(path).collect(),
                name: None,
                line: line_of(code, at),
            });
        }
    }
    found
}

fn line_of(code: &str, at: usize) -> usize {
    code.get(..at).unwrap_or_default().matches('\n').count() + 1
}

fn names(path: &str) -> impl Iterator<Item = String> {
    path.split("::")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
}

/// `a::{b as e, c::{self, d}, f::*}` is `a::b` by the name of `e`, `a::c`, `a::c::d`, and all of `a::f`.
fn leaves(tree: &str) -> Vec<(Vec<String>, Option<String>)> {
    let tree = tree.trim();
    let Some((before, inner)) = tree.split_once('{') else {
        let (path, other_name) = match tree.split_once(" as ") {
            Some((path, name)) => (path, Some(name.trim().to_owned())),
            None => (tree, None),
        };
        let mut path: Vec<String> = names(path).collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = other_name.or_else(|| path.last().cloned());
        return vec![match name.as_deref() {
            Some("*") => (path.into_iter().filter(|name| name != "*").collect(), None),
            _ => (path, name),
        }];
    };
    let start: Vec<String> = names(before).collect();
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
    let mut found = Vec::new();
    for branch in branches.filter(|branch| !branch.trim().is_empty()) {
        for (rest, name) in leaves(branch) {
            let is_self = rest.first().is_some_and(|only| only == "self");
            let path: Vec<String> = match is_self {
                true => start.clone(),
                false => start.iter().cloned().chain(rest).collect(),
            };
            let name = match name.as_deref() {
                Some("self") => start.last().cloned(),
                _ => name,
            };
            found.push((path, name));
        }
    }
    found
}
