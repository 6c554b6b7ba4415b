//! Rules that know which slices there are.

use super::{is_api, is_in};
use crate::tidy::Finding;
use crate::tidy::base::{self, Slices};
use crate::tidy::source::Source;

/// What requests pass before a slice sees them: it reads the table of operations, and knows no address by heart.
const SERVER: &str = "api/src/server";

/// How an address of the product begins, beside the slices' own names.
const ADDRESSES: [&str; 6] = [
    "api",
    "health",
    "version",
    "problems",
    "events",
    "openapi.json",
];

/// A rule that is looked at file by file, like [`crate::tidy::Rule`].
struct Rule {
    name: &'static str,
    applies: fn(&Source) -> bool,
    broken: fn(&Source, &Slices) -> Vec<usize>,
}

const RULES: [Rule; 3] = [
    Rule {
        name: "a base module names no slice",
        applies: is_base,
        broken: names_slice,
    },
    Rule {
        name: "a base module names no address of the product",
        applies: is_base_or_server,
        broken: names_address,
    },
    Rule {
        name: "a slice calls another only through its outermost file",
        applies: is_api,
        broken: foreign_inside,
    },
];

/// Each breach of these rules.
pub fn check(sources: &[Source], slices: &Slices) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in &RULES {
        for source in sources.iter().filter(|source| (rule.applies)(source)) {
            let lines = (rule.broken)(source, slices).into_iter();
            findings.extend(lines.map(|line| Finding {
                path: source.path.clone(),
                line,
                rule: rule.name,
            }));
        }
    }
    findings
}

fn is_base(source: &Source) -> bool {
    source.is_rust() && base::holds(&source.path)
}

fn is_base_or_server(source: &Source) -> bool {
    // The browser's one client holds what every call begins with.
    let is_client = source.path == "frontend/src/client.rs";
    (is_base(source) && !is_client) || (source.is_rust() && is_in(SERVER, source))
}

fn names_slice(source: &Source, slices: &Slices) -> Vec<usize> {
    let names = |line: &str| slices.iter().any(|slice| mentions(line, slice));
    source
        .product()
        .filter(|(_, line)| names(line))
        .map(|(number, _)| number)
        .collect()
}

fn names_address(source: &Source, slices: &Slices) -> Vec<usize> {
    let texts = source.text.lines();
    source
        .product()
        .zip(texts)
        .filter(|((_, code), text)| quotes_address(code, text, slices))
        .map(|((number, _), _)| number)
        .collect()
}

/// Whether a string of the line holds a path that begins with a slice's name or another of the product's.
fn quotes_address(code: &str, text: &str, slices: &Slices) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let mut in_string = false;
    for (at, mark) in code.chars().enumerate() {
        in_string ^= mark == '"';
        let follows_a_word = at
            .checked_sub(1)
            .and_then(|before| letters.get(before))
            .is_some_and(|letter| letter.is_alphanumeric());
        if !in_string || follows_a_word || letters.get(at) != Some(&'/') {
            continue;
        }
        let word: String = letters
            .iter()
            .skip(at + 1)
            .take_while(|letter| letter.is_alphanumeric() || "._".contains(**letter))
            .collect();
        if slices.contains(&word) || ADDRESSES.contains(&word.as_str()) {
            return true;
        }
    }
    false
}

/// Whether the line names the slice's module in `api` or `frontend`, or its types in `shared`.
fn mentions(line: &str, slice: &str) -> bool {
    ["crate::", "shared::", "api::"].iter().any(|root| {
        let path = format!("{root}{slice}");
        line.match_indices(&path).any(|(at, _)| {
            let after = line
                .get(at + path.len()..)
                .and_then(|rest| rest.chars().next());
            after.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        })
    })
}

fn foreign_inside(source: &Source, slices: &Slices) -> Vec<usize> {
    let foreign = |line: &str| {
        slices.iter().any(|slice| {
            !is_in(&format!("api/src/{slice}"), source)
                && ["store", "service"]
                    .iter()
                    .any(|part| line.contains(&format!("crate::{slice}::{part}")))
        })
    };
    source
        .product()
        .filter(|(_, line)| foreign(line))
        .map(|(number, _)| number)
        .collect()
}
