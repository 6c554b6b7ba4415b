//! The key table: random keys with versions, sealed under the root secret's key-encryption key. One active key a purpose.

use diesel::prelude::*;
use shared::instant::Instant;

use super::Conn;
use super::schema::keys::dsl;
use crate::error::ApiError;
use crate::keyring::{Keyring, MacKey, Secret};

/// A stored key, opened.
pub struct Key {
    pub id: String,
    pub version: i64,
    pub state: State,
    /// The public half of a signing key, as its purpose writes it.
    pub public: Option<String>,
    pub secret: Secret,
    pub created_at: Instant,
    /// Since when it is in use.
    pub activated_at: Option<Instant>,
    /// Since when it only checks what it made.
    pub retired_at: Option<Instant>,
}

/// Where a key stands in its life: published before use, in use, only checking what it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Next,
    Active,
    Retired,
}

/// A key to be stored.
pub struct NewKey {
    pub id: String,
    pub public: Option<String>,
    pub secret: Secret,
}

/// The key of one epoch of the event chain.
pub struct ChainKey {
    pub epoch: i64,
    pub key: MacKey,
    /// For the digests of texts that the journal must be able to forget: the same in each epoch, so that the same text is.
    pub texts: MacKey,
}

impl ChainKey {
    pub fn of(key: &Key, first: &Key) -> Self {
        Self {
            epoch: key.version,
            key: MacKey::new(&key.secret),
            texts: MacKey::new(&first.secret),
        }
    }
}

type Row = (
    String,
    i64,
    String,
    Option<String>,
    String,
    i64,
    Option<i64>,
    Option<i64>,
);

