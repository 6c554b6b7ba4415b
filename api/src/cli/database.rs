//! `zehmo db`: the roles of a PostgreSQL database, printed and looked at.

use super::outcome::{Failure, say};
use crate::config::Config;
use crate::db::roles;

const GRANTS: &str = include_str!("../../../migrations/postgresql/roles.sql");

pub fn grant_sql() -> Result<(), Failure> {
    say(GRANTS)
}

pub fn privileges() -> Result<(), Failure> {
    let Some(excess) = roles::excess(&Config::load()?)? else {
        return say("SQLite has no roles: whoever can read the file has everything in it.\n");
    };
    if excess.is_empty() {
        return say("The role of DATABASE_URL may do what it needs and nothing more.\n");
    }
    let lines: Vec<String> = excess.iter().map(|one| format!("{one}\n")).collect();
    say(&lines.concat())?;
    Err(Failure::new(
        "the role of DATABASE_URL may do more than it needs: the lines above",
    ))
}
