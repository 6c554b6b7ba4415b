//! The address inside a PostgreSQL URL.
//!
//! Stricter than libpq: what two readers could understand differently is refused here, before libpq sees it, because its
//! own refusals repeat parts of the address, often of the password.

use std::net::Ipv6Addr;
use std::path::{Path, PathBuf};

use super::origin::is_loopback_host;
use super::percent;

const SSLMODES: [&str; 6] = [
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
];
/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>
const PARAMETERS: &str = " host hostaddr port dbname user password passfile require_auth channel_binding connect_timeout \
     client_encoding options application_name fallback_application_name keepalives keepalives_idle keepalives_interval \
     keepalives_count tcp_user_timeout replication gssencmode sslmode requiressl sslcompression sslcert sslkey sslpassword \
     sslcertmode sslrootcert sslcrl sslcrldir sslsni sslnegotiation requirepeer ssl_min_protocol_version \
     ssl_max_protocol_version krbsrvname gsslib gssdelegation service target_session_attrs load_balance_hosts ";
const DEFAULT_PORT: u16 = 5432;

/// The parts of a PostgreSQL URL, read as libpq reads them.
#[derive(Default)]
pub(super) struct Address {
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    /// Names, addresses and socket folders; none means the default socket.
    hosts: Vec<String>,
    /// The addresses that are really connected to, beside whatever names.
    addresses: Vec<String>,
    /// One for each host, or one for all.
    ports: Vec<u16>,
    database: String,
    pub(super) sslmode: Option<String>,
}

/// Where a database listens.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    Socket(PathBuf),
    Tcp(String, u16),
}

impl Address {
    /// Reads a URL; the error completes the sentence "VARIABLE …" and repeats nothing of it.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let rest = url
            .strip_prefix("postgresql://")
            .or_else(|| url.strip_prefix("postgres://"))
            .ok_or("must begin with postgresql:// or sqlite:.")?;
        Self::parts(rest).map_err(|fault| {
            format!(
                "is no valid address: {fault}. Percent-encode every character of the user name and the password that is no \
                 letter, digit or one of -._~ (`@` is %40, a space %20, `%` itself %25)."
            )
        })
    }

    fn parts(rest: &str) -> Result<Self, &'static str> {
        characters(rest)?;
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, name) = place.split_once('/').unwrap_or((place, ""));
        // An `@` further right belongs to a password with a `/` or `?` of its own, or to one that holds an `@`.
        if name.contains(['@', '/']) || parameters.contains(['@', '?']) {
            return Err("a `/`, `?` or `@` stands where none may");
        }
        let mut address = Self {
            database: percent::decode(name),
            ..Self::default()
        };
        let hosts = match authority.split_once('@') {
            Some((_, hosts)) if hosts.contains('@') => return Err("it contains more than one `@`"),
            Some((credentials, hosts)) => {
                address.credentials(credentials)?;
                hosts
            }
            None => authority,
        };
        for host in hosts.split(',').filter(|host| !host.is_empty()) {
            address.host(host)?;
        }
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            address.parameter(parameter)?;
        }
        Ok(address)
    }

    fn credentials(&mut self, text: &str) -> Result<(), &'static str> {
        if text.contains(['[', ']']) {
            return Err("a bracket stands where none may");
        }
        let (user, password) = match text.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (text, None),
        };
        self.user = (!user.is_empty()).then(|| percent::decode(user));
        self.password = password.map(percent::decode);
        Ok(())
    }

    fn host(&mut self, text: &str) -> Result<(), &'static str> {
        let (host, port) = match text.strip_prefix('[') {
            Some(inside) => {
                let (host, port) = inside.split_once(']').ok_or("its host is no address")?;
                host.parse::<Ipv6Addr>()
                    .map_err(|_| "its host is no address")?;
                (
                    host.to_owned(),
                    port.strip_prefix(':').or(port.is_empty().then_some("")),
                )
            }
            None => {
                let (host, port) = text.split_once(':').unwrap_or((text, ""));
                (percent::decode(host), Some(port))
            }
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        if !host.starts_with(['/', '@']) && !host.chars().all(is_name) {
            return Err("its host is no name or address");
        }
        match port {
            Some("") => {}
            Some(port) => self.ports.push(number(port)?),
            None => return Err("its host is no address"),
        }
        self.hosts.push(host);
        Ok(())
    }

    /// A parameter overrides what stands before the `?`; the last one wins.
    fn parameter(&mut self, text: &str) -> Result<(), &'static str> {
        let unknown = "PostgreSQL knows no such parameter as one behind the `?`";
        let (name, value) = text.split_once('=').ok_or(unknown)?;
        if value.contains(['=', '[', ']']) {
            return Err("a `=` or bracket stands where none may");
        }
        let value = percent::decode(value);
        let listed = || {
            let parts = value.split(',').filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        match percent::decode(name).as_str() {
            "user" => self.user = Some(value),
            "password" => self.password = Some(value),
            "dbname" => self.database = value,
            "sslmode" if SSLMODES.contains(&value.as_str()) => self.sslmode = Some(value),
            "sslmode" => return Err("its sslmode is none that PostgreSQL knows"),
            "host" => self.hosts = listed(),
            "hostaddr" => self.addresses = listed(),
            "port" => {
                let ports = value.split(',').filter(|part| !part.is_empty());
                self.ports = ports.map(number).collect::<Result<_, _>>()?;
            }
            name if !name.is_empty() && PARAMETERS.contains(&format!(" {name} ")) => {}
            _ => return Err(unknown),
        }
        Ok(())
    }

    /// What may be shown: no password and no parameters.
    pub(super) fn shown(&self) -> String {
        let credentials = match (&self.user, &self.password) {
            (Some(user), Some(_)) => format!("{}:***@", percent::encode(user)),
            (Some(user), None) => format!("{}@", percent::encode(user)),
            (None, Some(_)) => ":***@".to_owned(),
            (None, None) => String::new(),
        };
        let hosts: Vec<String> = self
            .hosts
            .iter()
            .enumerate()
            .map(|(index, host)| {
                let host = match host.contains(':') {
                    true => format!("[{host}]"),
                    false => host.clone(),
                };
                match self.port(index) {
                    Some(port) => format!("{host}:{port}"),
                    None => host,
                }
            })
            .collect();
        let database = percent::encode(&self.database);
        format!("postgresql://{credentials}{}/{database}", hosts.join(","))
    }

    /// Where it listens, as far as the address says it.
    pub(super) fn places(&self) -> Vec<Place> {
        let named = match self.addresses.is_empty() {
            true => &self.hosts,
            false => &self.addresses,
        };
        let places = named.iter().enumerate().map(|(index, host)| {
            let port = self.port(index).unwrap_or(DEFAULT_PORT);
            match host.starts_with('/') {
                true => Place::Socket(Path::new(host).join(format!(".s.PGSQL.{port}"))),
                false => Place::Tcp(host.clone(), port),
            }
        });
        places.collect()
    }

    pub(super) fn leads_where(&self, other: &Self) -> bool {
        let ports = |one: &Self| -> Vec<u16> {
            let places = one.hosts.len().max(one.addresses.len()).max(1);
            let port = |index| one.port(index).unwrap_or(DEFAULT_PORT);
            (0..places).map(port).collect()
        };
        let place = |one: &Self| (one.hosts.clone(), one.addresses.clone(), ports(one));
        place(self) == place(other) && self.database == other.database
    }

    fn port(&self, index: usize) -> Option<u16> {
        match self.ports.as_slice() {
            [one] => Some(*one),
            several => several.get(index).copied(),
        }
    }

    pub(super) fn is_local(&self) -> bool {
        let local = |host: &String| {
            host.starts_with('/') || host.starts_with('@') || is_loopback_host(host)
        };
        self.hosts.iter().chain(&self.addresses).all(local)
    }
}

