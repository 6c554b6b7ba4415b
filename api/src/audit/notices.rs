//! The events of an account that its user should hear of, and up to where they were read.

use shared::audit::{Action, Entity, changes};
use shared::instant::Instant;
use shared::notices::{Notice, NoticeQuery, UNREAD_MAX};
use shared::page::{Page, Sort};
use shared::users::UserRef;
use std::collections::HashMap;

use super::history::payload;
use super::store::{self, Row};
use crate::ask;
use crate::db::Conn;
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};
use crate::people;

ask!(NoticeQuery);

/// One page of what happened to a user's account, read up to this place.
pub fn of_user(
    conn: &mut Conn,
    cursors: &Cursors,
    (user, read): (&str, i64),
    query: &NoticeQuery,
) -> Result<Page<Notice>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let after = asked.window.after.first().map(|seq| seq.parse());
    let span = store::Span {
        after: after.transpose().map_err(ApiError::internal)?,
        newest_first: !query.sort.as_ref().is_some_and(Sort::ascends),
        limit: asked.window.limit,
    };
    let news = news(user, if query.unread { read } else { 0 });
    let rows = store::news(conn, &news, &span)?;
    let counted = asked.counted(|| store::count_news(conn, &news))?;
    let (rows, page) = asked.cut(rows, counted, |row| vec![row.seq.to_string()])?;
    let people = people::named(conn, rows.iter().filter_map(|row| row.actor.as_deref()))?;
    let data = rows.into_iter().map(|row| notice(row, user, read, &people));
    let data = data.collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// How many were not read, up to [`UNREAD_MAX`].
pub fn unread(conn: &mut Conn, user: &str, read: i64) -> Result<u16, ApiError> {
    let span = store::Span {
        after: None,
        newest_first: true,
        limit: UNREAD_MAX - 1,
    };
    let rows = store::news(conn, &news(user, read), &span)?;
    u16::try_from(rows.len()).map_err(ApiError::internal)
}

/// The place of the newest event of all: nothing is read that is still to come.
pub fn newest(conn: &mut Conn) -> Result<i64, ApiError> {
    store::newest(conn)
}

fn news(user: &str, after: i64) -> store::News<'_> {
    let actions = Action::ALL.iter().filter(|one| one.is_news_to_its_user());
    store::News {
        entity: Entity::User,
        entity_id: user,
        actions: actions.map(|one| one.as_str()).collect(),
        after,
    }
}

fn notice(
    row: Row,
    user: &str,
    read: i64,
    people: &HashMap<String, UserRef>,
) -> Result<Notice, ApiError> {
    let before = payload(row.before.as_deref())?;
    let after = payload(row.after.as_deref())?;
    let in_own_name = row.actor.as_deref() == Some(user);
    Ok(Notice {
        seq: row.seq,
        at: Instant::from_millis(row.at),
        actor: row.actor.as_ref().and_then(|id| people.get(id).cloned()),
        ip: row.ip.filter(|_| in_own_name),
        // An address is a digest in the journal: that it changed is told, not to what.
        changes: changes(before.as_ref(), after.as_ref()),
        is_read: row.seq <= read,
        action: row.action,
    })
}
