//! Rewrites what was folded and stored by earlier rules: the keys and orders of names, and the words of the search. One
//! transaction with the version of the rules at its end, so that a migration that was cut off begins anew.

use std::collections::HashSet;

use diesel::prelude::*;
use shared::text;

use super::schema::{self, customers, derivations, search_terms};
use super::search::{self, Term};
use super::{Conn, in_transaction};
use crate::error::ApiError;
use crate::insert_all;

/// The row that tells by which version of [`text::FOLDING`] the stored texts were folded.
const FOLDING: &str = "folding";
/// Rows looked at in one go.
const PAGE: i64 = 1_000;

/// Does nothing where everything is folded by the present rules, or by newer ones.
pub fn run(conn: &mut Conn) -> Result<(), ApiError> {
    if version(conn)? >= text::FOLDING {
        return Ok(());
    }
    in_transaction(conn, |conn| {
        // Another instance may have come first, and the lock is held only now.
        if version(conn)? >= text::FOLDING {
            return Ok(());
        }
        rewrite_customers(conn)?;
        schema::rewrite_texts(conn)?;
        rewrite_words(conn)?;
        diesel::update(derivations::table.find(FOLDING))
            .set(derivations::version.eq(text::FOLDING))
            .execute(conn)?;
        Ok(())
    })
}

fn version(conn: &mut Conn) -> Result<i64, ApiError> {
    Ok(derivations::table
        .find(FOLDING)
        .select(derivations::version)
        .first(conn)?)
}

/// Customers whose names have become the same name stay apart, with their jobs: the oldest has the name's key, the others
/// [`search::twin_key`]. People may rename them; nothing is merged unasked.
fn rewrite_customers(conn: &mut Conn) -> Result<(), ApiError> {
    let rows: Vec<(String, String, String, String)> = customers::table
        .order((customers::created_at, customers::id))
        .select((
            customers::id,
            customers::name,
            customers::name_folded,
            customers::name_sort,
        ))
        .load(conn)?;
    let mut seen = HashSet::new();
    let (mut twins, mut others) = (Vec::new(), Vec::new());
    for (id, name, old_key, old_sort) in rows {
        let (key, sort) = (text::key(&name), text::fold(&name));
        let (key, place) = match seen.insert(key.clone()) {
            true => (key, &mut others),
            false => (search::twin_key(&key, &id), &mut twins),
        };
        if (&key, &sort) != (&old_key, &old_sort) {
            place.push((id, key, sort));
        }
    }
    // The twins first: one of them may hold the key that an older one is about to get.
    for (id, key, sort) in twins.into_iter().chain(others) {
        diesel::update(customers::table.find(id))
            .set((
                customers::name_folded.eq(key),
                customers::name_sort.eq(sort),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// A word's new form follows from its old one, so no record needs to be read again; plain ASCII never changes.
fn rewrite_words(conn: &mut Conn) -> Result<(), ApiError> {
    let mut after = (String::new(), String::new());
    loop {
        let (entity, term) = &after;
        let beyond = search_terms::term
            .gt(term)
            .and(search_terms::entity.eq(entity));
        let terms: Vec<(String, String)> = search_terms::table
            .filter(search_terms::entity.gt(entity).or(beyond))
            .select((search_terms::entity, search_terms::term))
            .distinct()
            .order((search_terms::entity, search_terms::term))
            .limit(PAGE)
            .load(conn)?;
        let Some(last) = terms.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (entity, old) in terms.iter().filter(|(_, term)| !term.is_ascii()) {
            let new = text::words(old);
            if !matches!(new.as_slice(), [same] if same == old) {
                replace(conn, entity, old, &new)?;
            }
        }
    }
}

/// Gives the records of a word its new ones, where they do not have them already.
fn replace(conn: &mut Conn, entity: &str, old: &str, new: &[String]) -> Result<(), ApiError> {
    let of = |conn: &mut Conn, term: &str| {
        search_terms::table
            .filter(search_terms::entity.eq(entity.to_owned()))
            .filter(search_terms::term.eq(term.to_owned()))
            .select(search_terms::entity_id)
            .load::<String>(conn)
    };
    let records = of(conn, old)?;
    for term in new {
        let has_it: HashSet<String> = of(conn, term)?.into_iter().collect();
        let rows: Vec<Term> = records
            .iter()
            .filter(|id| !has_it.contains(*id))
            .map(|id| Term::new(entity, term, id))
            .collect();
        insert_all!(conn, search_terms::table, &rows)?;
    }
    let gone = search_terms::table
        .filter(search_terms::entity.eq(entity))
        .filter(search_terms::term.eq(old));
    diesel::delete(gone).execute(conn)?;
    Ok(())
}
