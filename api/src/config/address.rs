//! The address inside a PostgreSQL URL, and what production finds wrong with it.

use super::origin::is_loopback_host;
use super::percent;

const ADMINISTRATORS: [&str; 4] = ["root", "postgres", "admin", "sa"];
const PUBLISHED_PASSWORDS: [&str; 4] = [
    "strong_password",
    "strong_random_password",
    "password",
    "postgres",
];
const PASSWORD_MIN_CHARS: usize = 16;
const ENCRYPTED: [&str; 3] = ["require", "verify-ca", "verify-full"];

/// The parts of a PostgreSQL URL, read as libpq reads them.
#[derive(Default)]
pub(super) struct Address {
    user: Option<String>,
    password: Option<String>,
    /// Names, addresses and socket folders; none means the default socket.
    hosts: Vec<String>,
    /// The addresses that are really connected to, beside whatever names.
    addresses: Vec<String>,
    pub(super) sslmode: Option<String>,
}

impl Address {
    pub(super) fn parse(url: &str) -> Option<Self> {
        let rest = url
            .strip_prefix("postgresql://")
            .or_else(|| url.strip_prefix("postgres://"))?;
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.split('/').next().unwrap_or_default();
        let mut address = Self::default();
        // libpq ends the credentials at the first `@`.
        let hosts = match place.split_once('@') {
            Some((credentials, hosts)) => {
                let (user, password) = credentials
                    .split_once(':')
                    .map_or((credentials, None), |(user, password)| {
                        (user, Some(password))
                    });
                address.user = Some(percent::decode(user));
                address.password = password.map(percent::decode);
                hosts
            }
            None => place,
        };
        address.hosts = hosts
            .split(',')
            .map(without_port)
            .filter(|host| !host.is_empty())
            .collect();
        for (name, value) in parameters
            .split('&')
            .filter_map(|parameter| parameter.split_once('='))
        {
            address.apply(&percent::decode(name), percent::decode(value));
        }
        Some(address)
    }

    /// A parameter overrides what stands before the `?`; the last one wins.
    fn apply(&mut self, name: &str, value: String) {
        match name {
            "user" => self.user = Some(value),
            "password" => self.password = Some(value),
            "sslmode" => self.sslmode = Some(value),
            "host" => {
                self.hosts = value
                    .split(',')
                    .filter(|host| !host.is_empty())
                    .map(str::to_owned)
                    .collect()
            }
            "hostaddr" => self.addresses = value.split(',').map(str::to_owned).collect(),
            _ => {}
        }
    }

    pub(super) fn is_local(&self) -> bool {
        let local = |host: &String| {
            host.starts_with('/') || host.starts_with('@') || is_loopback_host(host)
        };
        self.hosts.iter().chain(&self.addresses).all(local)
    }

    /// Every reason for which production refuses it.
    pub(super) fn faults(&self) -> Vec<String> {
        [
            self.role_fault(),
            self.password_fault(),
            self.transport_fault(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn role_fault(&self) -> Option<String> {
        let user = self.user.as_deref()?;
        let found = ADMINISTRATORS
            .iter()
            .find(|name| user.eq_ignore_ascii_case(name))?;
        Some(format!(
            "`{found}` is an administrator's name, use a role of its own"
        ))
    }

    fn password_fault(&self) -> Option<String> {
        let password = self.password.as_deref()?;
        if PUBLISHED_PASSWORDS
            .iter()
            .any(|published| password.eq_ignore_ascii_case(published))
        {
            return Some(
                "the password is a published example, make one with `zehmo gen db-password`"
                    .to_owned(),
            );
        }
        let short = password.chars().count() < PASSWORD_MIN_CHARS;
        short.then(|| format!("the password is shorter than {PASSWORD_MIN_CHARS} characters, make one with `zehmo gen db-password`"))
    }

    fn transport_fault(&self) -> Option<String> {
        if self.is_local() {
            return None;
        }
        match self.sslmode.as_deref() {
            Some(mode) if ENCRYPTED.contains(&mode) => None,
            Some(_) => {
                Some("its sslmode lets rows travel in clear, use sslmode=verify-full".to_owned())
            }
            None => Some(
                "sslmode is missing and rows could travel in clear, use sslmode=verify-full"
                    .to_owned(),
            ),
        }
    }
}

fn without_port(host: &str) -> String {
    let host = match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next(),
        None => host.split(':').next(),
    };
    percent::decode(host.unwrap_or_default())
}
