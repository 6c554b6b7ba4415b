//! The caller's address and scheme: the real peer, or what a trusted proxy says (SECURITY.md G48, G54).

use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::ServiceRequest;
use ipnet::IpNet;

use super::forwarded::{Hop, hops};

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
    let said = hops(
        &header("x-forwarded-for"),
        &header("x-forwarded-proto"),
        &header("forwarded"),
    );
    decide(connected, &said, trusted)
}

/// The rightmost hop that is not one of ours is the client: everything left of it could be invented by whoever calls.
fn decide(connected: IpAddr, said: &[Hop], trusted: &[IpNet]) -> Peer {
    // A listener for both families shows an IPv4 peer as `::ffff:10.0.0.2`.
    let connected = connected.to_canonical();
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_trusted(&connected) {
        return Peer {
            client: ClientAddress(connected),
            https: false,
            ignored_proxy_headers: !said.is_empty(),
        };
    }
    let (mut client, mut https) = (connected, false);
    for hop in said.iter().rev() {
        https = hop.https;
        let Some(ip) = hop.address else { break };
        client = ip;
        if !is_trusted(&ip) {
            break;
        }
    }
    Peer {
        client: ClientAddress(client),
        https,
        ignored_proxy_headers: false,
    }
}

#[cfg(test)]
mod tests;
