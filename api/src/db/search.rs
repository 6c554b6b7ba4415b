//! The words by which a record is found. Folded by the shared rules, found by range: the same text and index on both databases.

use std::collections::HashSet;

use diesel::prelude::*;
use shared::text;

use super::schema::search_terms::{self, dsl};
use super::{Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;

/// A word of a record.
#[derive(Insertable)]
#[diesel(table_name = search_terms)]
pub(super) struct Term {
    entity: String,
    term: String,
    entity_id: String,
}

impl Term {
    pub(super) fn new(entity: &str, term: &str, entity_id: &str) -> Self {
        Self {
            entity: entity.to_owned(),
            term: term.to_owned(),
            entity_id: entity_id.to_owned(),
        }
    }
}

/// The key of a record whose name's key another one has: stands right behind it, and no name can give it.
pub fn twin_key(key: &str, id: &str) -> String {
    format!("{key}\u{1}{id}")
}

/// The name's key itself, and all keys of its twins: `from <= key < to`.
pub fn key_range(key: &str) -> Range {
    Range {
        from: key.to_owned(),
        to: format!("{key}\u{2}"),
    }
}

/// Up to so many records, a word's own are looked up and named to the list's query. Above, the list is walked in its
/// order and each record asked for the word: a common word is soon found.
pub const FEW: usize = 1000;

/// No word is spelled so.
const NO_WORD: &str = "\u{1}";

/// The terms that begin with a word: `from <= term < to`.
#[derive(Clone, Debug)]
pub struct Range {
    pub from: String,
    pub to: String,
}

/// Replaces the record's words by those of the texts.
pub fn index(
    tx: &mut Tx<'_>,
    entity: &'static str,
    entity_id: &str,
    texts: &[&str],
) -> Result<(), ApiError> {
    let words = words_of(texts);
    let mut known: Vec<String> = dsl::search_terms
        .filter(dsl::entity_id.eq(entity_id))
        .select(dsl::term)
        .load(tx.conn)?;
    known.sort_unstable();
    if known == words {
        return Ok(());
    }
    if !known.is_empty() {
        diesel::delete(dsl::search_terms.filter(dsl::entity_id.eq(entity_id))).execute(tx.conn)?;
    }
    add(tx, entity, std::iter::once((entity_id, texts.to_vec())))
}

/// Adds the words of new records: each one's id and texts.
pub fn add<'t>(
    tx: &mut Tx<'_>,
    entity: &'static str,
    records: impl Iterator<Item = (&'t str, Vec<&'t str>)>,
) -> Result<(), ApiError> {
    let mut rows = Vec::new();
    for (id, texts) in records {
        let words = words_of(&texts);
        rows.extend(words.iter().map(|term| Term::new(entity, term, id)));
    }
    insert_all!(tx.conn, search_terms::table, &rows)
}

/// Removes all words of these records.
pub fn remove(tx: &mut Tx<'_>, ids: &[String]) -> Result<(), ApiError> {
    diesel::delete(dsl::search_terms.filter(dsl::entity_id.eq_any(ids))).execute(tx.conn)?;
    Ok(())
}

/// The distinct words of the texts, in order.
fn words_of(texts: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = texts.iter().flat_map(|text| text::words(text)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The words of a search, each with the first text after all words that begin with it.
pub fn ranges(q: Option<&str>) -> Vec<Range> {
    let q = q.unwrap_or_default();
    let mut words = text::words(q);
    if words.is_empty() && !text::clean(q).is_empty() {
        // Signs without a letter or digit begin no word, and so find nothing: a whole list would look like an answer.
        words.push(NO_WORD.to_owned());
    }
    words
        .into_iter()
        .map(|word| Range {
            to: format!("{word}\u{10ffff}"),
            from: word,
        })
        .collect()
}

/// What is in both sets of records; `None` stands for all records.
pub fn both(known: Option<HashSet<String>>, more: HashSet<String>) -> HashSet<String> {
    match known {
        Some(known) => &known & &more,
        None => more,
    }
}

/// The records of a kind that have a word in the range; none if there are more than [`FEW`] matches.
pub fn holders(
    conn: &mut Conn,
    entity: &str,
    range: &Range,
) -> Result<Option<HashSet<String>>, ApiError> {
    let most = i64::try_from(FEW).unwrap_or(i64::MAX);
    let found: Vec<String> = dsl::search_terms
        .filter(dsl::entity.eq(entity))
        .filter(dsl::term.ge(&range.from))
        .filter(dsl::term.lt(&range.to))
        .select(dsl::entity_id)
        .limit(most + 1)
        .load(conn)?;
    Ok(match found.len() > FEW {
        true => None,
        false => Some(found.into_iter().collect()),
    })
}

/// Narrows rows to those that have every word of a search themselves.
///
/// `with_words!(conn, rows, "customer", customers::id, q)`
#[macro_export]
macro_rules! with_words {
    ($conn:expr, $rows:expr, $entity:literal, $id:expr, $q:expr) => {{
        use $crate::db::schema::search_terms;
        let mut rows = $rows;
        let mut few: Option<std::collections::HashSet<String>> = None;
        for range in $crate::db::search::ranges($q) {
            match $crate::db::search::holders($conn, $entity, &range)? {
                Some(ids) => few = Some($crate::db::search::both(few, ids)),
                None => {
                    let term = search_terms::table
                        .filter(search_terms::entity_id.eq($id))
                        .filter(search_terms::term.ge(range.from))
                        .filter(search_terms::term.lt(range.to));
                    rows = rows.filter(diesel::dsl::exists(term));
                }
            }
        }
        match few {
            Some(ids) => rows.filter($id.eq_any(ids)),
            None => rows,
        }
    }};
}
