//! Database URLs: which database is meant, and which addresses production refuses.

use std::path::PathBuf;

use super::Refusal;
use super::address::Address;
use crate::secret::SecretText;

/// Where the rows are kept.
#[derive(Clone)]
pub enum Database {
    /// The embedded database, in this file.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database, with its password.
    Postgres(SecretText),
}

/// What PostgreSQL says about the role a connection acts as.
#[derive(Clone, Copy, Debug)]
pub struct RoleAttributes {
    pub superuser: bool,
    pub create_role: bool,
    pub create_db: bool,
    pub bypass_rls: bool,
}

/// The security guide's example of how not to do it, refused wherever it is found.
const GUIDE_BAD_URL: &str = "postgresql://root:123@host:5432/db?sslmode=disable";
impl Database {
    /// Reads `postgres://…`, `postgresql://…` or `sqlite:path`; the error completes the sentence "VARIABLE …".
    pub fn parse(url: &SecretText) -> Result<Self, String> {
        let text = url.expose();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err("names no file after sqlite:.".to_owned()),
                ":memory:" => Err(
                    "must be a file: a database in memory is lost at the first restart.".to_owned(),
                ),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        match Address::parse(text) {
            Some(_) => Ok(Self::Postgres(url.clone())),
            None => Err("must begin with postgresql:// or sqlite:.".to_owned()),
        }
    }

    /// Every fault of the address at once, or nothing; the password is never part of it.
    pub fn refuse(&self, variable: &'static str, production: bool) -> Result<(), Refusal> {
        let Self::Postgres(url) = self else {
            return Ok(());
        };
        if !production && url.expose() != GUIDE_BAD_URL {
            return Ok(());
        }
        let faults = Address::parse(url.expose())
            .map(|address| address.faults())
            .unwrap_or_default();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Refusal::new(
            variable,
            format!(
                "({}) is refused: {}.",
                masked(url.expose()),
                faults.join("; ")
            ),
        ))
    }

    /// Whether the server's certificate goes unchecked (`require` accepts any): worth a word in the log.
    pub fn accepts_any_certificate(&self) -> bool {
        let Self::Postgres(url) = self else {
            return false;
        };
        let unchecked =
            |address: Address| address.sslmode.as_deref() == Some("require") && !address.is_local();
        Address::parse(url.expose()).is_some_and(unchecked)
    }
}

/// Refuses a role that could do more than the application ever needs (production asks PostgreSQL at start).
pub fn refuse_role(variable: &'static str, role: RoleAttributes) -> Result<(), Refusal> {
    let rights = [
        (role.superuser, "is a superuser"),
        (role.create_role, "may create roles"),
        (role.create_db, "may create databases"),
        (role.bypass_rls, "passes over row security"),
    ];
    let faults: Vec<&str> = rights
        .iter()
        .filter(|(held, _)| *held)
        .map(|(_, fault)| *fault)
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        variable,
        format!(
            "names a role that {}; use a role of its own with no such right.",
            faults.join(", ")
        ),
    ))
}

/// A database URL that may be shown: without its password and its parameters.
pub fn masked(url: &str) -> String {
    let shown = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = shown.split_once("://") else {
        return shown.to_owned();
    };
    let Some((credentials, place)) = rest.rsplit_once('@') else {
        return shown.to_owned();
    };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***@{place}"),
        None => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_masked_url_shows_no_password() {
        assert_eq!(
            masked("postgres://u:p@ss@h:1/d?password=x"),
            "postgres://u:***@h:1/d"
        );
        assert_eq!(masked("postgres://u@h/d"), "postgres://u@h/d");
    }
}
