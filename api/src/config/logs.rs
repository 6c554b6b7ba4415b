//! Where the log goes, and what of it.

use std::path::Path;

use super::refusal::Faults;
use super::variables as vars;
use super::{AppEnv, Environment, LogFormat, LogSettings};

pub(super) fn read(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
    faults: &mut Faults,
) -> LogSettings {
    let file = match faults.or(env.given(&vars::LOG_FILE), None).as_deref() {
        Some("off") => None,
        Some(path) => Some(data_dir.join(path)),
        None if app_env == AppEnv::Production => Some(data_dir.join("logs/app.log")),
        None => None,
    };
    let levels = [
        ("debug", log::LevelFilter::Debug),
        ("info", log::LevelFilter::Info),
        ("warning", log::LevelFilter::Warn),
        ("error", log::LevelFilter::Error),
    ];
    LogSettings {
        file,
        folder: data_dir.join("logs"),
        level: faults.or(
            env.choice(&vars::LOG_LEVEL, &levels),
            log::LevelFilter::Info,
        ),
        format: faults.or(
            env.choice(&vars::LOG_FORMAT, LogFormat::WORDS),
            LogFormat::Text,
        ),
    }
}
