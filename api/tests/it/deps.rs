//! What the program was built from, and which of it is known to be weak.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use api::clock::Clock;
use serde_json::Value;

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    command.env_clear().args(arguments).output().unwrap()
}

fn check(database: &Path) -> (bool, String) {
    let done = program(&["deps", "check", database.to_str().unwrap()]);
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

/// A database with one advisory of today, as RustSec writes them.
fn database(name: &str, patched: &str) -> tempfile::TempDir {
    let today = Clock::system().now().date_utc();
    database_of(name, patched, &today.to_string())
}

fn database_of(name: &str, patched: &str, day: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("crates").join(name);
    fs::create_dir_all(&place).unwrap();
    let advisory = format!(
        "```toml\n[advisory]\nid = \"RUSTSEC-2026-9999\"\npackage = \"{name}\"\ndate = \"{day}\"\n\n\
         [versions]\npatched = [{patched}]\n```\n\n# A fault of the test\n\nIt is made up.\n"
    );
    fs::write(place.join("RUSTSEC-2026-9999.md"), advisory).unwrap();
    folder
}

#[test]
fn a_program_that_runs_is_held_against_what_is_known_today() {
    let (sound, said) = check(database("actix-web", "\">= 1.0.0\"").path());
    assert!(sound, "{said}");
    assert!(said.contains("is known to be weak"), "{said}");
    let (sound, said) = check(database("actix-web", "\">= 999.0.0\"").path());
    assert!(!sound);
    assert!(
        said.contains("weak: RUSTSEC-2026-9999 actix-web 4."),
        "{said}"
    );
    assert!(
        said.contains("A fault of the test (mended in >=999.0.0)"),
        "{said}"
    );
    let (sound, said) = check(database("leptos", "").path());
    assert!(!sound, "the browser app is in it as well: {said}");
    assert!(said.contains("no version mends it"), "{said}");
    // What only builds and checks the product is not in it.
    let (sound, said) = check(database("wasm-bindgen-cli-support", "").path());
    assert!(sound, "{said}");
}

#[test]
fn an_old_copy_of_the_advisories_proves_nothing() {
    let (sound, said) = check(database_of("leptos", "\">= 0.1.0\"", "2026-08-20").path());
    assert!(!sound, "{said}");
    assert!(
        said.contains("its newest advisory is of 2026-08-20"),
        "{said}"
    );
}

#[test]
fn a_folder_without_advisories_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (sound, said) = check(folder.path());
    assert!(!sound, "{said}");
    let (sound, said) = check(&folder.path().join("nowhere"));
    assert!(!sound);
    assert!(
        said.contains("is no copy of the RustSec database"),
        "{said}"
    );
}

#[test]
fn the_bill_of_materials_names_each_crate_with_its_digest_and_what_it_needs() {
    let done = program(&["deps", "sbom"]);
    let bill: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (&bill["bomFormat"], &bill["specVersion"]),
        (&"CycloneDX".into(), &"1.6".into())
    );
    let components = bill["components"].as_array().unwrap();
    let names: BTreeSet<&str> = components
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    for name in ["actix-web", "diesel", "krilla", "leptos"] {
        assert!(names.contains(name), "{name}");
    }
    assert!(!names.contains("wasm-bindgen-cli-support"));
    // Our own crates come from nowhere else.
    let foreign = components
        .iter()
        .filter(|one| !["frontend", "shared"].contains(&one["name"].as_str().unwrap()));
    for one in foreign {
        let digest = one["hashes"][0]["content"].as_str().unwrap();
        assert_eq!(digest.len(), 64, "{one}");
    }
    let reference = |one: &Value| one.as_str().unwrap().to_owned();
    let depends = bill["dependencies"].as_array().unwrap();
    let known: BTreeSet<String> = depends.iter().map(|one| reference(&one["ref"])).collect();
    assert_eq!(known.len(), depends.len());
    let needed = depends
        .iter()
        .flat_map(|one| one["dependsOn"].as_array().unwrap());
    assert!(needed.map(reference).all(|one| known.contains(&one)));
}
