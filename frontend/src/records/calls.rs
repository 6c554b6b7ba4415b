//! The calls of a kind of record.

use serde::Serialize;
use shared::audit::HistoryEntry;
use shared::page::{Page, Summary};

use super::Resource;
use super::query::ListQuery;
use crate::client::{Call, Failure, Key};

#[derive(Serialize)]
struct HistoryOrder {
    sort: &'static str,
}

fn path<R: Resource>() -> &'static str {
    R::Query::PATH
}

fn one<R: Resource>(id: R::Id) -> String {
    format!("{}/{id}", path::<R>())
}

pub async fn list<R: Resource>(query: R::Query) -> Result<Page<R>, Failure> {
    Call::get(path::<R>()).query(&query).send().await
}

pub async fn summary<Q: ListQuery>(filter: Q::Filter) -> Result<Summary, Failure> {
    let path = format!("{}/summary", Q::PATH);
    Call::get(path).query(&filter).send().await
}

pub async fn find<R: Resource>(id: R::Id) -> Result<R, Failure> {
    Call::get(one::<R>(id)).send().await
}

/// Newest first.
pub async fn history<R: Resource>(id: R::Id) -> Result<Page<HistoryEntry>, Failure> {
    let order = HistoryOrder { sort: "-seq" };
    let path = format!("{}/history", one::<R>(id));
    Call::get(path).query(&order).send().await
}

pub async fn create<R: Resource>(draft: &impl Serialize, key: &Key) -> Result<R, Failure> {
    Call::post(path::<R>()).key(key).json(draft).send().await
}

pub async fn correct<R: Resource>(
    record: &R,
    patch: &impl Serialize,
    key: &Key,
) -> Result<R, Failure> {
    let call = Call::patch(one::<R>(record.id()));
    call.seen(record.rev()).key(key).json(patch).send().await
}

/// An act that the record's address has a word for: `restore`.
pub async fn act<R: Resource>(record: &R, verb: &str) -> Result<R, Failure> {
    let call = Call::post(format!("{}/{verb}", one::<R>(record.id())));
    call.seen(record.rev()).key(&Key::fresh()).send().await
}

pub async fn trash<R: Resource>(record: &R) -> Result<(), Failure> {
    let call = Call::delete(one::<R>(record.id()));
    call.seen(record.rev()).key(&Key::fresh()).done().await
}
