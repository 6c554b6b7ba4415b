//! Lists of records as files: the rows of all pages, read one page after the other from one picture of the books.

use std::collections::HashMap;
use std::fmt::Display;

use actix_web::http::Method;
use actix_web::web::Data;
use serde::Serialize;
use shared::id::UserId;
use shared::instant::Instant;
use shared::page::Deleted;
use shared::permission::needs::ExportsRead;

use super::Listed;
use super::routes::declared;
use crate::app::App;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::exports::{self, Give, Last, List, ListFile, Paper, Shape};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::Listing;
use crate::paging::Window;
use crate::people;
use crate::settings::Shop;

/// Rows that are read and written at a time.
const CHUNK: u16 = 511;

const EXPORT: &str = "\
Takes the list's filters and order, and gives all pages of it in one file, whose last row tells how many rows there are and
what they come to. In CSV an amount is a decimal, a day is `2026-11-24`, and a text that a spreadsheet would run begins with
an apostrophe; with `separator=semicolon` decimals have a comma. A PDF is for people: sheets of A4 with the head of the table on each, amounts
with the currency's sign, what was asked for above and the sums at the end. The file goes out when it is whole, and is an
event of the journal.";

/// Records whose list can be taken out as a file.
pub trait Exported: Listed {
    /// The list's filters and order, and the file that it shall become.
    type Export: super::listed::Parameters + Serialize + Clone;

    fn list(asked: &Self::Export) -> Self::Query;
    fn shape(asked: &Self::Export) -> Shape;
    /// What holds for the whole file.
    fn paper(
        conn: &mut Conn,
        asked: &Self::Export,
        shop: &Shop,
        now: Instant,
    ) -> Result<Paper, ApiError>;
    /// Gives the row of a record, or its rows.
    fn cells(
        asked: &Self::Export,
        shown: &Self::Shown,
        give: &mut Give<'_>,
    ) -> Result<(), ApiError>;
}

/// To take the list out as a file.
pub fn exporting<R: Exported>() -> Operation {
    let words = ["export_{many}", "Exports the {many} of a filter.", EXPORT];
    let export = declared::<R, _, _>(Method::GET, "/{many}/export", words, export_records::<R>);
    exports::refusing(export)
}

async fn export_records<R: Exported>(
    who: Allowed<ExportsRead>,
    app: Data<App>,
    query: Listing<R::Export>,
) -> Result<ListFile, ApiError> {
    exports::export(&app, &who, Whole::<R> { asked: query.0 }).await
}

/// A list from its first row to its last.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Whole<R: Exported> {
    pub asked: R::Export,
}

impl<R: Exported> List for Whole<R> {
    const NAME: &'static str = R::KIND.many;

    fn shape(&self) -> Shape {
        R::shape(&self.asked)
    }

    fn paper(&self, conn: &mut Conn, shop: &Shop, now: Instant) -> Result<Paper, ApiError> {
        R::paper(conn, &self.asked, shop, now)
    }

    fn rows(&self, conn: &mut Conn, actor: &Actor, give: &mut Give<'_>) -> Result<Last, ApiError> {
        each::<R>(conn, actor, &R::list(&self.asked), &mut |one| {
            R::cells(&self.asked, one, give)
        })?;
        Ok(Last::Counted)
    }
}

/// Gives every record of a list that the actor may see, page by page, in its order.
pub fn each<R: Listed>(
    conn: &mut Conn,
    actor: &Actor,
    query: &R::Query,
    give: &mut dyn FnMut(&R::Shown) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let (filter, order) = R::asked(query);
    let own = actor.limited_to();
    let mut window = Window {
        limit: CHUNK,
        after: Vec::new(),
    };
    loop {
        let mut ids = R::ids(conn, &filter, own.as_deref(), &order, &window)?;
        let more = ids.len() > usize::from(CHUNK);
        ids.truncate(usize::from(CHUNK));
        let shown = R::shown(conn, &ids)?;
        shown.iter().try_for_each(&mut *give)?;
        match shown.last() {
            Some(last) if more => window.after = R::keys(&order, last),
            _ => return Ok(()),
        }
    }
}

/// Filters that every list of records has, in words: who recorded them, since when they changed, and the trash.
pub fn in_words(
    conn: &mut Conn,
    authors: &[UserId],
    since: Option<Instant>,
    deleted: Deleted,
) -> Result<Vec<(&'static str, String)>, ApiError> {
    let mut words = Vec::new();
    if !authors.is_empty() {
        let ids: Vec<String> = authors.iter().map(ToString::to_string).collect();
        let known = people::named(conn, ids.iter().map(String::as_str))?;
        let known: HashMap<String, String> = known
            .into_iter()
            .map(|(id, user)| (id, user.username))
            .collect();
        let names = ids.iter().map(|id| known.get(id).unwrap_or(id).clone());
        words.push(("Recorded by", names.collect::<Vec<_>>().join(", ")));
    }
    words.extend(since.map(|since| ("Changed since", since.to_string())));
    match deleted {
        Deleted::None => {}
        Deleted::Only => words.push(("Trash", "only what lies in it".to_owned())),
        Deleted::Any => words.push(("Trash", "with what lies in it".to_owned())),
    }
    Ok(words)
}

/// A span in words, if one is asked for: “from 2026-11-01 to 2026-11-30”.
pub fn between<T: Display>(least: Option<T>, most: Option<T>) -> Option<String> {
    let least = least.map(|least| format!("from {least}"));
    let most = most.map(|most| format!("to {most}"));
    match (least, most) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(least), Some(most)) => Some(format!("{least} {most}")),
    }
}
