//! The root secret, the folder it may lie in, secrets from files, and database URLs.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{BEHIND_TLS, KEY, LOCAL, accepted, read_in, refused, with};

#[test]
fn g01_production_needs_a_key() {
    refused(
        &[
            ("APP_ENV", "production"),
            ("PUBLIC_ORIGIN", "https://shop.example"),
        ],
        "SECRET_KEY",
        "is not set",
    );
    refused(
        &with(&LOCAL, &[("SECRET_KEY", "  ")]),
        "SECRET_KEY",
        "is not set",
    );
}

#[test]
fn g02_g03_g04_bad_keys_are_refused_everywhere() {
    for bad in [
        "mysecretkey",
        "dev",
        "123456",
        "your-secret-key-here",
        "your-secret-key-change-in-production",
        "changeme",
    ] {
        refused(&[("SECRET_KEY", bad)], "SECRET_KEY", "published");
        refused(
            &with(&LOCAL, &[("SECRET_KEY", bad)]),
            "SECRET_KEY",
            "published",
        );
    }
}

#[test]
fn g03_g24_development_makes_its_key_once_and_closes_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = read_in(folder.path(), &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(
        first
            .notices
            .iter()
            .any(|notice| notice.contains("secret-key")),
        "{:?}",
        first.notices
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let key = first.data_dir.join("secret-key");
    assert_eq!((mode(&first.data_dir), mode(&key)), (0o700, 0o600));
    fs::set_permissions(&first.data_dir, fs::Permissions::from_mode(0o755)).unwrap();
    let second = read_in(folder.path(), &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(first.secret_key.expose(), second.secret_key.expose());
    assert_eq!(second.notices, Vec::<String>::new());
    assert_eq!(
        mode(&first.data_dir),
        0o700,
        "the folder is ours and is closed again"
    );
    fs::write(&key, "dev\n").unwrap();
    let refusal = read_in(folder.path(), &[]).err().unwrap();
    assert!(refusal.to_string().contains("published"), "{refusal}");
}

#[test]
fn g24_a_folder_that_is_not_ours_keeps_its_mode_and_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let shared = folder.path().join("data");
    fs::create_dir(&shared).unwrap();
    fs::write(shared.join("letter.txt"), "x").unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    let config = read_in(folder.path(), &[("SECRET_KEY", KEY)])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(
        config.notices.iter().any(|notice| notice.contains("0700")),
        "{:?}",
        config.notices
    );
    assert_eq!(
        fs::metadata(&shared).unwrap().permissions().mode() & 0o777,
        0o755
    );
}

#[test]
fn g12_secrets_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    let file = ("SECRET_KEY_FILE", path.to_str().unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let config = accepted(&[file]);
    assert_eq!(
        config.secret_key.expose(),
        accepted(&[("SECRET_KEY", KEY)]).secret_key.expose()
    );
    assert_eq!(config.notices, Vec::<String>::new());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(
        accepted(&[file])
            .notices
            .iter()
            .any(|notice| notice.contains("SECRET_KEY_FILE"))
    );
    refused(&[file, ("SECRET_KEY", KEY)], "SECRET_KEY", "both set");
    // What some editors put before the first letter is no part of it.
    fs::write(&path, format!("\u{feff}{KEY}\r\n")).unwrap();
    assert_eq!(
        accepted(&[file]).secret_key.expose(),
        config.secret_key.expose()
    );
    fs::write(&path, "\u{feff}\n").unwrap();
    refused(&[file], "SECRET_KEY", "is empty");
    refused(
        &[("DATABASE_URL_FILE", "/nowhere/url")],
        "DATABASE_URL",
        "cannot be read",
    );
}

#[test]
fn g13_g14_g15_g20_database_urls_are_checked_in_production() {
    let url = |url: &'static str| with(&BEHIND_TLS, &[("DATABASE_URL", url)]);
    refused(
        &url("postgresql://root:123@host:5432/db?sslmode=disable"),
        "DATABASE_URL",
        "`root`",
    );
    refused(
        &[(
            "DATABASE_URL",
            "postgresql://root:123@host:5432/db?sslmode=disable",
        )],
        "DATABASE_URL",
        "sslmode",
    );
    refused(
        &url("postgresql://zehmo_user:q8Zt4PbW7nRk2Mxx@db.example/zehmo"),
        "DATABASE_URL",
        "sslmode is missing",
    );
    let good = "postgresql://zehmo_user:q8Zt4PbW7nRk2Mxx@db.example/zehmo?sslmode=require";
    assert!(
        accepted(&url(good))
            .notices
            .iter()
            .any(|notice| notice.contains("verify-full"))
    );
    let bad_owner = (
        "MIGRATION_DATABASE_URL",
        "postgresql://postgres:q8Zt4PbW7nRk2Mxx@db.example/zehmo?sslmode=require",
    );
    refused(
        &with(&url(good), &[bad_owner]),
        "MIGRATION_DATABASE_URL",
        "administrator",
    );
    refused(
        &[("MIGRATION_DATABASE_URL", good)],
        "MIGRATION_DATABASE_URL",
        "PostgreSQL only",
    );
    refused(
        &[("DATABASE_URL", "mysql://u@host/db")],
        "DATABASE_URL",
        "postgresql://",
    );
}
