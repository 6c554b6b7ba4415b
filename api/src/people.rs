//! Who did something, as every record and the journal speak of them: by name. Below `audit`, which `users` and `auth` write to.

mod store;

use std::collections::HashMap;

use shared::users::UserRef;

use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;

/// The user of this stored id, as the record of it speaks; who acts is known already.
pub fn author(tx: &mut Tx<'_>, id: &str) -> Result<HashMap<String, UserRef>, ApiError> {
    match tx.actor.known() {
        Some(user) if tx.is_actor(id) => {
            let author = UserRef {
                id: user.id,
                username: user.username.clone(),
            };
            Ok(HashMap::from([(id.to_owned(), author)]))
        }
        _ => named(tx.conn, std::iter::once(id)),
    }
}

/// These users by id, as other records speak of them.
pub fn named<'i>(
    conn: &mut Conn,
    ids: impl Iterator<Item = &'i str>,
) -> Result<HashMap<String, UserRef>, ApiError> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = store::names(conn, &ids)?;
    rows.into_iter()
        .map(|(id, username)| {
            Ok((
                id.clone(),
                UserRef {
                    id: stored(&id)?,
                    username,
                },
            ))
        })
        .collect()
}
