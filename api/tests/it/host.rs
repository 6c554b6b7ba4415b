//! The way in for whoever has the host: `zehmo admin create` and `zehmo users reset-password`.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::harness::PASSWORD;

fn zehmo(folder: &Path, args: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .args(args)
        .env_clear()
        .env("DATA_DIR", folder)
        .env("ARGON2_MEMORY_KIB", "19456")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn asvs_6_3_2_an_administrator_is_made_on_the_host_with_a_good_password_only() {
    let folder = tempfile::tempdir().unwrap();
    let create = ["admin", "create", "ngozi", "ngozi@example.com"];
    let weak = zehmo(folder.path(), &create, "Password1!\n");
    assert_eq!(weak.status.code(), Some(1));
    let said = String::from_utf8(weak.stderr).unwrap();
    assert!(
        said.starts_with("zehmo: password: ") && !said.contains("Password1!"),
        "{said}"
    );
    let made = zehmo(folder.path(), &create, &format!("{PASSWORD}\n"));
    assert!(made.status.success(), "{made:?}");
    assert!(!folder.path().join("setup-token").exists());
    let twice = zehmo(folder.path(), &create, &format!("{PASSWORD}\n"));
    assert_eq!(twice.status.code(), Some(1));
    assert!(
        String::from_utf8(twice.stderr)
            .unwrap()
            .contains("username: Another user has this name.")
    );
}

#[test]
fn the_last_administrator_comes_back_with_a_code_from_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let create = ["admin", "create", "ngozi", "ngozi@example.com"];
    assert!(zehmo(folder.path(), &create, PASSWORD).status.success());
    let reset = zehmo(folder.path(), &["users", "reset-password", "NGOZI"], "");
    assert!(reset.status.success(), "{reset:?}");
    let said = String::from_utf8(reset.stdout).unwrap();
    let code = said.lines().next().unwrap().strip_prefix("Code: ").unwrap();
    assert_eq!(code.len(), 43);
    assert!(said.contains("/activate before 2"), "{said}");
    let unknown = zehmo(
        folder.path(),
        &["users", "reset-password", "nobody_here"],
        "",
    );
    assert_eq!(unknown.status.code(), Some(1));
    let early = zehmo(folder.path(), &["users", "forget-address", "ngozi"], "");
    let said = String::from_utf8(early.stderr).unwrap();
    assert_eq!(early.status.code(), Some(1), "{said}");
    assert!(said.contains("Disable the account first."), "{said}");
}

#[test]
fn a_database_that_is_away_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let failed = Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .arg("migrate")
        .env_clear()
        .env("DATA_DIR", folder.path())
        .env("DATABASE_URL", "postgresql://ada:secret@127.0.0.1:1/shop")
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(1));
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(
        said.starts_with("zehmo: the database (postgresql://ada:***@127.0.0.1:1/shop) cannot be reached: 127.0.0.1:1: "),
        "{said}"
    );
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    assert!(said.ends_with('\n') && !said.contains("secret"), "{said}");
}
