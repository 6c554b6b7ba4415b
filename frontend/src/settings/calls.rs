//! The calls of the shop's settings.

use shared::settings::{Settings, SettingsPatch};

use crate::client::{Call, Failure, Key};

pub async fn settings() -> Result<Settings, Failure> {
    Call::get("/settings").send().await
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
