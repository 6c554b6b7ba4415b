//! Users of the original's books: they keep their passwords' hashes until their first sign-in here.

use std::collections::HashSet;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::field;
use shared::id::UserId;
use shared::permission::Role;

use super::store::{self, Row};
use crate::audit::{self, Change};
use crate::auth;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// A user to be brought in. The name is in our form; another is taken where it is not free.
pub struct Imported {
    pub id: UserId,
    pub username: String,
    pub role: Role,
    /// As the original wrote it; without one, a code from an administrator is needed.
    pub password_hash: Option<String>,
    /// Where it comes from, for the journal: "users 3".
    pub source: String,
}

/// The user who stands for all whom the old books name without knowing them.
const STAND_IN: &str = "imported";

pub fn import(tx: &mut Tx<'_>, import_id: &str, users: Vec<Imported>) -> Result<(), ApiError> {
    let mut taken = names_taken(tx.conn)?;
    for user in users {
        let username = free_name(&user.username, &taken);
        taken.insert(field::username_key(&username));
        let mut row = blank(tx, user.id, username, user.role);
        row.password_hash = user.password_hash;
        store::insert(tx, &row)?;
        journal(tx, &row, &user.source, import_id)?;
    }
    Ok(())
}

/// The disabled user to whom rows of unknown authors belong; made when first needed.
pub fn stand_in(tx: &mut Tx<'_>, import_id: &str) -> Result<UserId, ApiError> {
    if let Some(account) = auth::account_named(tx.conn, STAND_IN)?
        && account.is_disabled
        && account.password_hash.is_none()
        && !auth::had_a_password(tx.conn, account.id)?
    {
        return Ok(account.id);
    }
    let username = free_name(STAND_IN, &names_taken(tx.conn)?);
    let id = UserId::from_parts(tx.now, &tx.random()?);
    let mut row = blank(tx, id, username, Role::Staff);
    row.disabled_at = Some(tx.now.millis());
    store::insert(tx, &row)?;
    journal(tx, &row, "rows of unknown users", import_id)?;
    Ok(id)
}

/// The names of all users, in the form in which they are compared.
pub fn names_taken(conn: &mut Conn) -> Result<HashSet<String>, ApiError> {
    Ok(store::folded_names(conn)?.into_iter().collect())
}

/// The wanted name, or with the first number that makes it free: bob, bob_2, bob_3.
pub fn free_name(wanted: &str, taken: &HashSet<String>) -> String {
    if !taken.contains(&field::username_key(wanted)) {
        return wanted.to_owned();
    }
    let mut number: u64 = 2;
    loop {
        let ending = format!("_{number}");
        let beginning: String = wanted
            .chars()
            .take(field::USERNAME_MAX - ending.len())
            .collect();
        let name = format!("{beginning}{ending}");
        if !taken.contains(&field::username_key(&name)) {
            return name;
        }
        number += 1;
    }
}

fn blank(tx: &Tx<'_>, id: UserId, username: String, role: Role) -> Row {
    Row {
        id: id.to_string(),
        username_folded: field::username_key(&username),
        username,
        email: None,
        email_folded: None,
        role: role.to_string(),
        password_hash: None,
        must_change_password: false,
        token_version: 1,
        disabled_at: None,
        last_seen_at: None,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        rev: 1,
    }
}

fn journal(tx: &mut Tx<'_>, row: &Row, source: &str, import_id: &str) -> Result<(), ApiError> {
    let after = json!({
        "username": row.username,
        "role": row.role,
        "disabled": row.disabled_at.is_some(),
        "imported_from": source,
        "import_id": import_id,
    });
    let change = Change {
        action: Action::UserImported,
        entity: Entity::User,
        entity_id: row.id.clone(),
        before: None,
        after: Some(after),
    };
    audit::record(tx, &change)
}
