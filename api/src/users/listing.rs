//! Pages of users, and one user.

use shared::id::{Rev, UserId};
use shared::page::{Page, TOTAL_CAP};
use shared::permission::Permission;
use shared::users::{User, UserQuery};

use super::{store, view};
use crate::ask;
use crate::db::{Actor, Conn};
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
    let counted = asked.counted(|| {
        store::count_up_to(conn, query, i64::try_from(TOTAL_CAP).unwrap_or(i64::MAX))
    })?;
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