/// All keys of a purpose, newest first. Fails when one was sealed under another root secret.
pub fn of_purpose(conn: &mut Conn, keyring: &Keyring, purpose: &str) -> Result<Vec<Key>, ApiError> {
    let rows: Vec<Row> = dsl::keys
        .filter(dsl::purpose.eq(purpose))
        .order(dsl::version.desc())
        .select((
            dsl::id,
            dsl::version,
            dsl::state,
            dsl::public,
            dsl::wrapped,
            dsl::created_at,
            dsl::activated_at,
            dsl::retired_at,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|row| open(keyring, purpose, row))
        .collect()
}

/// Fails when one does not open.
pub fn all_open(conn: &mut Conn, keyring: &Keyring) -> Result<(), ApiError> {
    let stored: Vec<(String, String, String)> = dsl::keys
        .select((dsl::id, dsl::purpose, dsl::wrapped))
        .load(conn)?;
    stored.iter().try_for_each(|(id, purpose, wrapped)| {
        let opened = keyring.unwrap(purpose, id, wrapped);
        opened.map(drop).map_err(ApiError::internal)
    })
}

/// Since when each purpose's key is in use. Opens none of them.
pub fn in_use_since(conn: &mut Conn) -> Result<Vec<(String, Instant)>, ApiError> {
    let rows: Vec<(String, Option<i64>, i64)> = dsl::keys
        .filter(dsl::state.eq("active"))
        .order(dsl::purpose)
        .select((dsl::purpose, dsl::activated_at, dsl::created_at))
        .load(conn)?;
    let since = |(purpose, activated_at, created_at): (String, Option<i64>, i64)| {
        let since = activated_at.unwrap_or(created_at);
        (purpose, Instant::from_millis(since))
    };
    Ok(rows.into_iter().map(since).collect())
}

/// Stores the first or next version of a purpose's key and makes it the active one; the former one is retired.
pub fn activate(
    conn: &mut Conn,
    keyring: &Keyring,
    purpose: &str,
    key: NewKey,
    now: Instant,
) -> Result<Key, ApiError> {
    retire_active(conn, purpose, now)?;
    add(conn, keyring, (purpose, State::Active), key, now)
}

/// Stores a key that is published before it is used.
pub fn add_next(
    conn: &mut Conn,
    keyring: &Keyring,
    purpose: &str,
    key: NewKey,
    now: Instant,
) -> Result<Key, ApiError> {
    add(conn, keyring, (purpose, State::Next), key, now)
}

/// The key that was published comes into use; the former one is retired.
pub fn promote(conn: &mut Conn, purpose: &str, id: &str, now: Instant) -> Result<(), ApiError> {
    retire_active(conn, purpose, now)?;
    diesel::update(dsl::keys.find(id))
        .set((
            dsl::state.eq("active"),
            dsl::activated_at.eq(Some(now.millis())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets a key that checks nothing any more.
pub fn forget(conn: &mut Conn, id: &str) -> Result<(), ApiError> {
    diesel::delete(dsl::keys.find(id)).execute(conn)?;
    Ok(())
}

/// Seals anew what the root secret before this one sealed; how many keys those were.
pub fn rewrap(conn: &mut Conn, keyring: &Keyring) -> Result<usize, ApiError> {
    let stored: Vec<(String, String, String)> = dsl::keys
        .select((dsl::id, dsl::purpose, dsl::wrapped))
        .load(conn)?;
    let mut count = 0;
    for (id, purpose, wrapped) in stored {
        let anew = keyring.rewrap(&purpose, &id, &wrapped);
        if let Some(anew) = anew.map_err(ApiError::internal)? {
            diesel::update(dsl::keys.find(&id))
                .set(dsl::wrapped.eq(anew))
                .execute(conn)?;
            count += 1;
        }
    }
    Ok(count)
}

fn retire_active(conn: &mut Conn, purpose: &str, now: Instant) -> Result<(), ApiError> {
    let active = dsl::keys
        .filter(dsl::purpose.eq(purpose))
        .filter(dsl::state.eq("active"));
    diesel::update(active)
        .set((
            dsl::state.eq("retired"),
            dsl::retired_at.eq(Some(now.millis())),
        ))
        .execute(conn)?;
    Ok(())
}

fn add(
    conn: &mut Conn,
    keyring: &Keyring,
    (purpose, state): (&str, State),
    key: NewKey,
    now: Instant,
) -> Result<Key, ApiError> {
    let last: Option<i64> = dsl::keys
        .filter(dsl::purpose.eq(purpose))
        .select(diesel::dsl::max(dsl::version))
        .first(conn)?;
    let version = last.unwrap_or(0) + 1;
    let wrapped = keyring
        .wrap(purpose, &key.id, &key.secret)
        .map_err(ApiError::internal)?;
    let activated_at = (state == State::Active).then_some(now);
    diesel::insert_into(dsl::keys)
        .values((
            dsl::id.eq(&key.id),
            dsl::purpose.eq(purpose),
            dsl::version.eq(version),
            dsl::state.eq(state.as_str()),
            dsl::public.eq(&key.public),
            dsl::wrapped.eq(&wrapped),
            dsl::created_at.eq(now.millis()),
            dsl::activated_at.eq(activated_at.map(Instant::millis)),
        ))
        .execute(conn)?;
    let NewKey { id, public, secret } = key;
    Ok(Key {
        id,
        version,
        state,
        public,
        secret,
        created_at: now,
        activated_at,
        retired_at: None,
    })
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

fn open(keyring: &Keyring, purpose: &str, row: Row) -> Result<Key, ApiError> {
    let (id, version, state, public, wrapped, created_at, activated_at, retired_at) = row;
    let secret = keyring.unwrap(purpose, &id, &wrapped).map_err(|error| {
        ApiError::internal(error).context("opening a stored key; was SECRET_KEY changed?")
    })?;
    let state = match state.as_str() {
        "active" => State::Active,
        "next" => State::Next,
        _ => State::Retired,
    };
    Ok(Key {
        id,
        version,
        state,
        public,
        secret,
        created_at: Instant::from_millis(created_at),
        activated_at: activated_at.map(Instant::from_millis),
        retired_at: retired_at.map(Instant::from_millis),
    })
}
