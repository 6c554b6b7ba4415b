//! The configuration: read from the environment alone, and refused as a whole when any part of it is unsafe.

mod address;
mod database;
mod document;
mod environment;
mod folder;
mod logs;
mod origin;
pub mod percent;
mod rate;
mod reach;
mod read;
mod refusal;
mod root_secret;
pub mod secret_key;
pub mod variables;
mod weakness;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

pub use self::database::{Database, Place, RoleAttributes, refuse_role};
pub use self::document::{as_example, as_table, secret_names};
pub use self::environment::Environment;
pub use self::origin::{Origin, is_loopback_host};
pub use self::rate::{Rate, Window};
pub use self::read::public_origin;
pub use self::refusal::Refusal;
use crate::keyring::Secret;
use crate::secret::SecretText;

/// Everything that can be set, checked.
#[derive(Clone)]
pub struct Config {
    pub app_env: AppEnv,
    pub bind: IpAddr,
    pub port: u16,
    /// Between the sign to stop and the end.
    pub shutdown_delay: Duration,
    /// `scheme://host[:port]` as browsers write it, without the scheme's own port.
    pub public_origin: String,
    /// Exists, and is closed to others if it is ours.
    pub data_dir: PathBuf,
    pub backups: BackupSettings,
    /// Where files of the books that were asked for lie.
    pub exports: PathBuf,
    pub database: Database,
    /// The same PostgreSQL database as its owner.
    pub migration_database_url: Option<SecretText>,
    pub db_pool_size: u32,
    /// At least 32 bytes; only the keyring derives from it.
    pub secret_key: Secret,
    /// The one before it: what it sealed opens still, until it is sealed anew.
    pub secret_key_previous: Option<Secret>,
    pub trusted_proxies: Vec<IpNet>,
    /// `host[:port]`, lower case, beside the host of `public_origin`.
    pub allowed_hosts: Vec<String>,
    /// Origins as browsers write them, beside `public_origin`.
    pub cors_allowed_origins: Vec<String>,
    pub force_https: bool,
    pub hsts_preload: bool,
    pub cookie_mode: CookieMode,
    pub security_profile: Profile,
    pub require_mfa: RequireMfa,
    pub access_ttl_s: u32,
    pub refresh_grace_s: u32,
    pub idle_limit_s: u32,
    pub absolute_limit_s: u32,
    pub max_sessions: u32,
    pub argon2: Argon2Cost,
    pub hash_workers: usize,
    pub rate_limits: RateLimits,
    pub log: LogSettings,
    pub api_docs: bool,
    pub record_visibility: RecordVisibility,
    pub bootstrap_admin: Option<BootstrapAdmin>,
    /// What the operator should know; written to the log once it is open.
    pub notices: Vec<String>,
}

/// Where backups lie, how often one is made, and how many are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSettings {
    pub folder: PathBuf,
    /// None = only when somebody asks.
    pub every: Option<Duration>,
    pub keep: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppEnv {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieMode {
    /// `__Host-` names with `Secure`.
    Host,
    /// Neither, for development in browsers that refuse `Secure` on http.
    InsecureDev,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Guide,
    AsvsL2,
}

/// Of whom a second factor is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequireMfa {
    None,
    /// Whoever does more than the day's work: everyone but staff.
    Privileged,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordVisibility {
    All,
    Own,
}

/// Cost of one password hash, never below the floor of OWASP's first set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    pub memory_kib: u32,
    pub iterations: u32,
    pub parallelism: u32,
}

/// Budgets by kind of call. With `strict_guide` all but `login` already hold the guide's numbers.
#[derive(Clone, Debug)]
pub struct RateLimits {
    /// Per address.
    pub anon: Rate,
    /// Per user.
    pub expensive: Rate,
    /// Per user.
    pub user: Rate,
    /// Per personal token.
    pub token: Rate,
    /// Per session.
    pub refresh: Rate,
    /// Per address or known device.
    pub login: Rate,
    /// Failures in a row of one name after which no unknown browser is let in; 0 when they are only slowed down.
    pub hard_cap: u32,
    pub strict_guide: bool,
}

/// Where log lines go beside the standard output.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// The rotating log, if it is on.
    pub file: Option<PathBuf>,
    /// Folder of `access.jsonl` and `security.jsonl`.
    pub folder: PathBuf,
    pub level: log::LevelFilter,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The first administrator of a server that nobody sets up in a browser.
#[derive(Clone)]
pub struct BootstrapAdmin {
    pub username: String,
    pub email: String,
    pub password: SecretText,
}

impl AppEnv {
    /// The word of `APP_ENV`.
    pub fn as_str(self) -> &'static str {
        let mut words = Self::WORDS.iter();
        words
            .find(|(_, env)| *env == self)
            .map_or("", |(word, _)| word)
    }

    const WORDS: &'static [(&'static str, Self)] = &[
        ("development", Self::Development),
        ("production", Self::Production),
    ];
}

impl CookieMode {
    const WORDS: &'static [(&'static str, Self)] =
        &[("host", Self::Host), ("insecure-dev", Self::InsecureDev)];
}

impl Profile {
    const WORDS: &'static [(&'static str, Self)] =
        &[("guide", Self::Guide), ("asvs-l2", Self::AsvsL2)];
}

impl RequireMfa {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("privileged", Self::Privileged),
        ("all", Self::All),
    ];
}

impl RecordVisibility {
    const WORDS: &'static [(&'static str, Self)] = &[("all", Self::All), ("own", Self::Own)];
}

impl LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

impl Config {
    /// The configuration of this process. Makes the data folder, and in development the key it lacks.
    pub fn load() -> Result<Self, Refusal> {
        Self::read(&Environment::of_process())
    }

    pub fn is_production(&self) -> bool {
        self.app_env == AppEnv::Production
    }

    /// Production on the shop's one computer: loopback only, no proxy, plain http.
    pub fn local_mode(&self) -> bool {
        self.is_production()
            && self.bind.is_loopback()
            && self.trusted_proxies.is_empty()
            && !self.secure_transport()
    }

    /// The passwords it holds, by the variables that they came with. `SECRET_KEY` is the keyring's.
    pub fn passwords(&self) -> Vec<(&'static str, SecretText)> {
        let owner = self.migration_database_url.clone().map(Database::postgres);
        let admin = self.bootstrap_admin.as_ref();
        let held = [
            (variables::DATABASE_URL.name, self.database.password()),
            (
                variables::MIGRATION_DATABASE_URL.name,
                owner.and_then(|owner| owner.password()),
            ),
            (
                variables::BOOTSTRAP_ADMIN_PASSWORD.name,
                admin.map(|admin| admin.password.clone()),
            ),
        ];
        let present = held.into_iter();
        present
            .filter_map(|(name, password)| Some((name, password?)))
            .collect()
    }

    /// Whether browsers reach us by https.
    pub fn secure_transport(&self) -> bool {
        self.public_origin.starts_with("https://")
    }
}

#[cfg(test)]
mod tests;
