//! Into the trash and back.

use shared::instant::Instant;

use super::{Resource, calls};
use crate::browser;
use crate::client::Failure;

/// Moves it there, and gives it as it is then.
pub async fn trash<R: Resource>(record: R) -> Result<R, Failure> {
    calls::trash(&record).await?;
    Ok(trashed(record))
}

/// As it will be in the trash.
pub fn trashed<R: Resource>(mut record: R) -> R {
    record.set_trashed_at(Some(Instant::from_millis(browser::server_now_ms())));
    record
}

/// Its revision went on when it was trashed, so it is read first.
pub async fn restore<R: Resource>(record: R) -> Result<R, Failure> {
    let now = calls::find::<R>(record.id()).await?;
    match now.trashed_at() {
        Some(_) => calls::act(&now, "restore").await,
        None => Ok(now),
    }
}
