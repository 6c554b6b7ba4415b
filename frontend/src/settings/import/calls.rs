//! The calls of the import; the upload itself is client/upload.rs, which tells how far it is.

use serde::Serialize;
use shared::id::{ImportId, OperationId};
use shared::imports::{Import, ImportRow, ImportRowQuery};
use shared::operations::Operation;
use shared::page::Page;

use crate::client::{Call, Failure, Key};

#[derive(Serialize)]
struct Nothing {}

pub async fn import(id: ImportId) -> Result<Import, Failure> {
    Call::get(format!("/imports/{id}")).send().await
}

pub async fn rows(id: ImportId, query: ImportRowQuery) -> Result<Page<ImportRow>, Failure> {
    Call::get(format!("/imports/{id}/rows"))
        .query(&query)
        .send()
        .await
}

pub async fn commit(id: ImportId, key: &Key) -> Result<Import, Failure> {
    Call::post(format!("/imports/{id}/commit"))
        .key(key)
        .json(&Nothing {})
        .send()
        .await
}

pub async fn discard(id: ImportId) -> Result<(), Failure> {
    Call::delete(format!("/imports/{id}")).done().await
}

/// Calls the work on an import off.
pub async fn cancel(operation: OperationId) -> Result<Operation, Failure> {
    Call::delete(format!("/operations/{operation}"))
        .send()
        .await
}
