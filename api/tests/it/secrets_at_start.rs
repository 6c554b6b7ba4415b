//! A start that fails names the variable and the way out, and never repeats a piece of a secret, however it is malformed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The pieces that a malformed password falls into.
const PIECES: [&str; 2] = ["quince7Part", "8192837465"];

fn run(arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .args(arguments)
        .env_clear()
        .env("DATA_DIR", folder.join("data"))
        .env("PORT", "1")
        .env("LOG_FILE", "logs/app.log")
        .env("SECRET_KEY", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// All that the program wrote anywhere.
fn written(output: &Output, folder: &Path) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text += &String::from_utf8_lossy(&output.stderr);
    let logs = fs::read_dir(folder.join("data/logs"));
    for file in logs.into_iter().flatten() {
        text += &fs::read_to_string(file.unwrap().path()).unwrap();
    }
    text
}

#[track_caller]
fn keeps_the_secret(text: &str, case: &str) {
    for piece in PIECES {
        assert!(!text.contains(piece), "{case}: {text}");
    }
}

#[test]
fn a_malformed_database_address_is_refused_by_its_variable_and_repeated_nowhere() {
    let [before, after] = PIECES;
    for between in [
        " ", "@", "%zz", "[", "]", "#", "?", "/", "%00", "\u{a0}", "=", "&",
    ] {
        let password = format!("{before}{between}{after}");
        let addresses = [
            format!("postgresql://zehmo:{password}@127.0.0.1:1/zehmo?connect_timeout=1"),
            format!("postgresql://zehmo@127.0.0.1:1/zehmo?connect_timeout=1&password={password}"),
        ];
        for address in &addresses {
            for variable in ["DATABASE_URL", "MIGRATION_DATABASE_URL"] {
                let sound =
                    "postgresql://zehmo:Aq8xPmR2nB5kLw7v@127.0.0.1:1/zehmo?connect_timeout=1";
                let variables = [("DATABASE_URL", sound), (variable, address)];
                let folder = tempfile::tempdir().unwrap();
                let output = run(&["migrate"], folder.path(), &variables);
                let text = written(&output, folder.path());
                assert!(!output.status.success(), "{address}: {text}");
                keeps_the_secret(&text, address);
                // What may stand there is only not answered.
                let is_sound = match between {
                    "=" | "&" => address == &addresses[0],
                    "?" | "/" => between == "/" && address == &addresses[1],
                    _ => false,
                };
                if !is_sound {
                    assert!(text.contains(variable), "{address}: {text}");
                    assert!(text.contains("Percent-encode"), "{address}: {text}");
                }
            }
        }
    }
}

#[test]
fn a_database_that_does_not_answer_is_told_in_our_own_words() {
    let [before, after] = PIECES;
    for place in [
        "127.0.0.1:1",
        "no-such-host.invalid",
        "127.0.0.1:1,127.0.0.1:2",
        "",
    ] {
        let address = format!("postgresql://zehmo:{before}{after}@{place}/zehmo?connect_timeout=1");
        for arguments in [["migrate"].as_slice(), &["serve"]] {
            let folder = tempfile::tempdir().unwrap();
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port().to_string();
            drop(free);
            let variables = [("DATABASE_URL", address.as_str()), ("PORT", &port)];
            let output = run(arguments, folder.path(), &variables);
            let text = written(&output, folder.path());
            assert!(!output.status.success(), "{text}");
            keeps_the_secret(&text, &address);
            assert!(text.contains("cannot be reached"), "{text}");
            assert!(text.contains("zehmo:***@"), "{text}");
        }
    }
}

#[test]
fn no_other_secret_is_repeated_when_it_is_refused() {
    let [before, after] = PIECES;
    let folder = tempfile::tempdir().unwrap();
    let secret = format!("{before}{after}");
    let file = folder.path().join("secret");
    for content in [
        secret.clone().into_bytes(),
        [secret.as_bytes(), &[0xff, 0xfe]].concat(),
        format!("-----BEGIN KEY-----\n{secret}").into_bytes(),
        secret.repeat(10_000).into_bytes(),
    ] {
        fs::write(&file, &content).unwrap();
        let path = file.to_str().unwrap();
        for variable in ["SECRET_KEY", "DATABASE_URL", "MIGRATION_DATABASE_URL"] {
            let named = format!("{variable}_FILE");
            // The file, and its content in the place of its name.
            for value in [path, &secret] {
                let variables = [(variable, ""), (named.as_str(), value)];
                let output = run(&["migrate"], folder.path(), &variables);
                let text = written(&output, folder.path());
                keeps_the_secret(&text, variable);
                // Any text that is long enough makes a key.
                let is_key = variable == "SECRET_KEY" && output.status.success();
                assert!(is_key || text.contains(variable), "{text}");
            }
        }
    }
}

#[test]
fn a_start_with_three_wrong_variables_names_all_three() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("PORT", "http"),
        ("SESSION_IDLE_LIMIT", "soon"),
        ("PUBLIC_ORIGIN", "https://sch\u{f6}ne.example"),
    ];
    let output = run(&["serve"], folder.path(), &variables);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for (variable, value) in variables {
        assert!(
            said.contains(&format!("{variable} must be")),
            "{variable}: {said}"
        );
        assert!(!said.contains(value), "{said}");
    }
    assert!(said.contains("punycode"), "{said}");
}
