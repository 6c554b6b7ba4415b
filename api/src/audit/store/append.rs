//! How events get behind the last one: each is chained to the one before it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use shared::audit::{Action, Entity, Outcome};

use super::Row;
use crate::audit::{Change, Written, chain};
use crate::db::schema::events;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;

pub fn append(tx: &mut Tx<'_>, change: &Change, outcome: Outcome) -> Result<(), ApiError> {
    let what = What {
        action: change.action,
        entity: change.entity,
        outcome,
    };
    let before = change.before.as_ref().map(ToString::to_string);
    let after = change.after.as_ref().map(ToString::to_string);
    let place = next_place(tx)?;
    let row = chained(tx, &what, change.entity_id.clone(), (before, after), place);
    diesel::insert_into(events::table)
        .values(&row)
        .execute(tx.conn)?;
    *tx.head = Some((row.seq, row.mac));
    Ok(())
}

/// Chains the events of new records one after the other behind the last one stored.
pub fn append_written(
    tx: &mut Tx<'_>,
    (action, entity): (Action, Entity),
    records: Vec<Written>,
) -> Result<(), ApiError> {
    let what = What {
        action,
        entity,
        outcome: Outcome::Success,
    };
    let (mut seq, mut prev) = next_place(tx)?;
    let mut rows = Vec::with_capacity(records.len());
    for Written { entity_id, after } in records {
        let row = chained(tx, &what, entity_id, (None, Some(after)), (seq, prev));
        prev = row.mac.clone();
        seq += 1;
        rows.push(row);
    }
    insert_alike(tx.conn, &rows)?;
    *tx.head = Some((seq - 1, prev));
    Ok(())
}

/// Rows that differ in their record, its facts and their place alone. SQLite has no words for many rows of so many columns,
/// and takes very long for one statement each: it reads what differs out of one JSON text.
fn insert_alike(conn: &mut Conn, rows: &[Row]) -> Result<(), ApiError> {
    let (Conn::Sqlite(sqlite), Some(first)) = (&mut *conn, rows.first()) else {
        return insert_all!(conn, events::table, rows);
    };
    let differing: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.seq,
                &row.entity_id,
                &row.after,
                &row.payload_digest,
                &row.prev,
                &row.mac,
            )
        })
        .collect();
    let differing = serde_json::to_string(&differing).map_err(ApiError::internal)?;
    diesel::sql_query(
        "INSERT INTO events (seq, entity_id, after, payload_digest, prev, mac,
            epoch, at, action, outcome, actor, role, session, token, ip, request_id, entity)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
            ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM json_each(?1)",
    )
    .bind::<Text, _>(differing)
    .bind::<BigInt, _>(first.epoch)
    .bind::<BigInt, _>(first.at)
    .bind::<Text, _>(&first.action)
    .bind::<Text, _>(&first.outcome)
    .bind::<Nullable<Text>, _>(&first.actor)
    .bind::<Nullable<Text>, _>(&first.role)
    .bind::<Nullable<Text>, _>(&first.session)
    .bind::<Nullable<Text>, _>(&first.token)
    .bind::<Nullable<Text>, _>(&first.ip)
    .bind::<Nullable<Text>, _>(&first.request_id)
    .bind::<Text, _>(&first.entity)
    .execute(sqlite)?;
    Ok(())
}

/// The place behind the last event, and that one's code.
fn next_place(tx: &mut Tx<'_>) -> Result<(i64, String), ApiError> {
    if tx.head.is_none() {
        *tx.head = super::head(tx.conn)?;
    }
    Ok(match tx.head.take() {
        Some((seq, mac)) => (seq + 1, mac),
        None => (1, chain::ORIGIN.to_owned()),
    })
}

/// What an event says of its change, beside the record and its facts.
struct What {
    action: Action,
    entity: Entity,
    outcome: Outcome,
}

fn chained(
    tx: &Tx<'_>,
    what: &What,
    entity_id: String,
    (before, after): (Option<String>, Option<String>),
    (seq, prev): (i64, String),
) -> Row {
    let known = tx.actor.known();
    let mut row = Row {
        seq,
        epoch: tx.chain.epoch,
        at: tx.now.millis(),
        action: what.action.to_string(),
        outcome: what.outcome.to_string(),
        actor: known.map(|user| user.id.to_string()),
        role: known.map(|user| user.role.as_str().to_string()),
        session: known.and_then(|user| Some(user.session?.to_string())),
        token: known.and_then(|user| Some(user.token.as_ref()?.id.to_string())),
        ip: tx.actor.ip.clone(),
        request_id: tx.actor.request_id.clone(),
        entity: what.entity.to_string(),
        entity_id: Some(entity_id),
        payload_digest: chain::payload_digest(before.as_deref(), after.as_deref()),
        before,
        after,
        prev,
        mac: String::new(),
    };
    row.mac = chain::code(tx.chain, seq, &row.prev, &row.stored_text());
    row
}
