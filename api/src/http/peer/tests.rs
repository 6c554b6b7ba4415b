//! Whose word about the client counts, over the forms in which proxies write it.

use super::*;

const TRUSTED: &str = "10.0.0.0/8";

fn seen(connected: &str, said: &[Hop]) -> (String, bool) {
    let (connected, trusted) = (connected.parse().unwrap(), [TRUSTED.parse().unwrap()]);
    let peer = decide(connected, said, &trusted);
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
        // What the client sent of the other kind goes through such a proxy as it is.
        for invented in ["", "for=198.51.100.1;proto=http", "\""] {
            let said = hops(forwarded_for, forwarded_proto, invented);
            let is_alone = forwarded_for.is_empty() && forwarded_proto.is_empty();
            if invented.is_empty() || !is_alone {
                assert_eq!(seen("10.0.0.2", &said), expected, "{form}");
                assert_eq!(seen("::ffff:10.0.0.2", &said), expected, "{form}");
            }
        }
    }
}

/// The form, `Forwarded`, and what is read of it.
const STANDARD: &[(&str, &str, &str, bool)] = &[
    ("a proxy", "for=203.0.113.7;proto=https", ONE, true),
    (
        "the same in clear",
        "for=203.0.113.7;proto=http",
        ONE,
        false,
    ),
    (
        "letters and order of its own",
        "Proto=HTTPS; By=_us ;For=203.0.113.7",
        ONE,
        true,
    ),
    (
        "in quotes",
        "for=\"203.0.113.7\";proto=\"https\"",
        ONE,
        true,
    ),
    (
        "with a port",
        "for=\"203.0.113.7:5000\";proto=https",
        ONE,
        true,
    ),
    (
        "with a port that hides",
        "for=\"203.0.113.7:_x\";proto=https",
        ONE,
        true,
    ),
    ("IPv6", "for=\"[2001:db8::7]\";proto=https", SIX, true),
    (
        "IPv6 with a port",
        "for=\"[2001:db8::7]:4711\";proto=https",
        SIX,
        true,
    ),
    (
        "IPv6 with a port that hides",
        "for=\"[2001:db8::7]:_p\";proto=https",
        SIX,
        true,
    ),
    ("escapes", "for=\"203\\.0.113.7\";proto=https", ONE, true),
    (
        "a separator in quotes",
        "host=\"a,b;c\\\"\";for=203.0.113.7;proto=https",
        ONE,
        true,
    ),
    (
        "a chain",
        "for=203.0.113.7;proto=https, for=10.0.0.7;proto=https",
        ONE,
        true,
    ),
    (
        "a chain that goes on in clear",
        "for=203.0.113.7;proto=https,for=10.0.0.7;proto=http",
        ONE,
        true,
    ),
    (
        "a chain that came in clear",
        "for=203.0.113.7;proto=http,for=10.0.0.7;proto=https",
        ONE,
        false,
    ),
    (
        "a client that invents a hop",
        "for=1.1.1.1;proto=https,for=203.0.113.7;proto=http",
        ONE,
        false,
    ),
    (
        "a hop that hides",
        "for=1.1.1.1;proto=http,for=unknown;proto=https",
        "10.0.0.2",
        true,
    ),
    (
        "a hop by another name",
        "for=_SEVKISEK;proto=https",
        "10.0.0.2",
        true,
    ),
    ("only the scheme", "proto=https", "10.0.0.2", true),
    ("no scheme", "for=203.0.113.7", ONE, false),
    (
        "an empty element",
        "for=203.0.113.7;proto=https,",
        ONE,
        true,
    ),
    (
        "a quote that never ends",
        "for=\"1.1.1.1, for=203.0.113.7;proto=https",
        "10.0.0.2",
        false,
    ),
    (
        "no pair",
        "203.0.113.7, for=203.0.113.7;proto=https",
        "10.0.0.2",
        false,
    ),
    ("nothing", "", "10.0.0.2", false),
];

#[test]
fn g48_g54_the_standards_way_to_name_the_client_is_read_where_no_other_stands() {
    for (form, forwarded, client, https) in STANDARD {
        let read = seen("10.0.0.2", &hops("", "", forwarded));
        assert_eq!(read, ((*client).to_owned(), *https), "{form}");
    }
}

#[test]
fn g48_only_a_trusted_proxy_may_name_the_client() {
    for said in [
        hops("198.51.100.1", "https", ""),
        hops("", "", "for=198.51.100.1;proto=https"),
    ] {
        let stranger = seen("203.0.113.9", &said);
        assert_eq!(stranger, ("203.0.113.9".to_owned(), false));
    }
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
