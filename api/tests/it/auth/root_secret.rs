//! A new `SECRET_KEY`, and one that two environments share.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{PASSWORD, refresh, try_sign_in};
use crate::harness::phone::Phone;
use crate::harness::{Client, Program, TestDatabase};

const KEYS: [&str; 3] = [
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "9d5ed678fe57bcca610140957afab571b0ef9c0b5a1f9dcd3a6e08f4de03c1ab",
    "4be27c1f5a9d3e8067c2b1f4d5a6e7980b1c2d3e4f5a69788a9bacbdcedfe0f1",
];

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// Another key, as the README says it: both, sealed anew, the new one alone.
async fn change_key(program: &mut Program, from: &str, to: &str, browser: &mut Client) {
    program.kill();
    program.set("SECRET_KEY", Some(to));
    program.set("SECRET_KEY_PREVIOUS", Some(from));
    program.restart();
    *browser = again(program, browser);
    // With the anti-forgery token that the former key made.
    browser.keep_session(&refresh(browser).await.expect(200));
    program.kill();
    let done = program.run(&["secrets", "rewrap"]);
    assert!(done.status.success(), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(
        said.starts_with(|c: char| ('3'..='9').contains(&c)),
        "{said}"
    );
    program.set("SECRET_KEY_PREVIOUS", None);
    program.restart();
    *browser = again(program, browser);
}

/// The same browser, by a connection to the server as it runs now.
fn again(program: &Program, browser: &Client) -> Client {
    let mut client = program.client();
    client.token.clone_from(&browser.token);
    client.csrf.clone_from(&browser.csrf);
    client.cookies.clone_from(&browser.cookies);
    client
}

#[tokio::test]
async fn the_root_secret_is_changed_twice_and_nobody_is_signed_out() {
    let mut program = Program::start_with(TestDatabase::fresh(), &[("SECRET_KEY", KEYS[0])]);
    let ada = program.admin().await;
    let scopes = json!({"name": "Till", "scopes": ["jobs.read"]});
    let token = ada.post("/me/tokens", &scopes).await.expect(201);
    let phone = Phone::begin(&ada).await;
    let code = json!({"code": phone.code_at(now_ms())});
    ada.post("/me/totp/activate", &code).await.expect(200);
    let mut browser = ada.with_cookies();
    for keys in KEYS.windows(2) {
        change_key(&mut program, keys[0], keys[1], &mut browser).await;
        browser.keep_session(&refresh(&browser).await.expect(200));
        browser.get("/jobs").await.expect(200);
        let till = program.client().bearing(&token.str("/token"));
        till.get("/jobs").await.expect(200);
    }
    // The secret that the phone shares opens still: only its next step is a code that was not used.
    let waits = try_sign_in(&program.client(), "ada", PASSWORD).await;
    let waits = waits.expect(401);
    let code = phone.code_at(now_ms() + 30_000);
    let second = json!({"ticket": waits.str("/mfa/ticket"), "code": code});
    let signed = program.client().post("/auth/mfa", &second).await;
    signed.expect(200);
    let verdict = browser.get("/events?limit=1").await;
    verdict.expect(200);
}

#[tokio::test]
async fn a_value_that_no_key_opens_is_told_and_nothing_is_changed() {
    let mut program = Program::start_with(TestDatabase::fresh(), &[("SECRET_KEY", KEYS[0])]);
    program.admin().await;
    program.kill();
    program.set("SECRET_KEY", Some(KEYS[1]));
    let refused = program.run(&["secrets", "rewrap"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("SECRET_KEY"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    program.set("SECRET_KEY", Some(KEYS[0]));
    program.restart();
}

// Embedded: of PostgreSQL production asks more than a test has.
#[tokio::test]
async fn g06_the_key_of_another_environment_is_refused_in_production() {
    let mut program = Program::start_with(TestDatabase::embedded(), &[("SECRET_KEY", KEYS[0])]);
    program.admin().await;
    program.kill();
    let origin = format!("http://127.0.0.1:{}", program.port);
    program.set("APP_ENV", Some("production"));
    program.set("PUBLIC_ORIGIN", Some(&origin));
    let refused = program.run(&["serve"]);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("first used with APP_ENV=development"),
        "{said}"
    );
    assert!(!said.contains(KEYS[0]), "{said}");
}

#[test]
fn g06_two_files_that_share_a_secret_are_told_by_its_name_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let secret = file("secret", format!("{}\n", KEYS[0]));
    let shop = file(
        "shop.env",
        format!("# the shop\nAPP_ENV=production\nSECRET_KEY={}\n", KEYS[0]),
    );
    let trial = file(
        "trial.env",
        format!("APP_ENV=production\nexport SECRET_KEY_FILE='{secret}'\n"),
    );
    let other = file("other.env", format!("SECRET_KEY=\"{}\"\n", KEYS[1]));
    let compare = |one: &str, other: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_zehmo"));
        command.args(["secrets", "compare", one, other]).env_clear();
        command.output().unwrap()
    };
    let same = compare(&shop, &trial);
    assert_eq!(same.status.code(), Some(1), "{same:?}");
    let said = String::from_utf8(same.stdout).unwrap();
    assert_eq!(said, "SECRET_KEY is the same in both.\n");
    assert!(compare(&shop, &other).status.success());
}
