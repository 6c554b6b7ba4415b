//! From variables to a configuration: the rules that span several of them.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::refusal::Faults;
use super::variables::{self as vars, Variable};
use super::{
    AppEnv, Argon2Cost, BackupSettings, BootstrapAdmin, Config, Database, Environment, Origin,
    Profile, Rate, RateLimits, RecordVisibility, Refusal, RequireMfa, folder, logs, origin, rate,
    reach, root_secret,
};
use crate::keyring::Secret;
use crate::secret::SecretText;

const HASH_WORKERS_MAX_DEFAULT: usize = 4;

impl Config {
    /// Reads, checks and completes; a refusal names everything that needs attention.
    pub fn read(env: &Environment) -> Result<Self, Refusal> {
        let (mut faults, mut notices) = (Faults::default(), Vec::new());
        // Whoever writes it wrongly means production, so what that asks for is told as well.
        let app_env = faults.or(
            env.choice(&vars::APP_ENV, AppEnv::WORDS),
            AppEnv::Production,
        );
        let reach = reach::read(env, app_env, &mut faults);
        let data_dir = faults.or(data_dir(env, &mut notices), PathBuf::new());
        let (database, migration_database_url) =
            databases(env, app_env, &data_dir, &mut notices, &mut faults);
        let security_profile = faults.or(
            env.choice(&vars::SECURITY_PROFILE, Profile::WORDS),
            Profile::Guide,
        );
        let present = root_secret::present(env, app_env, &data_dir, &mut notices);
        let mut number = Numbers::of_env(env, &mut faults);
        let config = Self {
            app_env,
            bind: reach.bind,
            port: reach.port,
            shutdown_delay: Duration::from_secs(number.of(&vars::SHUTDOWN_DELAY)),
            public_origin: reach.public_origin,
            db_pool_size: number.of(&vars::DB_POOL_SIZE),
            access_ttl_s: number.of(&vars::ACCESS_TTL),
            refresh_grace_s: number.of(&vars::REFRESH_GRACE),
            idle_limit_s: number.of(&vars::SESSION_IDLE_LIMIT),
            absolute_limit_s: number.of(&vars::SESSION_ABSOLUTE_LIMIT),
            max_sessions: number.of(&vars::MAX_SESSIONS),
            argon2: argon2(&mut number),
            backups: backups(&mut number, &data_dir),
            exports: exports(&mut number, &data_dir),
            log: logs::read(env, app_env, &data_dir, &mut faults),
            database,
            migration_database_url,
            secret_key: faults.or(present, Secret::new(Vec::new())),
            secret_key_previous: faults.or(root_secret::previous(env, &mut notices), None),
            allowed_hosts: faults.or(env.list(&vars::ALLOWED_HOSTS, origin::parse_host), vec![]),
            cors_allowed_origins: faults.or(env.list(&vars::CORS_ALLOWED_ORIGINS, cors), vec![]),
            force_https: reach.force_https,
            hsts_preload: faults.or(env.flag(&vars::HSTS_PRELOAD), false),
            cookie_mode: reach.cookie_mode,
            security_profile,
            require_mfa: faults.or(require_mfa(env, security_profile), RequireMfa::All),
            hash_workers: faults.or(hash_workers(env), 1),
            rate_limits: rate_limits(env, &mut faults)?,
            api_docs: faults.or(env.flag(&vars::API_DOCS), false),
            record_visibility: faults.or(
                env.choice(&vars::RECORD_VISIBILITY, RecordVisibility::WORDS),
                RecordVisibility::All,
            ),
            bootstrap_admin: faults.or(bootstrap_admin(env, &mut notices), None),
            trusted_proxies: reach.trusted_proxies,
            data_dir,
            notices,
        };
        config.complete(faults)
    }

    fn complete(mut self, mut faults: Faults) -> Result<Self, Refusal> {
        // Numbers that could not be read would break this rule as well.
        if !faults.any() {
            faults.check(self.check_lifetimes());
        }
        faults.result()?;
        self.note_doubts();
        Ok(self)
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
        if self.is_production() && self.require_mfa == RequireMfa::None {
            self.notices.push("REQUIRE_MFA is none: whoever learns a password is in. Each person can set up a second factor at Account.".to_owned());
        }
        if self.database.accepts_any_certificate() {
            self.notices.push("DATABASE_URL accepts any certificate (sslmode=require); sslmode=verify-full is better.".to_owned());
        }
    }
}

/// What the profile asks for when nothing is said.
fn require_mfa(env: &Environment, profile: Profile) -> Result<RequireMfa, Refusal> {
    match (env.given(&vars::REQUIRE_MFA)?, profile) {
        (Some(_), _) => env.choice(&vars::REQUIRE_MFA, RequireMfa::WORDS),
        (None, Profile::Guide) => Ok(RequireMfa::None),
        (None, Profile::AsvsL2) => Ok(RequireMfa::All),
    }
}

/// Only how browsers reach the server: nothing is made, and no secret is needed.
pub fn public_origin(env: &Environment) -> Result<String, Refusal> {
    let mut faults = Faults::default();
    let app_env = faults.or(
        env.choice(&vars::APP_ENV, AppEnv::WORDS),
        AppEnv::Production,
    );
    let reach = reach::read(env, app_env, &mut faults);
    faults.result()?;
    Ok(reach.public_origin)
}

