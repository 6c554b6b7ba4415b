//! The rules that span several variables.

mod database;
mod proxies;
mod secrets;
mod table;

use std::path::Path;

use super::*;

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA";
const LOCAL: [(&str, &str); 3] = [
    ("APP_ENV", "production"),
    ("SECRET_KEY", KEY),
    ("PUBLIC_ORIGIN", "http://127.0.0.1:8080"),
];
const BEHIND_TLS: [(&str, &str); 5] = [
    ("APP_ENV", "production"),
    ("SECRET_KEY", KEY),
    ("PUBLIC_ORIGIN", "https://shop.example"),
    ("BIND", "0.0.0.0"),
    ("TRUSTED_PROXIES", "10.0.0.0/8"),
];

/// Reads a configuration whose data folder is a fresh one.
fn read(pairs: &[(&str, &str)]) -> Result<Config, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    read_in(folder.path(), pairs)
}

fn read_in(folder: &Path, pairs: &[(&str, &str)]) -> Result<Config, Refusal> {
    let data_dir = folder.join("data");
    let default = ("DATA_DIR", data_dir.to_str().unwrap());
    Config::read(&Environment::of(
        [&default].into_iter().chain(pairs).copied(),
    ))
}

fn accepted(pairs: &[(&str, &str)]) -> Config {
    read(pairs).unwrap_or_else(|refusal| panic!("{pairs:?}: {refusal}"))
}

#[track_caller]
fn refused(pairs: &[(&str, &str)], variable: &str, reason: &str) {
    let refusal = read(pairs)
        .err()
        .unwrap_or_else(|| panic!("{pairs:?} must be refused"));
    assert_eq!(refusal.variable(), variable, "{refusal}");
    assert!(refusal.to_string().contains(reason), "{refusal}");
    assert_eq!(refusal.to_string().lines().count(), 1, "{refusal}");
}

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    base.iter().chain(more).copied().collect()
}

#[test]
fn a_refusal_names_every_variable_that_needs_attention() {
    let refusal = read(&with(
        &LOCAL,
        &[
            ("PORT", "http"),
            ("SECRET_KEY", "dev"),
            ("DATABASE_URL", "mysql://u@h/d"),
            ("ACCESS_TTL", "1"),
            ("TRUSTED_PROXIES", "proxy"),
            ("COOKIE_MODE", "insecure-dev"),
        ],
    ))
    .err()
    .unwrap()
    .to_string();
    for variable in [
        "PORT must be",
        "SECRET_KEY is a published",
        "DATABASE_URL must begin",
        "ACCESS_TTL must be",
        "TRUSTED_PROXIES must list",
        "COOKIE_MODE may be",
    ] {
        assert_eq!(
            refusal.matches(variable).count(),
            1,
            "{variable}: {refusal}"
        );
    }
    assert_eq!(refusal.lines().count(), 1, "{refusal}");
}

#[test]
fn nothing_set_is_development_on_this_machine() {
    let config = accepted(&[]);
    assert!(
        !config.is_production()
            && !config.local_mode()
            && !config.force_https
            && !config.secure_transport()
    );
    assert_eq!(config.public_origin, "http://127.0.0.1:8080");
    assert!(config.log.file.is_none());
    assert!(
        matches!(config.database, Database::Sqlite(path) if path == config.data_dir.join("zehmo.db"))
    );
    assert_eq!(
        (
            config.access_ttl_s,
            config.idle_limit_s,
            config.absolute_limit_s
        ),
        (600, 3_600, 43_200)
    );
    assert_eq!(
        config.argon2,
        Argon2Cost {
            memory_kib: 65_536,
            iterations: 2,
            parallelism: 1
        }
    );
}

#[test]
fn production_on_one_computer_and_behind_tls() {
    let local = accepted(&LOCAL);
    assert!(local.local_mode() && !local.force_https && !local.secure_transport());
    assert_eq!(
        local.log.file,
        Some(local.data_dir.join("logs/app.log")),
        "g67: the file is on by default"
    );
    let public = accepted(&BEHIND_TLS);
    assert!(!public.local_mode() && public.force_https && public.secure_transport());
    assert!(accepted(&with(&LOCAL, &[("PUBLIC_ORIGIN", "http://localhost:8080")])).local_mode());
}

#[test]
fn g25_insecure_cookies_are_for_development_on_this_machine() {
    assert_eq!(
        accepted(&[("COOKIE_MODE", "insecure-dev")]).cookie_mode,
        CookieMode::InsecureDev
    );
    refused(
        &with(&LOCAL, &[("COOKIE_MODE", "insecure-dev")]),
        "COOKIE_MODE",
        "development",
    );
}

