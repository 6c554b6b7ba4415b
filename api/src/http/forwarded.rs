//! What proxies write of the way that a request took: `X-Forwarded-For` with `X-Forwarded-Proto`, or `Forwarded` (RFC 7239).
//! Whose word counts is decided elsewhere.

use std::net::{IpAddr, SocketAddrV4};

/// One connection on the way to us, as the proxy at its end saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Whose connection it was; nothing when the proxy hides it or cannot be understood.
    pub address: Option<IpAddr>,
    pub https: bool,
}

impl Hop {
    const UNREADABLE: Self = Self {
        address: None,
        https: false,
    };
}

/// The hops, the client's end first, from the values of the three headers. A proxy that writes one kind of them lets the
/// other kind through as its client sent it: the standard's counts where none of the others stands.
pub fn hops(forwarded_for: &str, forwarded_proto: &str, forwarded: &str) -> Vec<Hop> {
    let addresses = entries(forwarded_for);
    let schemes = entries(forwarded_proto);
    match (addresses.as_slice(), schemes.first()) {
        ([], None) => standard(forwarded).unwrap_or_else(|| vec![Hop::UNREADABLE]),
        ([], Some(scheme)) => vec![Hop {
            address: None,
            https: is_https(scheme),
        }],
        (addresses, first) => {
            let first = first.is_some_and(|scheme| is_https(scheme));
            let hop = |(place, text): (usize, &&str)| {
                let address = address(text);
                // A chain of proxies that each add their word leaves one for each hop; where the two lists do not match,
                // only the first word can be about the client.
                let own = schemes
                    .get(place)
                    .filter(|_| schemes.len() == addresses.len());
                let https = match (own, address) {
                    (Some(scheme), Some(_)) => is_https(scheme),
                    _ => first,
                };
                Hop { address, https }
            };
            addresses.iter().enumerate().map(hop).collect()
        }
    }
}

fn entries(list: &str) -> Vec<&str> {
    let entries = list.split(',').map(str::trim);
    entries.filter(|entry| !entry.is_empty()).collect()
}

fn is_https(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https")
}

/// The elements of a `Forwarded`; nothing when one of them breaks its grammar, so that no part of it is believed.
fn standard(list: &str) -> Option<Vec<Hop>> {
    let mut hops = Vec::new();
    for element in parts(list, ',')?.iter().filter(|part| !part.is_empty()) {
        let mut hop = Hop::UNREADABLE;
        for pair in parts(element, ';')?.iter().filter(|part| !part.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let value = unquoted(value)?;
            match name.to_ascii_lowercase().as_str() {
                "for" => hop.address = address(&value),
                "proto" => hop.https = is_https(&value),
                _ => {}
            }
        }
        hops.push(hop);
    }
    Some(hops)
}

/// The parts between separators that stand outside quotes; nothing when a quote is not closed.
fn parts(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text
        .split(|letter: char| {
            let ends = letter == separator && !is_quoted;
            is_quoted ^= letter == '"' && !is_escaped;
            is_escaped = is_quoted && letter == '\\' && !is_escaped;
            ends
        })
        .map(str::trim)
        .collect();
    (!is_quoted).then_some(parts)
}

/// The value of a pair: a token, or what stands between quotes.
fn unquoted(value: &str) -> Option<String> {
    let Some(quoted) = value.strip_prefix('"') else {
        return (!value.is_empty() && !value.contains('"')).then(|| value.to_owned());
    };
    let inside = quoted.strip_suffix('"')?;
    let mut letters = inside.chars();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => letters.next()?,
            plain => plain,
        });
    }
    Some(text)
}

/// The address of a hop, which some proxies write with its port: `203.0.113.7:5000`, `[2001:db8::7]:443`. None for
/// `unknown` and for a name that hides it, such as `_gateway`.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim_matches('"');
    let bracketed = hop.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let bare = match bracketed {
        Some((inside, port)) if port.is_empty() || is_port(port) => inside,
        Some(_) => return None,
        None => hop
            .split_once(":_")
            .map_or(hop, |(before, _hidden_port)| before),
    };
    let found = bare.parse::<IpAddr>().or_else(|_with_port| {
        let with_port = bare.parse::<SocketAddrV4>();
        with_port.map(|address| IpAddr::V4(*address.ip()))
    });
    match found {
        Ok(ip) => Some(ip.to_canonical()),
        Err(_no_address) => None,
    }
}

/// `:443`, or the name that hides it, `:_a1`.
fn is_port(text: &str) -> bool {
    let Some(port) = text.strip_prefix(':') else {
        return false;
    };
    port.parse::<u16>().is_ok() || (port.len() > 1 && port.starts_with('_'))
}
