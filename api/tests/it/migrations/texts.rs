//! The migrations' own texts: both databases get the same tables, and what is published is never rewritten.

use std::fs;
use std::path::{Path, PathBuf};

use api::keyring::{hex, sha256};

/// The first schema as it is published, by the digests of its texts. A change goes into a migration of its own.
const FROZEN: [(&str, &str); 2] = [
    (
        "sqlite/0001_shop/up.sql",
        "eeffe3e1f352fa87b928948a1f116a83bfc7ca8fdb4655d5e02a542e012616b2",
    ),
    (
        "postgresql/0001_shop/up.sql",
        "285d2d1e3251b8cd7dc645193a3ea201f96169d6b6bfe3f8705c5257570df731",
    ),
];

pub fn folder(database: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrations")
        .join(database)
}

/// The numbered folders, in their order.
pub fn numbered(database: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder(database))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(|letter: char| letter.is_ascii_digit()))
        .collect();
    names.sort();
    names
}

/// Each statement that makes or changes a table, an index or rows, whole: names, types, order, CHECKs, keys and references.
/// What the two databases must write differently is written alike: the collation, which SQLite has by itself; the journal's
/// key, which only SQLite's INTEGER makes the row's number; computed columns, which PostgreSQL 15 can only store.
fn statements(database: &str, migration: &str, file: &str) -> Vec<String> {
    let path = folder(database).join(migration).join(file);
    let sql = fs::read_to_string(path).unwrap();
    let code: Vec<&str> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect();
    code.join("\n")
        .split(";\n")
        .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|statement| {
            [
                "CREATE TABLE",
                "CREATE INDEX",
                "CREATE UNIQUE INDEX",
                "ALTER TABLE",
                "DROP ",
                "INSERT ",
                "UPDATE ",
                "DELETE ",
            ]
            .iter()
            .any(|start| statement.to_uppercase().starts_with(start))
        })
        .map(|statement| {
            statement
                .replace(" COLLATE \"C\"", "")
                .replace(
                    "seq INTEGER NOT NULL PRIMARY KEY",
                    "seq BIGINT NOT NULL PRIMARY KEY",
                )
                .replace(") VIRTUAL", ") STORED")
                .trim_end_matches(';')
                .to_owned()
        })
        .collect()
}

#[test]
fn both_databases_get_the_same_tables_types_checks_and_indexes_from_every_migration() {
    let migrations = numbered("sqlite");
    assert_eq!(migrations, numbered("postgresql"));
    for migration in &migrations {
        for file in ["up.sql", "down.sql"] {
            // The first one's way down also takes away the triggers, which each database writes in its own way.
            if (migration.as_str(), file) == ("0001_shop", "down.sql") {
                continue;
            }
            let sqlite = statements("sqlite", migration, file);
            assert!(!sqlite.is_empty(), "{migration}/{file}");
            let postgres = statements("postgresql", migration, file);
            assert_eq!(sqlite, postgres, "{migration}/{file}");
        }
    }
    assert!(statements("sqlite", "0001_shop", "up.sql").len() > 30);
}

#[test]
fn the_first_schema_stays_as_it_was_published() {
    for (path, digest) in FROZEN {
        let text = fs::read(folder(path)).unwrap();
        assert_eq!(hex(&sha256(&text)), digest, "{path}");
    }
}