#[test]
fn who_reaches_the_server_is_said_in_one_way() {
    refused(&[("BIND", "0.0.0.0")], "BIND", "loopback");
    refused(&[("BIND", "localhost")], "BIND", "IP address");
    refused(
        &[("APP_ENV", "production"), ("SECRET_KEY", KEY)],
        "PUBLIC_ORIGIN",
        "is not set",
    );
    refused(
        &with(&LOCAL, &[("PUBLIC_ORIGIN", "http://shop.example")]),
        "PUBLIC_ORIGIN",
        "must be https",
    );
    refused(
        &with(&LOCAL, &[("PUBLIC_ORIGIN", "http://127.0.0.1:9999")]),
        "PUBLIC_ORIGIN",
        "PORT",
    );
    refused(
        &with(&LOCAL, &[("TRUSTED_PROXIES", "127.0.0.1")]),
        "PUBLIC_ORIGIN",
        "must be https",
    );
    refused(
        &with(&LOCAL, &[("BIND", "0.0.0.0")]),
        "PUBLIC_ORIGIN",
        "must be https",
    );
    refused(
        &[("CORS_ALLOWED_ORIGINS", "*")],
        "CORS_ALLOWED_ORIGINS",
        "origin",
    );
    refused(&[("FORCE_HTTPS", "true")], "FORCE_HTTPS", "circles");
    refused(
        &[("APP_ENV", "staging")],
        "APP_ENV",
        "development, production",
    );
}

#[test]
fn a_name_that_is_not_ascii_is_refused_with_the_way_to_write_it() {
    for (variable, value) in [
        ("PUBLIC_ORIGIN", "https://schöne.example"),
        ("CORS_ALLOWED_ORIGINS", "https://schöne.example"),
        ("ALLOWED_HOSTS", "schöne.example"),
    ] {
        refused(
            &with(&BEHIND_TLS, &[(variable, value)]),
            variable,
            "punycode",
        );
    }
}

#[test]
fn lists_are_read_in_one_spelling() {
    let config = accepted(&[
        ("TRUSTED_PROXIES", "10.1.2.3/8, ::1"),
        ("ALLOWED_HOSTS", "Shop.Example, x:81"),
        ("CORS_ALLOWED_ORIGINS", "https://A.example:443"),
    ]);
    assert_eq!(
        config
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["10.0.0.0/8", "::1/128"]
    );
    assert_eq!(config.allowed_hosts, ["shop.example", "x:81"]);
    assert_eq!(config.cors_allowed_origins, ["https://a.example"]);
    let unnamed = accepted(&with(&BEHIND_TLS, &[("TRUSTED_PROXIES", "")]));
    assert!(
        unnamed
            .notices
            .iter()
            .any(|notice| notice.contains("TRUSTED_PROXIES")),
        "{:?}",
        unnamed.notices
    );
}

#[test]
fn g49_g50_g51_the_default_rates_are_the_guides() {
    let windows = |rate: &Rate| {
        rate.windows
            .iter()
            .map(|window| (window.calls, window.seconds))
            .collect::<Vec<_>>()
    };
    let limits = accepted(&[]).rate_limits;
    assert_eq!(windows(&limits.anon), [(50, 3_600), (200, 86_400)]);
    assert_eq!(windows(&limits.expensive), [(50, 3_600), (200, 86_400)]);
    assert_eq!(
        windows(&limits.user),
        [(240, 60), (6_000, 3_600), (20_000, 86_400)]
    );
    assert_eq!(windows(&limits.refresh), [(300, 3_600)]);
    assert_eq!(windows(&limits.login), [(5, 60)]);
    let strict = accepted(&[("RATE_LIMIT_STRICT_GUIDE", "true")]).rate_limits;
    assert_eq!(windows(&strict.user), [(50, 3_600), (200, 86_400)]);
    assert_eq!(windows(&strict.refresh), [(50, 3_600), (200, 86_400)]);
    assert_eq!(windows(&strict.login), [(5, 60)]);
}

#[test]
fn lifetimes_fit_into_each_other() {
    refused(
        &[("SESSION_ABSOLUTE_LIMIT", "60")],
        "SESSION_ABSOLUTE_LIMIT",
        "shorter",
    );
    refused(
        &[("SESSION_IDLE_LIMIT", "120")],
        "SESSION_IDLE_LIMIT",
        "shorter",
    );
}

#[test]
fn the_first_administrator_is_given_whole_or_not_at_all() {
    let all = [
        ("BOOTSTRAP_ADMIN_USERNAME", "ada"),
        ("BOOTSTRAP_ADMIN_EMAIL", "ada@shop.example"),
        ("BOOTSTRAP_ADMIN_PASSWORD", "x"),
    ];
    assert_eq!(accepted(&all).bootstrap_admin.unwrap().username, "ada");
    refused(&all[..2], "BOOTSTRAP_ADMIN_USERNAME", "all three or none");
}
