//! Which secrets were used with this database, by their keyed digests: since when (SECURITY.md G07), and a `SECRET_KEY` in
//! which environment (G06).

use diesel::prelude::*;
use shared::instant::Instant;

use super::Conn;
use super::schema::root_secrets::dsl;
use crate::error::ApiError;

/// A root secret that was used here.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Used {
    /// `development` or `production`.
    pub app_env: String,
    pub first_used_at: i64,
}

/// Since when one of these is known: they stand for the same secret under several root secrets.
pub fn known_since(conn: &mut Conn, fingerprints: &[String]) -> Result<Option<Instant>, ApiError> {
    let first: Option<i64> = dsl::root_secrets
        .filter(dsl::fingerprint.eq_any(fingerprints))
        .select(diesel::dsl::min(dsl::first_used_at))
        .first(conn)?;
    Ok(first.map(Instant::from_millis))
}

/// How this root secret was used first; it is from now on if it never was.
pub fn first_use(
    conn: &mut Conn,
    fingerprint: &str,
    app_env: &str,
    now: Instant,
) -> Result<Used, ApiError> {
    let known = dsl::root_secrets
        .find(fingerprint)
        .select((dsl::app_env, dsl::first_used_at))
        .first(conn)
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    diesel::insert_into(dsl::root_secrets)
        .values((
            dsl::fingerprint.eq(fingerprint),
            dsl::app_env.eq(app_env),
            dsl::first_used_at.eq(now.millis()),
        ))
        .execute(conn)?;
    Ok(Used {
        app_env: app_env.to_owned(),
        first_used_at: now.millis(),
    })
}
