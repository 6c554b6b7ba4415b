//! Whose word about the client is believed.

use super::{accepted, refused};

#[test]
fn nobody_trusts_everybody_however_it_is_written() {
    refused(
        &[("TRUSTED_PROXIES", "0.0.0.0/0")],
        "TRUSTED_PROXIES",
        "whole world",
    );
    for everybody in [
        "0.0.0.0/1,128.0.0.0/1",
        "128.0.0.0/1, 64.0.0.0/2, 0.0.0.0/2",
        "::/1, 8000::/1",
        "10.0.0.0/8, 8.0.0.0/7, 11.0.0.0/8",
        "11.0.0.1/4",
    ] {
        refused(
            &[("TRUSTED_PROXIES", everybody)],
            "TRUSTED_PROXIES",
            "must not trust all of",
        );
    }
    accepted(&[(
        "TRUSTED_PROXIES",
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
    )]);
    refused(
        &[("TRUSTED_PROXIES", "10.0.0.0/8, proxy")],
        "TRUSTED_PROXIES",
        "networks",
    );
}
