//! Pages of users, one user, and their names for other records.

use std::collections::HashMap;

use shared::id::{Rev, UserId};
use shared::page::{Page, TOTAL_CAP};
use shared::permission::Permission;
use shared::users::{User, UserQuery, UserRef};

use super::{store, view};
use crate::ask;
use crate::db::{Actor, Conn, Tx};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::paging::{Asked, Cursors};
use crate::stored::stored;

ask!(UserQuery);

impl Revised for User {
    fn rev(&self) -> Rev {
        self.rev
    }
}

/// Whether the reader may know addresses: whoever may change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    Shown,
    Hidden,
}

impl Addresses {
    pub fn for_reader(actor: &Actor) -> Self {
        match actor.holds(Permission::UsersWrite) {
            true => Self::Shown,
            false => Self::Hidden,
        }
    }

    fn of(self, row: &store::Row) -> Result<User, ApiError> {
        let user = view(row)?;
        Ok(match self {
            Self::Shown => user,
            Self::Hidden => User {
                email: None,
                ..user
            },
        })
    }
}

pub fn page(
    conn: &mut Conn,
    cursors: &Cursors,
    query: &UserQuery,
    addresses: Addresses,
) -> Result<Page<User>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let order = store::Order::of(query.sort.as_ref());
    let named = match (addresses, &query.q) {
        (Addresses::Hidden, Some(words)) => Some(store::ids_named(conn, words)?),
        _ => None,
    };
    let query = &store::Wanted { query, named };
    let rows = store::page(conn, query, &order, &asked.window)?;
    let counted = match query.query.include_total {
        true => Some(store::count_up_to(
            conn,
            query,
            i64::try_from(TOTAL_CAP).unwrap_or(i64::MAX),
        )?),
        false => None,
    };
    let (rows, page) = asked.cut(rows, counted, |row| order.keys(row))?;
    let data = rows
        .iter()
        .map(|row| addresses.of(row))
        .collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

pub fn one(conn: &mut Conn, id: UserId, addresses: Addresses) -> Result<User, ApiError> {
    addresses.of(&store::find(conn, id)?)
}

/// Everybody who may come in, oldest first.
pub fn everyone(conn: &mut Conn) -> Result<Vec<UserId>, ApiError> {
    let ids = store::enabled_ids(conn)?;
    ids.iter().map(|id| stored(id)).collect()
}

/// The user of this stored id, as the record of it speaks; who acts is known already.
pub fn author(tx: &mut Tx<'_>, id: &str) -> Result<HashMap<String, UserRef>, ApiError> {
    match (&tx.actor.username, tx.actor.user) {
        (Some(username), Some(user)) if tx.is_actor(id) => {
            let author = UserRef {
                id: user,
                username: username.clone(),
            };
            Ok(HashMap::from([(id.to_owned(), author)]))
        }
        _ => people(tx.conn, std::iter::once(id)),
    }
}

/// These users by id, as other records speak of them.
pub fn people<'i>(
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
