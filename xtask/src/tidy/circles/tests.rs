//! What is a circle, and what is none.

use super::*;

/// The lines at fault, as `file:line`.
fn circle_in(root: &str, files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source::new(&format!("{root}{path}"), (*text).to_owned()))
        .collect();
    check(&sources)
        .into_iter()
        .map(|finding| format!("{}:{}", finding.path.replace(root, ""), finding.line))
        .collect()
}

fn circle(files: &[(&str, &str)]) -> Vec<String> {
    circle_in("frontend/src/", files)
}

#[test]
fn a_circle_names_each_of_its_imports_and_no_other() {
    let files = [
        ("main.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::{b::One, d};"),
        ("b.rs", "\nfn f() { crate::c::g(); }"),
        (
            "c.rs",
            "use std::fs;\nuse super::d::Four;\nuse super::a::{Two, Three};",
        ),
        ("d.rs", "// use crate::a;\nlet text = \"use crate::a;\";"),
    ];
    for root in CRATES {
        assert_eq!(circle_in(root, &files), ["a.rs:1", "b.rs:2", "c.rs:3"]);
    }
}

#[test]
fn a_circle_of_modules_is_found_wherever_in_them_it_lies() {
    let files = [
        ("a.rs", "mod store;"),
        ("a/store.rs", "use super::Two;\nuse crate::b;"),
        ("b.rs", "mod routes;"),
        ("b/routes.rs", "fn f() { crate::a::view::g(); }"),
        ("a/view.rs", ""),
    ];
    assert_eq!(circle(&files), ["a/store.rs:2", "b/routes.rs:1"]);
}

#[test]
fn a_circle_inside_a_module_is_found() {
    let files = [
        ("a.rs", "mod one;\nmod two;"),
        ("a/one.rs", "use super::two;"),
        ("a/two.rs", "mod deep;"),
        ("a/two/deep.rs", "fn f() { super::super::one::g(); }"),
    ];
    assert_eq!(circle(&files), ["a/one.rs:1", "a/two/deep.rs:1"]);
}

#[test]
fn a_name_belongs_to_where_it_is_written_not_to_who_hands_it_on() {
    let handed = |by: &'static str| {
        [
            ("a.rs", by),
            ("a/one.rs", "use super::Two;\npub struct One;"),
            ("a/two.rs", "use super::One;\npub struct Two;"),
        ]
    };
    let both = ["a/one.rs:1", "a/two.rs:1"];
    assert_eq!(
        circle(&handed("pub use one::One;\npub use two::Two;")),
        both
    );
    assert_eq!(circle(&handed("pub use self::{one::*, two::*};")), both);
    assert_eq!(
        circle(&handed("pub use one::One;\npub struct Two;")),
        [""; 0]
    );
    let other_name = [
        (
            "a.rs",
            "pub use one::One as First;\npub use two::{self, Two};",
        ),
        ("a/one.rs", "use super::two::Two;\npub struct One;"),
        ("a/two.rs", "use super::First;\npub struct Two;"),
    ];
    assert_eq!(circle(&other_name), both);
}

#[test]
fn who_hands_a_name_on_is_named_too() {
    let files = [
        ("a.rs", "pub use crate::base::One;\nuse crate::b;"),
        ("b.rs", "use crate::a::One;"),
        ("base.rs", "pub struct One;"),
    ];
    assert_eq!(circle(&files), ["a.rs:2", "b.rs:1"]);
}

#[test]
fn a_module_and_its_inside_are_one_thing() {
    let files = [
        (
            "a.rs",
            "mod inside;\nuse self::inside::One;\npub struct Two;",
        ),
        ("a/inside.rs", "use super::Two;\nuse crate::b;"),
        ("b.rs", "#[cfg(test)]\nmod tests { use crate::a; }"),
    ];
    assert_eq!(circle(&files), [""; 0]);
}