/// Reads numbers one after the other.
struct Numbers<'a> {
    env: &'a Environment,
    faults: &'a mut Faults,
}

impl<'a> Numbers<'a> {
    fn of_env(env: &'a Environment, faults: &'a mut Faults) -> Self {
        Self { env, faults }
    }

    fn of<T: TryFrom<u64> + Default>(&mut self, variable: &Variable) -> T {
        self.faults.or(self.env.number(variable), T::default())
    }
}

/// The given secret, or in development the one kept in the data folder, which is made here.
fn databases(
    env: &Environment,
    app_env: AppEnv,
    data_dir: &Path,
    notices: &mut Vec<String>,
    faults: &mut Faults,
) -> (Database, Option<SecretText>) {
    let production = app_env == AppEnv::Production;
    let mut read = |variable: &Variable| {
        let Some(url) = env.secret(variable, notices)? else {
            return Ok(None);
        };
        let database =
            Database::parse(&url).map_err(|reason| Refusal::new(variable.name, reason))?;
        database.refuse(variable.name, production)?;
        Ok(Some((database, url)))
    };
    let embedded = || Database::Sqlite(data_dir.join(folder::DATABASE_FILE));
    let given = read(&vars::DATABASE_URL);
    let is_wrong = given.is_err();
    let database = faults
        .or(given, None)
        .map_or_else(embedded, |(database, _)| database);
    let owner = faults.or(read(&vars::MIGRATION_DATABASE_URL), None);
    match (&database, owner) {
        (_, None) => (database, None),
        (Database::Postgres(_), Some((Database::Postgres(_), url))) => (database, Some(url)),
        // What it goes with could not be read.
        (_, Some(_)) if is_wrong => (database, None),
        (_, Some(_)) => {
            faults.check(Err(Refusal::new(
                vars::MIGRATION_DATABASE_URL.name,
                "is for PostgreSQL only, as is the DATABASE_URL it goes with.",
            )));
            (database, None)
        }
    }
}

fn hash_workers(env: &Environment) -> Result<usize, Refusal> {
    // Where the number of cores cannot be told, one worker is always right.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Ok(env
        .optional_number(&vars::HASH_WORKERS)?
        .unwrap_or(cores.min(HASH_WORKERS_MAX_DEFAULT)))
}

fn argon2(number: &mut Numbers<'_>) -> Argon2Cost {
    Argon2Cost {
        memory_kib: number.of(&vars::ARGON2_MEMORY_KIB),
        iterations: number.of(&vars::ARGON2_ITERATIONS),
        parallelism: number.of(&vars::ARGON2_PARALLELISM),
    }
}

fn backups(number: &mut Numbers<'_>, data_dir: &Path) -> BackupSettings {
    let hours: u64 = number.of(&vars::BACKUP_EVERY);
    let given = number.env.given(&vars::BACKUP_DIR);
    let folder = number.faults.or(given, None);
    BackupSettings {
        folder: folder.map_or_else(|| data_dir.join("backups"), PathBuf::from),
        every: (hours > 0).then(|| Duration::from_secs(hours * 3_600)),
        keep: number.of(&vars::BACKUP_KEEP),
    }
}

fn exports(number: &mut Numbers<'_>, data_dir: &Path) -> PathBuf {
    let given = number.env.given(&vars::EXPORT_DIR);
    let folder = number.faults.or(given, None);
    folder.map_or_else(|| data_dir.join("exports"), PathBuf::from)
}

fn data_dir(env: &Environment, notices: &mut Vec<String>) -> Result<PathBuf, Refusal> {
    let folder = env.needed(&vars::DATA_DIR, |text| Ok(PathBuf::from(text)))?;
    folder::prepare(&folder, notices)?;
    Ok(folder)
}

fn cors(text: &str) -> Result<String, String> {
    Ok(Origin::parse(text)?.to_string())
}

/// Fails only if the guide's own numbers are none.
fn rate_limits(env: &Environment, faults: &mut Faults) -> Result<RateLimits, Refusal> {
    let strict_guide = faults.or(env.flag(&vars::RATE_LIMIT_STRICT_GUIDE), true);
    let guide = Rate::parse(rate::GUIDE)
        .map_err(|reason| Refusal::new(vars::RATE_LIMIT_STRICT_GUIDE.name, reason))?;
    let mut given =
        |variable: &Variable| faults.or(env.needed(variable, Rate::parse), guide.clone());
    let login = given(&vars::RATE_LIMIT_LOGIN);
    let mut budget = |variable: &Variable| {
        let rate = given(variable);
        match strict_guide {
            true => guide.clone(),
            false => rate,
        }
    };
    Ok(RateLimits {
        anon: budget(&vars::RATE_LIMIT_ANON),
        expensive: budget(&vars::RATE_LIMIT_EXPENSIVE),
        user: budget(&vars::RATE_LIMIT_USER),
        token: budget(&vars::RATE_LIMIT_TOKEN),
        refresh: budget(&vars::RATE_LIMIT_REFRESH),
        login,
        hard_cap: Numbers { env, faults }.of(&vars::LOCKOUT_HARD_CAP),
        strict_guide,
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
