//! The caller's address and scheme: the real peer, or what a trusted proxy says (SECURITY.md G48, G54).

use std::net::{IpAddr, Ipv6Addr, SocketAddrV4};

use actix_web::dev::ServiceRequest;
use ipnet::IpNet;

/// The address that limits and logs speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The key for limits: an IPv6 customer owns a whole /64.
    pub fn bucket(self) -> String {
        match self.0 {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => {
                    let network = u128::from(v6) & !u128::from(u64::MAX);
                    format!("{}/64", Ipv6Addr::from(network))
                }
            },
        }
    }
}

/// What the connection and, if its peer is trusted, the proxy's headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    pub client: ClientAddress,
    /// Whether the browser's connection was encrypted.
    pub https: bool,
    /// Whether an untrusted peer sent proxy headers, which were ignored.
    pub ignored_proxy_headers: bool,
}

pub fn of(req: &ServiceRequest, trusted: &[IpNet]) -> Peer {
    let connected = req
        .peer_addr()
        .map_or(IpAddr::from([0, 0, 0, 0]), |address| address.ip());
    let header = |name: &str| {
        let values = req
            .headers()
            .get_all(name)
            .filter_map(|value| match value.to_str() {
                Ok(text) => Some(text),
                Err(_not_ascii) => None,
            });
        values.collect::<Vec<_>>().join(",")
    };
    decide(
        connected,
        &header("x-forwarded-for"),
        &header("x-forwarded-proto"),
        trusted,
    )
}

/// The rightmost hop that is not one of ours is the client: everything left of it could be invented by whoever calls.
fn decide(
    connected: IpAddr,
    forwarded_for: &str,
    forwarded_proto: &str,
    trusted: &[IpNet],
) -> Peer {
    // A listener for both families shows an IPv4 peer as `::ffff:10.0.0.2`.
    let connected = connected.to_canonical();
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_trusted(&connected) {
        let ignored_proxy_headers = !forwarded_for.is_empty() || !forwarded_proto.is_empty();
        return Peer {
            client: ClientAddress(connected),
            https: false,
            ignored_proxy_headers,
        };
    }
    let hops = entries(forwarded_for);
    let mut client = connected;
    let mut place = hops.len();
    for hop in hops.iter().rev() {
        match address(hop) {
            Some(ip) => client = ip,
            None => break,
        }
        place -= 1;
        if !is_trusted(&client) {
            break;
        }
    }
    Peer {
        client: ClientAddress(client),
        https: scheme(&entries(forwarded_proto), &hops, place).eq_ignore_ascii_case("https"),
        ignored_proxy_headers: false,
    }
}

fn entries(list: &str) -> Vec<&str> {
    let entries = list.split(',').map(str::trim);
    entries.filter(|entry| !entry.is_empty()).collect()
}

