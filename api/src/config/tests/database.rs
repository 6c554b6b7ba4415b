//! Database URLs: which are refused in production, which everywhere, and what is said of them.

use super::super::{Database, RoleAttributes, refuse_role};
use crate::secret::SecretText;

const GUIDE_BAD_URL: &str = "postgresql://root:123@host:5432/db?sslmode=disable";

fn refusal(url: &str, production: bool) -> Option<String> {
    let database = Database::parse(&SecretText::new(url.to_owned()))
        .unwrap_or_else(|reason| panic!("{reason}"));
    database
        .refuse("DATABASE_URL", production)
        .err()
        .map(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(url: &str, faults: &[&str]) {
    let reason = refusal(url, true).expect("this URL must be refused");
    for fault in faults {
        assert!(reason.contains(fault), "{fault} is not named: {reason}");
    }
    assert_eq!(reason.matches("; ").count() + 1, faults.len(), "{reason}");
}

#[track_caller]
fn accepted(url: &str) {
    assert_eq!(refusal(url, true), None);
}

#[test]
fn g15_the_guides_bad_url_is_refused_naming_every_fault_and_hiding_the_password() {
    refused(
        GUIDE_BAD_URL,
        &["`root`", "shorter than 16", "sslmode lets"],
    );
    let reason = refusal(GUIDE_BAD_URL, false).expect("refused in development too");
    assert!(
        reason.contains("(postgresql://root:***@host:5432/db)") && !reason.contains("123"),
        "{reason}"
    );
}

#[test]
fn g13_rows_may_not_travel_in_clear() {
    let with = |parameters: &str| {
        format!("postgresql://zehmo_user:q8Zt!x4PbW7nRk2M@db.example/zehmo{parameters}")
    };
    refused(&with(""), &["sslmode is missing"]);
    refused(&with("?sslmode=disable"), &["sslmode lets"]);
    refused(&with("?sslmode=prefer"), &["sslmode lets"]);
    refused(&with("?sslmode=require&sslmode=allow"), &["sslmode lets"]);
    refused(
        "postgres://u@localhost/db?hostaddr=10.0.0.1",
        &["sslmode is missing"],
    );
    refused(
        "postgres://u@localhost/db?hostaddr=10.0.0.1&host=localhost",
        &["sslmode is missing"],
    );
    refused(
        "postgres://u@localhost,db.example/db",
        &["sslmode is missing"],
    );
    accepted(&with("?sslmode=require"));
    accepted(&with("?sslmode=verify-ca"));
    accepted(&with("?sslmode=verify-full"));
    accepted("postgres://u@localhost/db");
    accepted("postgres://u@[::1]:5432/db");
    accepted("postgres://u@127.0.0.1:5432/db");
    accepted("postgres:///db?host=/run/postgresql");
    accepted("postgres://u@%2Frun%2Fpostgresql/db");
}

#[test]
fn g14_administrators_are_refused() {
    for name in ["root", "postgres", "admin", "sa", "Postgres", "%72oot"] {
        refused(
            &format!("postgresql://{name}@localhost/zehmo"),
            &["administrator"],
        );
    }
    refused("postgresql:///zehmo?user=postgres", &["administrator"]);
    accepted("postgresql://zehmo_user@localhost/zehmo");
    let plain = RoleAttributes {
        superuser: false,
        create_role: false,
        create_db: false,
        bypass_rls: false,
    };
    assert_eq!(refuse_role("DATABASE_URL", plain), Ok(()));
    let fault = refuse_role(
        "DATABASE_URL",
        RoleAttributes {
            superuser: true,
            create_db: true,
            ..plain
        },
    )
    .unwrap_err();
    assert!(
        fault
            .to_string()
            .contains("is a superuser, may create databases"),
        "{fault}"
    );
}

#[test]
fn g20_weak_database_passwords_are_refused() {
    refused(
        "postgresql://zehmo_user:short@localhost/zehmo",
        &["shorter than 16"],
    );
    refused(
        "postgresql://zehmo_user:strong_password@localhost/zehmo",
        &["published"],
    );
    refused(
        "postgresql://zehmo_user:strong_random_password@localhost/zehmo",
        &["published"],
    );
    refused(
        "postgresql://zehmo_user@localhost/zehmo?password=short",
        &["shorter than 16"],
    );
    accepted("postgresql://zehmo_user:%40%23%25%26q8Zt4PbW7nRk@localhost/zehmo");
}

#[test]
fn development_may_use_any_other_database() {
    assert_eq!(
        refusal("postgresql://postgres:postgres@localhost/zehmo", false),
        None
    );
}

#[test]
fn the_embedded_database_is_a_file() {
    let path = |url: &str| match Database::parse(&SecretText::new(url.to_owned())) {
        Ok(Database::Sqlite(path)) => Some(path.display().to_string()),
        Ok(Database::Postgres(_)) | Err(_) => None,
    };
    assert_eq!(
        path("sqlite:/srv/zehmo.db").as_deref(),
        Some("/srv/zehmo.db")
    );
    assert_eq!(
        path("sqlite://books/zehmo.db").as_deref(),
        Some("books/zehmo.db")
    );
    assert_eq!(path("sqlite::memory:"), None);
    assert_eq!(path("sqlite:"), None);
    assert_eq!(path("mysql://u@host/db"), None);
}

#[test]
fn an_address_that_could_be_read_in_two_ways_is_refused_without_a_word_of_it() {
    for password in [
        "s3cr3tPart 1234567890",
        "s3cr3tPart@1234567890",
        "s3cr3tPart%zz1234567890",
        "s3cr3tPart%",
        "s3cr3tPart%001234567890",
        "s3cr3tPart[1234567890",
        "s3cr3tPart]1234567890",
        "s3cr3tPart#1234567890",
        "s3cr3tPart/1234567890",
        "12345/s3cr3tPart",
        "s3cr3tPart?1234567890",
        "s3cr3tPart\t1234567890",
        "s3cr3tPart\u{a0}1234567890",
    ] {
        for url in [
            format!("postgresql://zehmo:{password}@host/db"),
            format!("postgres://zehmo@host/db?sslmode=require&password={password}&port=1"),
        ] {
            // A `/` stands for itself behind the `?`.
            if url.contains("password=") && password.contains('/') {
                continue;
            }
            let reason = Database::parse(&SecretText::new(url.clone())).err();
            let reason = reason.unwrap_or_else(|| panic!("{url} must be refused"));
            for part in ["s3cr3tPart", "1234567890", "12345"] {
                assert!(!reason.contains(part), "{url}: {reason}");
            }
            assert!(reason.contains("Percent-encode"), "{url}: {reason}");
        }
    }
}

#[test]
fn an_address_is_read_whole_or_refused_and_shown_without_its_password() {
    const SECRET: &str = "s3cr3tPart1234567890";
    for url in [
        "postgres://u@h:port/db",
        "postgres://u@h:0/db",
        "postgres://u@::1/db",
        "postgres://u@[::1/db",
        "postgres://u@ho_st!/db",
        "postgres://u@h/db?sslmode=yes",
        "postgres://u@h/db?passwrod=x",
        "postgres://u:a&b@h/db?password=a&b=c",
        "postgres://u@h/db?password",
        "postgres://u@h/db?password=a=b",
    ] {
        let reason = Database::parse(&SecretText::new(url.to_owned())).err();
        assert!(
            reason.is_some_and(|reason| reason.contains("is no valid address")),
            "{url}"
        );
    }
    let shown = |url: &str| {
        Database::parse(&SecretText::new(url.to_owned()))
            .unwrap_or_else(|reason| panic!("{url}: {reason}"))
            .shown()
    };
    assert_eq!(
        shown(&format!(
            "postgres://u:{SECRET}%40x@h:1,[::1]:2/d?connect_timeout=3"
        )),
        "postgresql://u:***@h:1,[::1]:2/d"
    );
    assert_eq!(
        shown(&format!("postgres:///d?user=u&password={SECRET}")),
        "postgresql://u:***@/d"
    );
    assert_eq!(shown("postgres://u@h/d"), "postgresql://u@h/d");
}
