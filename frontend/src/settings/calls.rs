//! The calls of the shop's settings.

use serde::Serialize;
use shared::page::{Deleted, Page};
use shared::settings::{Settings, SettingsPatch};

use crate::client::{Call, Failure, Key};

pub async fn settings() -> Result<Settings, Failure> {
    Call::get("/settings").send().await
}

/// Whether an amount is recorded, in the trash or not: the currency stays from then on.
pub async fn has_amounts() -> Result<bool, Failure> {
    for path in ["/jobs", "/expenditures"] {
        let first = One {
            limit: 1,
            deleted: Deleted::Any,
        };
        let page: Page<serde_json::Value> = Call::get(path).query(&first).send().await?;
        if !page.data.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Serialize)]
struct One {
    limit: u8,
    deleted: Deleted,
}

pub async fn change(
    settings: &Settings,
    patch: &SettingsPatch,
    key: &Key,
) -> Result<Settings, Failure> {
    Call::patch("/settings")
        .seen(settings.rev)
        .key(key)
        .json(patch)
        .send()
        .await
}
