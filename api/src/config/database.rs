//! Database URLs: which database is meant, and which addresses production refuses.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use super::Refusal;
pub use super::address::Place;
use super::address::{self, Address};
use crate::secret::SecretText;

/// Where the rows are kept.
#[derive(Clone)]
pub enum Database {
    /// The embedded database, in this file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Url),
}

/// The URL of a PostgreSQL database, with its password, as it is at the moment. Clones are one and the same: whoever holds
/// one connects with another password once that has taken this one's place.
#[derive(Clone)]
pub struct Url(Arc<RwLock<SecretText>>);

impl Url {
    fn new(text: SecretText) -> Self {
        Self(Arc::new(RwLock::new(text)))
    }

    pub fn now(&self) -> SecretText {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// What may be shown, for the log.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
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
    /// The PostgreSQL database at this address.
    pub fn postgres(url: SecretText) -> Self {
        Self::Postgres(Url::new(url))
    }

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
        Address::parse(text)?;
        Ok(Self::postgres(url.clone()))
    }

    /// Every fault of the address at once, or nothing; the password is never part of it.
    pub fn refuse(&self, variable: &'static str, production: bool) -> Result<(), Refusal> {
        let Self::Postgres(url) = self else {
            return Ok(());
        };
        let url = url.now();
        if !production && url.expose() != GUIDE_BAD_URL {
            return Ok(());
        }
        let address =
            Address::parse(url.expose()).map_err(|reason| Refusal::new(variable, reason))?;
        let faults = address.faults();
        if faults.is_empty() {
            return Ok(());
        }
        let reason = format!("({}) is refused: {}.", address.shown(), faults.join("; "));
        Err(Refusal::new(variable, reason))
    }

    /// Whether the server's certificate goes unchecked (`require` accepts any): worth a word in the log.
    pub fn accepts_any_certificate(&self) -> bool {
        let unchecked =
            |address: Address| address.sslmode.as_deref() == Some("require") && !address.is_local();
        self.address().is_some_and(unchecked)
    }

    /// What may be shown of it.
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(_) => self
                .address()
                .map_or_else(String::new, |address| address.shown()),
        }
    }

    /// Whether both are written in the same way.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(ours), Self::Sqlite(theirs)) => ours == theirs,
            (Self::Postgres(ours), Self::Postgres(theirs)) => {
                ours.now().expose() == theirs.now().expose()
            }
            (Self::Sqlite(_), Self::Postgres(_)) | (Self::Postgres(_), Self::Sqlite(_)) => false,
        }
    }

    /// Whether both addresses lead to the same database, as whichever role.
    pub fn leads_where(&self, other: &Self) -> bool {
        match (self.address(), other.address()) {
            (Some(ours), Some(theirs)) => ours.leads_where(&theirs),
            _ => false,
        }
    }

    /// Connects with the other's address from now on, and so does whoever holds this value.
    pub fn take_over(&self, other: &Self) {
        if let (Self::Postgres(Url(ours)), Self::Postgres(theirs)) = (self, other) {
            *ours.write().unwrap_or_else(PoisonError::into_inner) = theirs.now();
        }
    }

    /// The password in its address.
    pub fn password(&self) -> Option<SecretText> {
        self.address()?.password.map(SecretText::new)
    }

    /// The role in its address.
    pub fn role(&self) -> Option<String> {
        self.address()?.user
    }

    /// The same address with another password in the place of its own.
    pub fn with_password(&self, password: &SecretText) -> Option<SecretText> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(url) => {
                address::with_password(url.now().expose(), password.expose()).map(SecretText::new)
            }
        }
    }

    /// Where it listens, as far as its address says it; nowhere for a file.
    pub fn places(&self) -> Vec<Place> {
        self.address()
            .map_or_else(Vec::new, |address| address.places())
    }

    fn address(&self) -> Option<Address> {
        match self {
            Self::Sqlite(_) => None,
            // It was read once, when this value was made.
            Self::Postgres(url) => match Address::parse(url.now().expose()) {
                Ok(address) => Some(address),
                Err(_) => None,
            },
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_password_takes_the_place_of_the_one_that_is_there_and_changes_nothing_else() {
        let check = |url: &str, expected: Option<&str>| {
            let database = Database::parse(&SecretText::new(url.to_owned())).unwrap();
            let other = database.with_password(&SecretText::new("a@/b".to_owned()));
            let Some(other) = other else {
                return assert_eq!(expected, None, "{url}");
            };
            assert_eq!(Some(other.expose()), expected);
            let other = Database::parse(&other).unwrap();
            assert_eq!(other.password().unwrap().expose(), "a@/b");
            assert!(database.leads_where(&other) && !database.is_same(&other));
            assert_eq!(other.role(), database.role());
        };
        check(
            "postgres://zehmo:o%40d@one:5433,two/shop?sslmode=require",
            Some("postgres://zehmo:a%40%2Fb@one:5433,two/shop?sslmode=require"),
        );
        check(
            "postgresql:///shop?host=/run&user=zehmo&p%61ssword=old&port=5433",
            Some("postgresql:///shop?host=/run&user=zehmo&password=a%40%2Fb&port=5433"),
        );
        check("postgresql://zehmo@[::1]/shop", None);
        check("sqlite:shop.db", None);
    }

    #[test]
    fn another_place_is_another_database() {
        let at = |place: &str| {
            let url = format!("postgresql://zehmo:old@{place}");
            Database::parse(&SecretText::new(url)).unwrap()
        };
        let shop = at("host/shop");
        assert!(shop.leads_where(&at("host:5432/shop?sslmode=require")));
        for place in [
            "host/other",
            "host:5433/shop",
            "other/shop",
            "host/shop?hostaddr=10.0.0.1",
        ] {
            assert!(!shop.leads_where(&at(place)), "{place}");
        }
    }
}
