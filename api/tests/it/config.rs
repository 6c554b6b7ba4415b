//! What the program refuses to start with, what it makes for its operator, and the list of its settings.

mod data_folder;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use api::config;
/// The program with these variables and no others, in a fresh data folder.
fn zehmo(args: &[&str], variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .args(args)
        .env_clear()
        .env("DATA_DIR", folder.path())
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn printed(args: &[&str]) -> String {
    let output = zehmo(args, &[]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Start is refused with exit code 2 and one line that names the variable, gives the reason and keeps the value to itself.
#[track_caller]
fn refuses(variables: &[(&str, &str)], variable: &str, reasons: &[&str], never: &str) {
    let output = zehmo(&["serve"], variables);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with(&format!("zehmo: refused to start: {variable} ")),
        "{said}"
    );
    for reason in reasons {
        assert!(said.contains(reason), "{reason}: {said}");
    }
    assert!(!said.contains(never), "the value is repeated: {said}");
    assert!(output.stdout.is_empty());
}

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA";

fn production<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = [
        ("APP_ENV", "production"),
        ("PUBLIC_ORIGIN", "https://shop.example"),
        ("SECRET_KEY", KEY),
    ];
    base.iter().chain(more).copied().collect()
}

#[test]
fn g01_production_without_a_key_is_refused() {
    let without = [
        ("APP_ENV", "production"),
        ("PUBLIC_ORIGIN", "https://shop.example"),
    ];
    refuses(
        &without,
        "SECRET_KEY",
        &["is not set", "zehmo gen secret-key"],
        KEY,
    );
}

#[test]
fn g02_g03_g04_bad_keys_are_refused() {
    for bad in [
        "mysecretkey",
        "dev",
        "123456",
        "dZlitGXRwFyM-_FgM7gBWPIhnOsxUmAJNOnbjB4b5yM",
        "your-secret-key-here",
        "your-secret-key-change-in-production",
        "changeme",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "Zk9tqPx3Rb7LmVw2Yc5NsA",
    ] {
        refuses(
            &production(&[("SECRET_KEY", bad)]),
            "SECRET_KEY",
            &[],
            &format!(" {bad}"),
        );
    }
    refuses(
        &[("SECRET_KEY", "dev")],
        "SECRET_KEY",
        &["published"],
        "`dev`",
    );
}

#[test]
fn g12_a_secret_given_twice_is_refused() {
    let twice = production(&[("SECRET_KEY_FILE", "/nowhere/key")]);
    refuses(&twice, "SECRET_KEY", &["SECRET_KEY_FILE", "both set"], KEY);
}

#[test]
fn g13_g14_g15_g20_the_guides_bad_database_url_is_refused_naming_every_fault() {
    let bad = production(&[(
        "DATABASE_URL",
        "postgresql://root:123@host:5432/db?sslmode=disable",
    )]);
    refuses(
        &bad,
        "DATABASE_URL",
        &["root:***@host", "administrator", "16 characters", "sslmode"],
        "123",
    );
    let unsafe_transport = production(&[(
        "DATABASE_URL",
        "postgresql://zehmo_user:Yp3vKq8RtL5wZn2B@db.example/zehmo?sslmode=prefer",
    )]);
    refuses(
        &unsafe_transport,
        "DATABASE_URL",
        &["sslmode=verify-full"],
        "Yp3vKq8RtL5wZn2B",
    );
    let published = production(&[(
        "DATABASE_URL",
        "postgresql://zehmo_user:strong_random_password@db.example/zehmo?sslmode=require",
    )]);
    refuses(
        &published,
        "DATABASE_URL",
        &["published"],
        "strong_random_password",
    );
}

#[test]
fn g25_insecure_cookies_are_refused_in_production() {
    refuses(
        &production(&[("COOKIE_MODE", "insecure-dev")]),
        "COOKIE_MODE",
        &["development"],
        KEY,
    );
}

#[test]
fn development_listens_on_this_machine_only() {
    refuses(
        &[("BIND", "0.0.0.0")],
        "BIND",
        &["APP_ENV=production"],
        "0.0.0.0",
    );
}

#[test]
fn g08_g10_a_made_key_is_43_characters_and_never_the_same() {
    let keys: BTreeSet<String> = (0..20).map(|_| printed(&["gen", "secret-key"])).collect();
    assert_eq!(keys.len(), 20);
    for key in keys {
        let key = key.strip_suffix('\n').unwrap();
        assert!(
            key.len() == 43
                && key
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
            "{key}"
        );
    }
}

#[test]
fn g08_g11_a_made_database_password_comes_with_its_form_for_urls() {
    let passwords: BTreeSet<String> = (0..20).map(|_| printed(&["gen", "db-password"])).collect();
    assert_eq!(passwords.len(), 20);
    for text in passwords {
        let (password, rest) = text.split_once('\n').unwrap();
        let encoded = rest.trim_end().strip_prefix("In DATABASE_URL: ").unwrap();
        let expected: String = password
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_string()
                } else {
                    format!("%{:02X}", u32::from(c))
                }
            })
            .collect();
        assert_eq!(encoded, expected);
        assert!(
            password.len() == 16
                && password
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!@#$%^&*".contains(c)),
            "{password}"
        );
    }
    assert_eq!(
        printed(&["gen", "db-password", "--len", "40"])
            .lines()
            .next()
            .unwrap()
            .len(),
        40
    );
    assert_eq!(
        zehmo(&["gen", "db-password", "--len", "15"], &[])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn g09_the_example_file_lists_what_the_code_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.env.example");
    let example = config::as_example();
    if std::env::var_os("ZEHMO_BLESS").is_some() {
        fs::write(&path, &example).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    let listed: BTreeSet<&str> = written
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='))
        .map(|(name, _)| name)
        .filter(|name| !name.contains(' '))
        .collect();
    let mut known: BTreeSet<String> = config::variables::ALL
        .iter()
        .map(|variable| variable.name.to_owned())
        .collect();
    known.extend(
        config::variables::ALL
            .iter()
            .filter(|variable| variable.is_secret())
            .map(|variable| format!("{}_FILE", variable.name)),
    );
    assert_eq!(
        listed,
        known.iter().map(String::as_str).collect(),
        "run `cargo xtask bless`"
    );
    assert_eq!(written, example, "run `cargo xtask bless`");
    let table = printed(&["env", "doc"]);
    for variable in config::variables::ALL {
        assert!(
            table.contains(&format!("| `{}` |", variable.name)),
            "{} is not documented",
            variable.name
        );
    }
}

#[test]
fn g09_nothing_but_the_configuration_reads_the_environment() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut readers = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).unwrap().contains("env::var") {
                readers.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    assert_eq!(readers, ["environment.rs"]);
}

#[test]
fn g63_no_feature_of_a_build_and_no_setting_opens_a_hook_for_tests() {
    let api = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(api.join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("[features]"));
    let settings = fs::read_to_string(api.join("../.env.example")).unwrap();
    let names = settings
        .lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='));
    for (name, _) in names {
        let opens = |word: &str| name.split('_').any(|part| part == word);
        assert!(
            !opens("TESTING") && !opens("TEST") && !opens("HOOKS"),
            "{name}"
        );
    }
}