/// The URL with another password wherever it has one; nothing if it has none.
pub(super) fn with_password(url: &str, password: &str) -> Option<String> {
    let password = percent::encode(password);
    let (scheme, rest) = url.split_once("://")?;
    let (place, parameters) = match rest.split_once('?') {
        Some((place, parameters)) => (place, Some(parameters)),
        None => (rest, None),
    };
    let credentials = place.split_once('@').and_then(|(credentials, place)| {
        let (user, _old) = credentials.split_once(':')?;
        Some(format!("{user}:{password}@{place}"))
    });
    let is_password = |parameter: &str| {
        let name = parameter.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| percent::decode(name) == "password")
    };
    let listed: Vec<&str> = parameters.map_or_else(Vec::new, |all| all.split('&').collect());
    if credentials.is_none() && !listed.iter().any(|one| is_password(one)) {
        return None;
    }
    let place = credentials.unwrap_or_else(|| place.to_owned());
    let parameters = listed.iter().map(|one| match is_password(one) {
        true => format!("password={password}"),
        false => (*one).to_owned(),
    });
    let parameters: Vec<String> = parameters.collect();
    Some(match parameters.is_empty() {
        true => format!("{scheme}://{place}"),
        false => format!("{scheme}://{place}?{}", parameters.join("&")),
    })
}

/// What may stand nowhere in a URL.
fn characters(text: &str) -> Result<(), &'static str> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it contains a space or a control character");
    }
    if text.contains('#') {
        return Err("it contains a `#`");
    }
    let is_escape = |after: &str| {
        after
            .get(..2)
            .is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()) && two != "00")
    };
    match text.split('%').skip(1).all(is_escape) {
        true => Ok(()),
        false => Err("a `%` in it is not followed by two hexadecimal digits"),
    }
}

fn number(port: &str) -> Result<u16, &'static str> {
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err("its port is no number from 1 to 65535"),
    }
}
