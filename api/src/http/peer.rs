//! The caller's address and scheme: the real peer, or what a trusted proxy says (SECURITY.md G48, G54).

use std::net::{IpAddr, Ipv6Addr};

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

/// The rightmost hop that is not one of ours is the client: everything left of it could be invented by him.
fn decide(
    connected: IpAddr,
    forwarded_for: &str,
    forwarded_proto: &str,
    trusted: &[IpNet],
) -> Peer {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_trusted(&connected) {
        let ignored_proxy_headers = !forwarded_for.is_empty() || !forwarded_proto.is_empty();
        return Peer {
            client: ClientAddress(connected),
            https: false,
            ignored_proxy_headers,
        };
    }
    let mut client = connected;
    for hop in forwarded_for
        .rsplit(',')
        .map(str::trim)
        .filter(|hop| !hop.is_empty())
    {
        match hop.parse::<IpAddr>() {
            Ok(ip) => client = ip,
            Err(_not_an_address) => break,
        }
        if !is_trusted(&client) {
            break;
        }
    }
    let proto = forwarded_proto
        .rsplit(',')
        .map(str::trim)
        .next()
        .unwrap_or_default();
    Peer {
        client: ClientAddress(client),
        https: proto.eq_ignore_ascii_case("https"),
        ignored_proxy_headers: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(connected: &str, forwarded: &str) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        decide(connected.parse().unwrap(), forwarded, "https", &trusted)
            .client
            .0
            .to_string()
    }

    #[test]
    fn g48_only_a_trusted_proxy_may_name_the_client() {
        assert_eq!(client("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(client("10.0.0.2", "198.51.100.1"), "198.51.100.1");
        assert_eq!(
            client("10.0.0.2", "1.1.1.1, 198.51.100.1, 10.0.0.7"),
            "198.51.100.1"
        );
        assert_eq!(client("10.0.0.2", "198.51.100.1, rubbish"), "10.0.0.2");
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
