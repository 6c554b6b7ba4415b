//! From variables to a configuration: the rules that span several of them.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::variables::{self as vars, Variable};
use super::{
    AppEnv, Argon2Cost, BootstrapAdmin, Config, Database, Environment, LogFormat, LogSettings,
    Origin, Profile, Rate, RateLimits, RecordVisibility, Refusal, folder, origin, rate, reach,
    secret_key,
};
use crate::keyring::Secret;
use crate::secret::SecretText;

const HASH_WORKERS_MAX_DEFAULT: usize = 4;

impl Config {
    /// Reads, checks and completes; the first fault ends it.
    pub fn read(env: &Environment) -> Result<Self, Refusal> {
        let mut notices = Vec::new();
        let app_env = env.choice(&vars::APP_ENV, AppEnv::WORDS)?;
        let bind = reach::bind(env, app_env)?;
        let port = env.number(&vars::PORT)?;
        let trusted_proxies = reach::proxies(env)?;
        let public = reach::public_origin(env, app_env, bind, port, &trusted_proxies)?;
        let data_dir = env.needed(&vars::DATA_DIR, |text| Ok(PathBuf::from(text)))?;
        folder::prepare(&data_dir, &mut notices)?;
        let (database, migration_database_url) = databases(env, app_env, &data_dir, &mut notices)?;
        let mut config = Self {
            app_env,
            bind,
            port,
            shutdown_delay: Duration::from_secs(env.number(&vars::SHUTDOWN_DELAY)?),
            public_origin: public.to_string(),
            log: log_settings(env, app_env, &data_dir)?,
            database,
            migration_database_url,
            db_pool_size: env.number(&vars::DB_POOL_SIZE)?,
            secret_key: root_secret(env, app_env, &data_dir, &mut notices)?,
            allowed_hosts: env.list(&vars::ALLOWED_HOSTS, origin::parse_host)?,
            cors_allowed_origins: env.list(&vars::CORS_ALLOWED_ORIGINS, |text| {
                Ok(Origin::parse(text)?.to_string())
            })?,
            force_https: reach::force_https(env, app_env, &public)?,
            hsts_preload: env.flag(&vars::HSTS_PRELOAD)?,
            cookie_mode: reach::cookie_mode(env, app_env, bind)?,
            security_profile: env.choice(&vars::SECURITY_PROFILE, Profile::WORDS)?,
            access_ttl_s: env.number(&vars::ACCESS_TTL)?,
            refresh_grace_s: env.number(&vars::REFRESH_GRACE)?,
            idle_limit_s: env.number(&vars::SESSION_IDLE_LIMIT)?,
            absolute_limit_s: env.number(&vars::SESSION_ABSOLUTE_LIMIT)?,
            max_sessions: env.number(&vars::MAX_SESSIONS)?,
            argon2: argon2(env)?,
            hash_workers: hash_workers(env)?,
            rate_limits: rate_limits(env)?,
            api_docs: env.flag(&vars::API_DOCS)?,
            record_visibility: env.choice(&vars::RECORD_VISIBILITY, RecordVisibility::WORDS)?,
            bootstrap_admin: bootstrap_admin(env, &mut notices)?,
            trusted_proxies,
            data_dir,
            notices,
        };
        config.check_lifetimes()?;
        config.note_doubts();
        Ok(config)
    }

    fn check_lifetimes(&self) -> Result<(), Refusal> {
        if self.absolute_limit_s < self.idle_limit_s {
            return Err(Refusal::new(
                vars::SESSION_ABSOLUTE_LIMIT.name,
                "must not be shorter than SESSION_IDLE_LIMIT.",
            ));
        }
        if self.idle_limit_s < self.access_ttl_s {
            return Err(Refusal::new(
                vars::SESSION_IDLE_LIMIT.name,
                "must not be shorter than ACCESS_TTL.",
            ));
        }
        Ok(())
    }

    fn note_doubts(&mut self) {
        if self.is_production() && self.secure_transport() && self.trusted_proxies.is_empty() {
            self.notices.push("PUBLIC_ORIGIN is https but TRUSTED_PROXIES is empty: name the proxy that ends TLS.".to_owned());
        }
        if self.is_production() && self.secure_transport() && !self.force_https {
            self.notices.push(
                "FORCE_HTTPS is off: pages and calls are also answered over http.".to_owned(),
            );
        }
        if self.database.accepts_any_certificate() {
            self.notices.push("DATABASE_URL accepts any certificate (sslmode=require); sslmode=verify-full is better.".to_owned());
        }
    }
}

/// Only how browsers reach the server: nothing is made, and no secret is needed.
pub fn public_origin(env: &Environment) -> Result<String, Refusal> {
    let app_env = env.choice(&vars::APP_ENV, AppEnv::WORDS)?;
    let bind = reach::bind(env, app_env)?;
    let port = env.number(&vars::PORT)?;
    let proxies = reach::proxies(env)?;
    Ok(reach::public_origin(env, app_env, bind, port, &proxies)?.to_string())
}

