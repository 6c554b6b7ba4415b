//! The one table of environment variables: parsing, `zehmo env doc` and `.env.example` all come from it.

/// One environment variable.
#[derive(Clone, Copy)]
pub struct Variable {
    pub name: &'static str,
    pub kind: Kind,
    pub default: Fallback,
    /// When it must be set; empty when it never must.
    pub required: &'static str,
    /// One line, for whoever operates the server.
    pub meaning: &'static str,
}

/// What a value may be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Free text of the form that is named.
    Text(&'static str),
    /// Text that is never shown and may come from the file named by `…_FILE`.
    Secret(&'static str),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number within bounds, in this unit.
    Number {
        unit: &'static str,
        min: u64,
        max: u64,
    },
}

/// What holds when the variable is unset or empty.
#[derive(Clone, Copy)]
pub enum Fallback {
    Nothing,
    /// This text, read as if it had been set.
    Value(&'static str),
    /// Found out at start, as described.
    Derived(&'static str),
}

impl Variable {
    pub const fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret(_))
    }

    const fn new(kind: Kind, meaning: &'static str) -> Self {
        Self {
            name: "",
            kind,
            default: Fallback::Nothing,
            required: "",
            meaning,
        }
    }

    const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    const fn or(mut self, value: &'static str) -> Self {
        self.default = Fallback::Value(value);
        self
    }

    const fn or_derived(mut self, description: &'static str) -> Self {
        self.default = Fallback::Derived(description);
        self
    }

    const fn required(mut self, when: &'static str) -> Self {
        self.required = when;
        self
    }
}

const fn text(form: &'static str, meaning: &'static str) -> Variable {
    Variable::new(Kind::Text(form), meaning)
}

const fn secret(form: &'static str, meaning: &'static str) -> Variable {
    Variable::new(Kind::Secret(form), meaning)
}

const fn flag(meaning: &'static str) -> Variable {
    Variable::new(Kind::Flag, meaning)
}

const fn choice(words: &'static [&'static str], meaning: &'static str) -> Variable {
    Variable::new(Kind::Choice(words), meaning)
}

const fn number(unit: &'static str, min: u64, max: u64, meaning: &'static str) -> Variable {
    Variable::new(Kind::Number { unit, min, max }, meaning)
}

/// Declares each variable as a constant and lists all of them, so that neither can be forgotten.
macro_rules! variables {
    ($($name:ident => $described:expr;)+) => {
        $(pub const $name: Variable = $described.named(stringify!($name));)+
        /// Every variable, in the order of the documentation.
        pub const ALL: &[Variable] = &[$($name),+];
    };
}

const RATE: &str = "rates such as `200 per day;50 per hour`";
const URL: &str = "postgresql://user:password@host:5432/name?sslmode=verify-full, or sqlite:path";

