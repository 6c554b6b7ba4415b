//! Customers that come in with an import: whom its jobs name, and who is none of ours yet.

use shared::id::CustomerId;
use shared::text;

use super::{service, store};
use crate::db::Tx;
use crate::error::ApiError;
use crate::stored::stored;

/// The customer of this name: ours, or one who comes in with this import and is nobody before.
pub fn stage(tx: &mut Tx<'_>, import_id: &str, name: &str) -> Result<CustomerId, ApiError> {
    let key = text::key(name);
    if let Some(id) = service::known(tx.conn, &key, name)? {
        return Ok(id);
    }
    if let Some(id) = store::staged::with_key(tx.conn, import_id, &key)? {
        return stored(&id);
    }
    let id = CustomerId::from_parts(tx.now, &tx.random()?);
    store::staged::insert(tx, import_id, &key, &id.to_string(), name)?;
    Ok(id)
}

/// Makes the staged customers; those whom somebody else made meanwhile come with the id under which they are known.
pub fn show(tx: &mut Tx<'_>, import_id: &str) -> Result<Vec<(CustomerId, CustomerId)>, ApiError> {
    let mut known_as = Vec::new();
    for (key, id, name) in store::staged::all(tx.conn, import_id)? {
        let id = stored(&id)?;
        match service::known(tx.conn, &key, &name)? {
            Some(known) => known_as.push((id, known)),
            None => service::make(tx, id, &name, &key)?,
        }
    }
    Ok(known_as)
}

/// Removes some staged customers; how many.
pub fn forget_staged(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    store::staged::forget(tx, import_id)
}
