//! What breaks the rules of the layers, and what does not.

use super::*;

/// The lines that the rules of this file find.
fn check(path: &str, text: &str) -> Vec<usize> {
    let source = Source::new(path, text.to_owned());
    let slices = ["customers", "imports", "jobs", "me", "users"].map(str::to_owned);
    let of_slices = slices::check(std::slice::from_ref(&source), &slices.into());
    RULES
        .iter()
        .filter(|rule| (rule.applies)(&source))
        .flat_map(|rule| (rule.broken)(&source))
        .chain(of_slices.into_iter().map(|finding| finding.line))
        .collect()
}

#[test]
fn each_layer_keeps_to_itself() {
    let cases: [(&str, &str, &[usize]); 21] = [
        ("api/src/jobs/routes.rs", "use diesel::prelude::*;", &[1]),
        ("api/src/jobs/store.rs", "use diesel::prelude::*;", &[]),
        ("api/src/jobs/routes.rs", "// diesel::x", &[]),
        ("api/src/jobs/service.rs", "use actix_web::web;", &[1]),
        (
            "frontend/src/jobs/acts.rs",
            "leptos::task::spawn_local(async {});",
            &[1],
        ),
        ("frontend/src/task.rs", "spawn_local(work);", &[]),
        ("shared/src/date.rs", "use std::time::SystemTime;", &[1]),
        (
            "shared/src/date.rs",
            "let a = 1;\n#[cfg(test)]\nmod tests { use std::fs; }",
            &[],
        ),
        ("shared/Cargo.toml", "chrono = \"0.4\"", &[1]),
        ("api/src/http/guard.rs", "use crate::jobs::mod_name;", &[1]),
        (
            "api/src/http/guard.rs",
            "use crate::me_too;\nuse shared::usersx;",
            &[],
        ),
        ("api/src/server/edge.rs", "a;\nf(\"/api/v1/jobs\");", &[2]),
        ("api/src/http.rs", "use crate::jobs::Draft;", &[1]),
        ("api/src/httpx.rs", "use crate::jobs::Draft;", &[]),
        ("api/src/http/a.rs", "f(\"a/jobs\");", &[]),
        ("api/src/http/a.rs", "f(\"see GET /imports now\");", &[1]),
        ("api/src/http/a.rs", "f(\"/docs/jobs\"); // /jobs", &[]),
        ("api/src/jobs/routes.rs", "f(\"/jobs\");", &[]),
        ("api/src/jobs.rs", "pub mod store;", &[1]),
        (
            "api/src/jobs/service.rs",
            "use crate::customers::store;",
            &[1],
        ),
        (
            "api/src/jobs/service.rs",
            "use crate::jobs::store;\nuse crate::customers;",
            &[],
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(check(path, text), expected, "{path}: {text}");
    }
}
