//! Which `SECRET_KEY` was used with this database, since when, and in which environment (SECURITY.md G06).

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
