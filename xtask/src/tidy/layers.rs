//! Who may know whom: the absences that make the architecture.

mod events;

use super::Rule;
use super::base::{self, SLICES};
use super::source::Source;

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

/// What the crate of both sides must not know: IO, clock, database, server, browser.
const OUTSIDE: [&str; 18] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::io",
    "SystemTime",
    "std::time::Instant",
    "chrono",
    "tokio",
    "diesel",
    "actix",
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo",
    "reqwest",
];

pub const RULES: [Rule; 10] = [
    Rule {
        name: "`diesel` is named only in store.rs, db/ and error.rs",
        applies: without_database,
        broken: names_diesel,
    },
    Rule {
        name: "`actix_web` is never named in a service or a store",
        applies: is_inner,
        broken: names_actix,
    },
    Rule {
        name: "asynchronous work of the browser app is started in task.rs alone",
        applies: starts_no_work,
        broken: spawns,
    },
    Rule {
        name: "`shared` knows no IO, clock, database, server or browser",
        applies: is_shared,
        broken: names_outside,
    },
    Rule {
        name: "an event that comes when an element is taken away is heard `while_here`",
        applies: starts_no_work,
        broken: events::heard_after_the_end,
    },
    Rule {
        name: "read what is followed, `with(|_| ())`: `.track()` of a memo that nobody read follows nothing",
        applies: starts_no_work,
        broken: |source| source.product_lines_with(&[".track()"]),
    },
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
        name: "a slice's store is private: `mod store;`",
        applies: is_api,
        broken: public_store,
    },
    Rule {
        name: "a slice calls another only through its outermost file",
        applies: is_api,
        broken: foreign_inside,
    },
];

/// Whether the file is the module of this path, or lies inside it.
fn is_in(module: &str, source: &Source) -> bool {
    let rest = source.path.strip_prefix(module);
    rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn is_api(source: &Source) -> bool {
    source.path.starts_with("api/src/") && source.is_rust()
}

fn is_store(source: &Source) -> bool {
    source.path.ends_with("/store.rs") || source.path.contains("/store/")
}

fn is_inner(source: &Source) -> bool {
    is_api(source)
        && (is_store(source)
            || source.path.ends_with("/service.rs")
            || source.path.contains("/service/"))
}

fn without_database(source: &Source) -> bool {
    let product = ["api/src/", "shared/src/", "frontend/src/"]
        .iter()
        .any(|module| source.path.starts_with(module));
    product && !is_store(source) && !is_in("api/src/db", source) && !is_in("api/src/error", source)
}

fn starts_no_work(source: &Source) -> bool {
    source.path.starts_with("frontend/src/")
        && source.is_rust()
        && source.path != "frontend/src/task.rs"
}

fn spawns(source: &Source) -> Vec<usize> {
    // The session's clock runs as long as the app.
    let words: &[&str] = match source.path.as_str() {
        "frontend/src/session/idle.rs" => &["spawn_local", "spawn("],
        _ => &["spawn_local", "spawn(", "set_interval"],
    };
    source.product_lines_with(words)
}

fn is_shared(source: &Source) -> bool {
    source.path.starts_with("shared/") && (source.is_rust() || source.path.ends_with(".toml"))
}

fn is_base(source: &Source) -> bool {
    source.is_rust() && base::holds(&source.path)
}

fn is_base_or_server(source: &Source) -> bool {
    // The browser's one client holds what every call begins with.
    let is_client = source.path == "frontend/src/client.rs";
    (is_base(source) && !is_client) || (source.is_rust() && is_in(SERVER, source))
}

fn names_diesel(source: &Source) -> Vec<usize> {
    source.product_lines_with(&["diesel::", "use diesel"])
}

fn names_actix(source: &Source) -> Vec<usize> {
    source.product_lines_with(&["actix_web", "HttpRequest", "HttpResponse"])
}

fn names_outside(source: &Source) -> Vec<usize> {
    source.product_lines_with(&OUTSIDE)
}

fn names_slice(source: &Source) -> Vec<usize> {
    let names = |line: &str| SLICES.iter().any(|slice| mentions(line, slice));
    source
        .product()
        .filter(|(_, line)| names(line))
        .map(|(number, _)| number)
        .collect()
}

fn names_address(source: &Source) -> Vec<usize> {
    let texts = source.text.lines();
    source
        .product()
        .zip(texts)
        .filter(|((_, code), text)| quotes_address(code, text))
        .map(|((number, _), _)| number)
        .collect()
}

/// Whether a string of the line holds a path that begins with a slice's name or another of the product's.
fn quotes_address(code: &str, text: &str) -> bool {
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
        if SLICES.iter().chain(&ADDRESSES).any(|known| *known == word) {
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

fn public_store(source: &Source) -> Vec<usize> {
    source.product_lines_with(&[
        "pub mod store",
        "pub(crate) mod store",
        "pub(super) mod store",
    ])
}

fn foreign_inside(source: &Source) -> Vec<usize> {
    let foreign = |line: &str| {
        SLICES.iter().any(|slice| {
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

#[cfg(test)]
mod tests;
