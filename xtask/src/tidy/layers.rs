//! Who may know whom: the absences that make the architecture.

mod events;
pub mod slices;

use super::Rule;
use super::source::Source;

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

pub const RULES: [Rule; 7] = [
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
        name: "a slice's store is private: `mod store;`",
        applies: is_api,
        broken: public_store,
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

fn names_diesel(source: &Source) -> Vec<usize> {
    source.product_lines_with(&["diesel::", "use diesel"])
}

fn names_actix(source: &Source) -> Vec<usize> {
    source.product_lines_with(&["actix_web", "HttpRequest", "HttpResponse"])
}

fn names_outside(source: &Source) -> Vec<usize> {
    source.product_lines_with(&OUTSIDE)
}

fn public_store(source: &Source) -> Vec<usize> {
    source.product_lines_with(&[
        "pub mod store",
        "pub(crate) mod store",
        "pub(super) mod store",
    ])
}

#[cfg(test)]
mod tests;