variables! {
    APP_ENV => choice(&["development", "production"], "Where this runs; development listens on this machine only and needs nothing set.").or("development");
    BIND => text("IP address", "Address to listen on; in development a loopback address.").or("127.0.0.1");
    PORT => number("(TCP)", 1, 65_535, "Port to listen on.").or("8080");
    SHUTDOWN_DELAY => number("seconds", 0, 300, "After SIGTERM, how long it still answers while it says that it is not ready, so that a proxy turns to another instance first.").or("0");
    PUBLIC_ORIGIN => text("scheme://host[:port]", "How browsers reach this server; https, except on the shop's one computer. Links, cookies and tokens are tied to it.").or_derived("in development http://127.0.0.1:PORT").required("in production");
    DATA_DIR => text("folder", "Where the embedded database, the logs and the made key lie; readable by its owner only.").or("data");
    BACKUP_DIR => text("folder", "Where backups lie; readable by its owner only. Best on another disk, or a folder that is copied to another computer.").or_derived("DATA_DIR/backups");
    BACKUP_EVERY => number("hours", 0, 168, "A backup is made when the newest is older than this. 0 = only when somebody asks for one.").or("24");
    BACKUP_KEEP => number("backups", 1, 365, "How many of the newest are kept.").or("14");
    EXPORT_DIR => text("folder", "Where files of the books that were asked for lie for an hour; readable by its owner only. Several instances need one in common, or each has its own.").or_derived("DATA_DIR/exports");
    DATABASE_URL => secret(URL, "The database.").or_derived("sqlite:DATA_DIR/zehmo.db");
    MIGRATION_DATABASE_URL => secret(URL, "PostgreSQL only: the same database as its owner, used to migrate; the server itself then needs no right to change tables.").or_derived("DATABASE_URL");
    DB_POOL_SIZE => number("connections", 2, 200, "Most database connections held at once.").or("8");
    SECRET_KEY => secret("32 bytes or more as base64url, hexadecimal or raw text", "Root of all keys; `zehmo gen secret-key` makes one.").or_derived("in development made once into DATA_DIR/secret-key").required("in production");
    SECRET_KEY_PREVIOUS => secret("as SECRET_KEY", "The SECRET_KEY before a change, until `zehmo secrets rewrap` has sealed everything anew; nobody is signed out.");
    TRUSTED_PROXIES => text("addresses or networks, comma-separated", "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, or their Forwarded where neither of the two is sent.");
    ALLOWED_HOSTS => text("host[:port], comma-separated", "Host headers answered beside the one of PUBLIC_ORIGIN.");
    CORS_ALLOWED_ORIGINS => text("origins, comma-separated", "Other origins whose pages may call the API. Their pages can sign in only on the same site (app.shop.example beside shop.example): browsers never send the session's cookie across sites.");
    FORCE_HTTPS => flag("Send browsers to https and refuse API calls over http.").or_derived("true in production behind TLS, else false");
    HSTS_PRELOAD => flag("Ask browsers to ship this host in their HTTPS-only list; hard to take back.").or("false");
    COOKIE_MODE => choice(&["host", "insecure-dev"], "`insecure-dev` drops Secure and the __Host- prefix, for browsers that refuse them on http; development only.").or("host");
    SECURITY_PROFILE => choice(&["guide", "asvs-l2"], "Password rules: the security guide to the letter, or OWASP ASVS level 2 (15 characters, any composition).").or("guide");
    REQUIRE_MFA => choice(&["none", "privileged", "all"], "Of whom a second factor is asked: nobody, everyone but staff, everyone. Who has none has seven days to set one up; then nothing else is open.").or_derived("all with SECURITY_PROFILE=asvs-l2, else none");
    ACCESS_TTL => number("seconds", 60, 600, "Life of an access token.").or("600");
    REFRESH_GRACE => number("seconds", 0, 30, "How long a used refresh token still answers with the same successor (tabs that race).").or("10");
    SESSION_IDLE_LIMIT => number("seconds", 60, 3_600, "A session ends after so long without its user doing anything.").or("3600");
    SESSION_ABSOLUTE_LIMIT => number("seconds", 60, 86_400, "A session ends so long after sign-in, whatever happens.").or("43200");
    MAX_SESSIONS => number("sessions", 1, 100, "Sessions a user may have at once; the oldest idle one makes room.").or("10");
    ARGON2_MEMORY_KIB => number("KiB", 19_456, 262_144, "Memory of one password hash.").or("65536");
    ARGON2_ITERATIONS => number("passes", 2, 10, "Passes of one password hash.").or("2");
    ARGON2_PARALLELISM => number("lanes", 1, 16, "Lanes of one password hash.").or("1");
    HASH_WORKERS => number("workers", 1, 64, "Password hashes computed at once; memory needed at most is this times ARGON2_MEMORY_KIB.").or_derived("number of cores, at most 4");
    RATE_LIMIT_ANON => text(RATE, "API calls per address without a session.").or("200 per day;50 per hour");
    RATE_LIMIT_EXPENSIVE => text(RATE, "Costly calls per user.").or("200 per day;50 per hour");
    RATE_LIMIT_USER => text(RATE, "API calls per signed-in user.").or("20000 per day;6000 per hour;240 per minute");
    RATE_LIMIT_TOKEN => text(RATE, "API calls per personal access token, beside those of its user.").or("20000 per day;6000 per hour;240 per minute");
    RATE_LIMIT_REFRESH => text(RATE, "Token refreshes per session.").or("300 per hour");
    RATE_LIMIT_LOGIN => text(RATE, "Attempts to sign in per address, or per known device.").or("5 per minute");
    LOCKOUT_HARD_CAP => number("failures in a row", 0, 100, "Failures at one name after which unknown browsers are let in no more, until an administrator unlocks the account (NIST SP 800-63B allows at most 100). Any stranger can bring that about. 0 = never: they are only slowed down.").or("0");
    RATE_LIMIT_STRICT_GUIDE => flag("Apply `200 per day;50 per hour` to every kind of call, whatever the variables above say; sign-in keeps its own.").or("false");
    LOG_FILE => text("file, or `off`", "The rotating log (10 files of 10 KiB), relative to DATA_DIR; access.jsonl and security.jsonl lie in DATA_DIR/logs.").or_derived("logs/app.log in production, off in development");
    LOG_LEVEL => choice(&["debug", "info", "warning", "error"], "The least severe line that is written.").or("info");
    LOG_FORMAT => choice(&["text", "json"], "Form of the log's lines.").or("text");
    API_DOCS => flag("Serve the OpenAPI document and its pages under /docs.").or("true");
    RECORD_VISIBILITY => choice(&["all", "own"], "Whose jobs and expenditures staff see.").or("all");
    BOOTSTRAP_ADMIN_USERNAME => text("user name", "First administrator, made at start when there is no user yet; needs the next two as well.");
    BOOTSTRAP_ADMIN_EMAIL => text("e-mail address", "The first administrator's address.").required("with BOOTSTRAP_ADMIN_USERNAME");
    BOOTSTRAP_ADMIN_PASSWORD => secret("password", "The first administrator's password.").required("with BOOTSTRAP_ADMIN_USERNAME");
}
