//! The calls of the account page.

use shared::audit::HistoryEntry;
use shared::id::SessionId;
use shared::me::MySession;
use shared::page::Page;

use crate::client::{Call, Failure};

/// The newest first.
pub async fn history() -> Result<Page<HistoryEntry>, Failure> {
    Call::get("/me/history?sort=-seq&limit=10").send().await
}

pub async fn sessions() -> Result<Page<MySession>, Failure> {
    Call::get("/me/sessions?limit=200").send().await
}

/// Signs this person out in every browser, this one too.
pub async fn end_all_sessions() -> Result<(), Failure> {
    Call::delete("/me/sessions").done().await
}

/// Signs the other browser out at once.
pub async fn end_session(id: SessionId) -> Result<(), Failure> {
    Call::delete(format!("/me/sessions/{id}")).done().await
}
