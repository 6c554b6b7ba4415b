//! Web origins: `scheme://host[:port]`, nothing more, written as browsers write them.

use std::fmt;
use std::net::IpAddr;

/// An origin as it stands in the `Origin` header: lower case, without the scheme's own port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub secure: bool,
    /// Without brackets, also for IPv6.
    pub host: String,
    pub port: u16,
}

impl Origin {
    /// Reads an origin; the error completes the sentence "VARIABLE …".
    pub fn parse(text: &str) -> Result<Self, String> {
        let malformed = || {
            "must be an origin: http or https, ://, a host, maybe a port, and no path.".to_owned()
        };
        ascii(text)?;
        let (scheme, rest) = text.split_once("://").ok_or_else(malformed)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(malformed()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = split_port(rest).ok_or_else(malformed)?;
        let port = match port {
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port != 0)
                .ok_or_else(malformed)?,
            None => default_port(secure),
        };
        Ok(Self { secure, host, port })
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.host)
    }

    /// The host as it stands in the `Host` header.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        if self.port == default_port(self.secure) {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}

/// Reads `host[:port]` for the list of answered hosts, lower case.
pub fn parse_host(text: &str) -> Result<String, String> {
    let malformed =
        || "must list hosts, each maybe with a port: shop.example, shop.example:8443.".to_owned();
    ascii(text)?;
    let (host, port) = split_port(text).ok_or_else(malformed)?;
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host
    };
    match port {
        None => Ok(host),
        Some(port) => {
            let port: u16 = port.parse().map_err(|_| malformed())?;
            Ok(format!("{host}:{port}"))
        }
    }
}

/// Names with other letters have an ASCII form that browsers send.
fn ascii(text: &str) -> Result<(), String> {
    match text.is_ascii() {
        true => Ok(()),
        false => Err(
            "must be written with ASCII letters, as browsers send it: a name with others in its punycode form, \
             such as xn--schne-lua.example for schöne.example."
                .to_owned(),
        ),
    }
}

/// Whether a host name or address is this machine itself.
pub fn is_loopback_host(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn split_port(text: &str) -> Option<(String, Option<&str>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inside) => {
            let (host, after) = inside.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            match after.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if after.is_empty() => (host, None),
                None => return None,
            }
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let valid = !host.is_empty() && host.len() <= 253 && host.chars().all(allowed);
    valid.then(|| (host.to_ascii_lowercase(), port))
}

const fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let check = |input: &str, expected: Option<&str>| {
            let shown = Origin::parse(input).ok().map(|origin| origin.to_string());
            assert_eq!(shown.as_deref(), expected, "{input}");
        };
        check("https://Shop.Example", Some("https://shop.example"));
        check("https://shop.example:443/", Some("https://shop.example"));
        check("http://127.0.0.1:8080", Some("http://127.0.0.1:8080"));
        check("HTTP://[::1]:80", Some("http://[::1]"));
        check("https://shop.example/path", None);
        check("https://user@shop.example", None);
        check("https://shop.example?x", None);
        check("ftp://shop.example", None);
        check("https://", None);
        check("https://shop.example:0", None);
        check("https://shop.example:70000", None);
        check("*", None);
        check("null", None);
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        let check = |input: &str, expected: bool| {
            assert_eq!(
                Origin::parse(input).unwrap().is_loopback(),
                expected,
                "{input}"
            );
        };
        check("http://localhost:1", true);
        check("http://127.4.5.6", true);
        check("http://[::1]", true);
        check("http://10.0.0.1", false);
        check("http://localhost.example", false);
    }
}
