//! A seeded shop of a given size, served by the release binary.

use std::path::Path;

use serde_json::{Value, json};

use super::books::{Books, Database, USER};
use super::load::{Client, Connection, Request};
use crate::outcome::{Failure, Outcome};
use crate::run::Step;
use crate::server::Server;

/// The running shop and the right to ask it.
pub struct Shop {
    pub jobs: u32,
    pub database: Database,
    // Before the books: it stops before they go.
    pub server: Server,
    books: Books,
    password: String,
}

impl Shop {
    pub fn prepare(binary: &Path, database: Database, jobs: u32) -> Outcome<Self> {
        let books = seeded(binary, database, jobs, "shop")?;
        Self::open(binary, database, jobs, books)
    }

    /// Two shops with the same rows: those that `first` seeded, and a copy that `second` brings up to its own tables.
    pub fn pair(first: &Path, second: &Path, database: Database, jobs: u32) -> Outcome<[Self; 2]> {
        let books = seeded(first, database, jobs, "other")?;
        let copy = books.copied()?;
        Ok([
            Self::open(first, database, jobs, books)?,
            Self::open(second, database, jobs, copy)?,
        ])
    }

    fn open(binary: &Path, database: Database, jobs: u32, books: Books) -> Outcome<Self> {
        Ok(Self {
            jobs,
            database,
            server: books.serve(binary)?,
            password: books.password()?,
            books,
        })
    }

    /// Where its rows are, for the floor that reads them without us.
    pub fn address(&self) -> String {
        self.books.address()
    }

    /// A fresh access token.
    pub fn sign_in(&self) -> Outcome<String> {
        let answer = Connection::open(self.server.port)?.send(&self.sign_in_request())?;
        let session: Value =
            serde_json::from_slice(&answer).map_err(|cause| strange(&cause.to_string()))?;
        let access = session.get("access_token").and_then(Value::as_str);
        access
            .map(str::to_owned)
            .ok_or_else(|| strange("no access token"))
    }

    /// A fresh personal token that may see jobs.
    pub fn personal_token(&self, access: &str) -> Outcome<String> {
        let draft = json!({ "name": "bench", "scopes": ["jobs.read"] }).to_string();
        let path = "/api/v1/me/tokens";
        let request = Request::post(self.server.port, path, Some(access), draft);
        let answer = Connection::open(self.server.port)?.send(&request)?;
        let made: Value =
            serde_json::from_slice(&answer).map_err(|cause| strange(&cause.to_string()))?;
        let token = made.get("token").and_then(Value::as_str);
        token
            .map(str::to_owned)
            .ok_or_else(|| strange("no personal token"))
    }

    pub fn sign_in_request(&self) -> Request {
        let who = json!({ "username": USER, "password": self.password });
        Request::post(
            self.server.port,
            "/api/v1/auth/sign-in",
            None,
            who.to_string(),
        )
    }

    /// The body of an answer, as it is before compression.
    pub fn get(&self, path: &str, access: &str) -> Outcome<Vec<u8>> {
        let request = Request::get(Client::Plain, self.server.port, path, access);
        Connection::open(self.server.port)?.send(&request)
    }
}

/// Books with so many jobs; on SQLite seeded once, a later run finds them again.
fn seeded(binary: &Path, database: Database, jobs: u32, name: &str) -> Outcome<Books> {
    let books = match database {
        Database::Sqlite => Books::kept(&format!("{name}-{jobs}"))?,
        Database::Postgresql => Books::thrown_away(database)?,
    };
    if !books.seeded() {
        books.found(binary)?;
        let mut seed = books.command(
            binary,
            &["seed", "--jobs", &jobs.to_string(), "--months", "24"],
        );
        let step = format!("{}: seed {jobs} jobs", database.name());
        Step::new(&step, "See `zehmo seed --help`.").run(&mut seed)?;
        books.mark_seeded()?;
    }
    Ok(books)
}

fn strange(why: &str) -> Failure {
    Failure::new(
        format!("The shop answered strangely: {why}"),
        "Look at target/xtask/log/server-bench.log.",
    )
}
