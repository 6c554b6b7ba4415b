//! The calls of the page of backups.

use shared::backups::Backup;
use shared::id::{BackupId, OperationId};
use shared::operations::Operation;
use shared::page::Page;

use crate::client::{Call, Failure, Key};

/// The newest first.
pub async fn list() -> Result<Page<Backup>, Failure> {
    Call::get("/backups?limit=200").send().await
}

pub async fn make() -> Result<Operation, Failure> {
    Call::post("/backups").key(&Key::fresh()).send().await
}

pub async fn try_out(id: BackupId) -> Result<Operation, Failure> {
    let call = Call::post(format!("/backups/{id}/drill"));
    call.key(&Key::fresh()).send().await
}

pub async fn remove(id: BackupId) -> Result<(), Failure> {
    let call = Call::delete(format!("/backups/{id}"));
    call.key(&Key::fresh()).done().await
}

/// How far the work is.
pub async fn look(id: OperationId) -> Result<Operation, Failure> {
    Call::get(format!("/operations/{id}")).send().await
}