/// The given secret, or in development the one kept in the data folder, which is made here.
fn root_secret(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
    notices: &mut Vec<String>,
) -> Result<Secret, Refusal> {
    let given = env.secret(&vars::SECRET_KEY, notices)?;
    match given {
        Some(text) => secret_key::decode(text.expose())
            .map_err(|reason| Refusal::new(vars::SECRET_KEY.name, reason)),
        None if app_env == AppEnv::Production => Err(Refusal::new(
            vars::SECRET_KEY.name,
            "is not set: production needs one; make it with `zehmo gen secret-key`.",
        )),
        None => folder::own_key(data_dir, notices),
    }
}

fn databases(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
    notices: &mut Vec<String>,
) -> Result<(Database, Option<SecretText>), Refusal> {
    let production = app_env == AppEnv::Production;
    let database = match env.secret(&vars::DATABASE_URL, notices)? {
        Some(url) => {
            Database::parse(&url).map_err(|reason| Refusal::new(vars::DATABASE_URL.name, reason))?
        }
        None => Database::Sqlite(data_dir.join(folder::DATABASE_FILE)),
    };
    database.refuse(vars::DATABASE_URL.name, production)?;
    let name = vars::MIGRATION_DATABASE_URL.name;
    let Some(url) = env.secret(&vars::MIGRATION_DATABASE_URL, notices)? else {
        return Ok((database, None));
    };
    let owner = Database::parse(&url).map_err(|reason| Refusal::new(name, reason))?;
    match (&database, &owner) {
        (Database::Postgres(_), Database::Postgres(_)) => {
            owner.refuse(name, production)?;
            Ok((database, Some(url)))
        }
        _ => Err(Refusal::new(
            name,
            "is for PostgreSQL only, as is the DATABASE_URL it goes with.",
        )),
    }
}

fn argon2(env: &Environment) -> Result<Argon2Cost, Refusal> {
    Ok(Argon2Cost {
        memory_kib: env.number(&vars::ARGON2_MEMORY_KIB)?,
        iterations: env.number(&vars::ARGON2_ITERATIONS)?,
        parallelism: env.number(&vars::ARGON2_PARALLELISM)?,
    })
}

fn hash_workers(env: &Environment) -> Result<usize, Refusal> {
    // Where the number of cores cannot be told, one worker is always right.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Ok(env
        .optional_number(&vars::HASH_WORKERS)?
        .unwrap_or(cores.min(HASH_WORKERS_MAX_DEFAULT)))
}

fn rate_limits(env: &Environment) -> Result<RateLimits, Refusal> {
    let strict_guide = env.flag(&vars::RATE_LIMIT_STRICT_GUIDE)?;
    let budget = |variable: &Variable| {
        let rate = env.needed(variable, Rate::parse)?;
        match strict_guide {
            true => Rate::parse(rate::GUIDE).map_err(|reason| Refusal::new(variable.name, reason)),
            false => Ok(rate),
        }
    };
    Ok(RateLimits {
        anon: budget(&vars::RATE_LIMIT_ANON)?,
        expensive: budget(&vars::RATE_LIMIT_EXPENSIVE)?,
        user: budget(&vars::RATE_LIMIT_USER)?,
        refresh: budget(&vars::RATE_LIMIT_REFRESH)?,
        login: env.needed(&vars::RATE_LIMIT_LOGIN, Rate::parse)?,
        strict_guide,
    })
}

fn log_settings(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
) -> Result<LogSettings, Refusal> {
    let file = match env.given(&vars::LOG_FILE)?.as_deref() {
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
    Ok(LogSettings {
        file,
        folder: data_dir.join("logs"),
        level: env.choice(&vars::LOG_LEVEL, &levels)?,
        format: env.choice(&vars::LOG_FORMAT, LogFormat::WORDS)?,
    })
}

fn bootstrap_admin(
    env: &Environment,
    notices: &mut Vec<String>,
) -> Result<Option<BootstrapAdmin>, Refusal> {
    let username = env.given(&vars::BOOTSTRAP_ADMIN_USERNAME)?;
    let email = env.given(&vars::BOOTSTRAP_ADMIN_EMAIL)?;
    let password = env.secret(&vars::BOOTSTRAP_ADMIN_PASSWORD, notices)?;
    match (username, email, password) {
        (None, None, None) => Ok(None),
        (Some(username), Some(email), Some(password)) => Ok(Some(BootstrapAdmin {
            username,
            email,
            password,
        })),
        _ => Err(Refusal::new(
            vars::BOOTSTRAP_ADMIN_USERNAME.name,
            "goes with BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD: set all three or none.",
        )),
    }
}