/// The address of a hop, which some proxies write with its port: `203.0.113.7:5000`, `[2001:db8::7]:443`.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim_matches('"');
    let bracketed = hop.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let bare = match bracketed {
        Some((inside, port)) if port.is_empty() || is_port(port) => inside,
        Some(_) => return None,
        None => hop,
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

fn is_port(text: &str) -> bool {
    text.strip_prefix(':')
        .is_some_and(|port| port.parse::<u16>().is_ok())
}

/// The scheme of the client's own hop. A chain of proxies that each add their word leaves one for each hop; where the two
/// lists do not match, only the first word can be about the client.
fn scheme<'a>(schemes: &[&'a str], hops: &[&str], client: usize) -> &'a str {
    let of_client = (schemes.len() == hops.len()).then(|| schemes.get(client));
    let found = of_client.flatten().or_else(|| schemes.first());
    found.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUSTED: &str = "10.0.0.0/8";

    fn seen(connected: &str, forwarded_for: &str, forwarded_proto: &str) -> (String, bool) {
        let (connected, trusted) = (connected.parse().unwrap(), [TRUSTED.parse().unwrap()]);
        let peer = decide(connected, forwarded_for, forwarded_proto, &trusted);
        (peer.client.0.to_string(), peer.https)
    }

    const ONE: &str = "203.0.113.7";
    const SIX: &str = "2001:db8::7";

    /// The form, `X-Forwarded-For`, `X-Forwarded-Proto`, and what is read of them: the client, whether by https.
    const FORMS: &[(&str, &str, &str, &str, bool)] = &[
        ("nginx, Caddy, Traefik", "203.0.113.7", "https", ONE, true),
        ("the same in clear", "203.0.113.7", "http", ONE, false),
        (
            "a letter case of its own",
            "203.0.113.7",
            "HTTPS",
            ONE,
            true,
        ),
        (
            "Azure's gateway, IIS",
            "203.0.113.7:5000",
            "https",
            ONE,
            true,
        ),
        ("the same, IPv6", "[2001:db8::7]:443", "https", SIX, true),
        ("IPv6 in brackets", "[2001:db8::7]", "https", SIX, true),
        ("IPv6 bare", "2001:db8::7", "https", SIX, true),
        (
            "IPv6 in quotes",
            "\"[2001:db8::7]:443\"",
            "https",
            SIX,
            true,
        ),
        ("IPv4 in IPv6", "::ffff:203.0.113.7", "https", ONE, true),
        ("a chain", "203.0.113.7, 10.0.0.7", "https", ONE, true),
        (
            "a chain without spaces",
            "203.0.113.7,10.0.0.7",
            "https",
            ONE,
            true,
        ),
        (
            "a chain that goes on in clear",
            "203.0.113.7, 10.0.0.7",
            "https,http",
            ONE,
            true,
        ),
        (
            "a chain that came in clear",
            "203.0.113.7, 10.0.0.7",
            "http, https",
            ONE,
            false,
        ),
        (
            "a client that invents a hop",
            "1.1.1.1, 203.0.113.7",
            "https",
            ONE,
            true,
        ),
        (
            "and its scheme",
            "1.1.1.1, 203.0.113.7",
            "https, http",
            ONE,
            false,
        ),
        (
            "two words for one hop",
            "203.0.113.7",
            "https,http",
            ONE,
            true,
        ),
        ("only the scheme", "", "https", "10.0.0.2", true),
        ("nothing", "", "", "10.0.0.2", false),
        ("an empty entry", "203.0.113.7,", "https", ONE, true),
        (
            "a hop that hides",
            "203.0.113.7, unknown",
            "https",
            "10.0.0.2",
            true,
        ),
        (
            "a port that is none",
            "[2001:db8::7]:x",
            "https",
            "10.0.0.2",
            true,
        ),
        (
            "only proxies of ours",
            "10.0.0.9, 10.0.0.7",
            "https",
            "10.0.0.9",
            true,
        ),
    ];

    /// What stands between a browser and us, in its common forms.
    #[test]
    fn g48_g54_each_proxys_own_way_to_name_the_client_is_read() {
        for (form, forwarded_for, forwarded_proto, client, https) in FORMS {
            let expected = ((*client).to_owned(), *https);
            assert_eq!(
                seen("10.0.0.2", forwarded_for, forwarded_proto),
                expected,
                "{form}"
            );
            assert_eq!(
                seen("::ffff:10.0.0.2", forwarded_for, forwarded_proto),
                expected,
                "{form}"
            );
        }
    }

    #[test]
    fn g48_only_a_trusted_proxy_may_name_the_client() {
        let stranger = seen("203.0.113.9", "198.51.100.1", "https");
        assert_eq!(stranger, ("203.0.113.9".to_owned(), false));
    }

    #[test]
    fn g48_ipv6_counts_by_its_64() {
        let one = ClientAddress("2001:db8:1:2:3:4:5:6".parse().unwrap());
        let two = ClientAddress("2001:db8:1:2::1".parse().unwrap());
        assert_eq!(one.bucket(), two.bucket());
        assert_eq!(
            ClientAddress("::ffff:192.0.2.1".parse().unwrap()).bucket(),
            "192.0.2.1"
        );
    }
}
