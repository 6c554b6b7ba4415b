//! The words by which a record is found. Folded by the shared rules, found by range: the same text and index on both databases.

use diesel::prelude::*;
use shared::text;

use super::Tx;
use super::schema::search_terms::dsl;
use crate::error::ApiError;

/// Replaces the record's words by those of the texts.
pub fn index(
    tx: &mut Tx<'_>,
    entity: &str,
    entity_id: &str,
    texts: &[&str],
) -> Result<(), ApiError> {
    let mut words: Vec<String> = texts.iter().flat_map(|text| text::words(text)).collect();
    words.sort_unstable();
    words.dedup();
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
    for word in &words {
        diesel::insert_into(dsl::search_terms)
            .values((
                dsl::entity.eq(entity),
                dsl::term.eq(word),
                dsl::entity_id.eq(entity_id),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The words of a search, each with the first text after all words that begin with it.
pub fn ranges(q: &str) -> Vec<(String, String)> {
    text::words(q)
        .into_iter()
        .map(|word| (word.clone(), format!("{word}\u{10ffff}")))
        .collect()
}
