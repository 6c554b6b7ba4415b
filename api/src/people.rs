//! Who did something, as every record and the journal speak of them: by name. Below `audit`, which `users` and `auth` write to.

mod store;

use std::collections::HashMap;

use shared::users::UserRef;

use crate::db::Conn;
use crate::error::ApiError;
use crate::stored::stored;

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
