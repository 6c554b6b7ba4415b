//! Password hashes written by the application that this one replaces (Werkzeug's text forms); only verified, never made.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

use crate::keyring::same;

/// A stored hash that can be verified at a bearable cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Werkzeug<'a> {
    method: Method,
    /// The text itself is the salt; it is not decoded.
    salt: &'a str,
    digest: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Scrypt { log_n: u8, r: u32, p: u32 },
    Pbkdf2Sha256 { rounds: NonZeroU32 },
}

/// 64 MiB, the memory that one of our own hashes takes; Werkzeug's default needs half of it.
const SCRYPT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Memory times lanes: what one check may cost in time.
const SCRYPT_WORK_MAX: u64 = 4 * SCRYPT_BYTES_MAX;
const PBKDF2_ROUNDS_MAX: u32 = 10_000_000;
const PBKDF2_ROUNDS_DEFAULT: u32 = 600_000;

impl<'a> Werkzeug<'a> {
    /// Nothing for forms that are not supported (plain text, SHA-1, salted digests) and for absurd costs:
    /// such a user needs a code to choose a new password.
    pub fn parse(stored: &'a str) -> Option<Self> {
        let mut parts = stored.splitn(3, '$');
        let (method, salt, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let parsed = Self {
            method: Method::parse(method)?,
            salt,
            digest,
        };
        let expected = parsed.method.digest_bytes() * 2;
        let whole = digest.len() == expected && digest.bytes().all(|b| b.is_ascii_hexdigit());
        (whole && !salt.is_empty()).then_some(parsed)
    }

    /// Compares in constant time. As costly as its parameters say: call it where hashing is bounded.
    pub fn verify(&self, password: &[u8]) -> bool {
        let Some(expected) = from_hex(self.digest) else {
            return false;
        };
        match self.method {
            Method::Scrypt { log_n, r, p } => {
                let mut derived = [0; 64];
                scrypt::Params::new(log_n, r, p).is_ok_and(|params| {
                    scrypt::scrypt(password, self.salt.as_bytes(), &params, &mut derived).is_ok()
                        && same(&derived, &expected)
                })
            }
            Method::Pbkdf2Sha256 { rounds } => pbkdf2::verify(
                pbkdf2::PBKDF2_HMAC_SHA256,
                rounds,
                self.salt.as_bytes(),
                password,
                &expected,
            )
            .is_ok(),
        }
    }
}

impl Method {
    fn parse(method: &str) -> Option<Self> {
        let mut words = method.split(':');
        let parsed = match words.next()? {
            "scrypt" => Self::scrypt(words.next(), words.next(), words.next())?,
            "pbkdf2" => Self::pbkdf2(words.next(), words.next())?,
            _ => return None,
        };
        words.next().is_none().then_some(parsed)
    }

    fn scrypt(n: Option<&str>, r: Option<&str>, p: Option<&str>) -> Option<Self> {
        let (n, r, p) = match (n, r, p) {
            (None, None, None) => (32_768, 8, 1),
            (Some(n), Some(r), Some(p)) => (number(n)?, number(r)?, number(p)?),
            _ => return None,
        };
        let bytes = u64::from(n).checked_mul(u64::from(r))?.checked_mul(128)?;
        let bearable = bytes <= SCRYPT_BYTES_MAX
            && bytes.checked_mul(u64::from(p))? <= SCRYPT_WORK_MAX
            && n.is_power_of_two()
            && n > 1
            && r > 0
            && p > 0;
        let log_n = u8::try_from(n.checked_ilog2()?).ok()?;
        bearable.then_some(Self::Scrypt { log_n, r, p })
    }

    fn pbkdf2(digest: Option<&str>, rounds: Option<&str>) -> Option<Self> {
        if !matches!(digest, None | Some("sha256")) {
            return None;
        }
        let rounds = match rounds {
            None => PBKDF2_ROUNDS_DEFAULT,
            Some(rounds) => number(rounds)?,
        };
        let rounds = NonZeroU32::new(rounds).filter(|rounds| rounds.get() <= PBKDF2_ROUNDS_MAX)?;
        Some(Self::Pbkdf2Sha256 { rounds })
    }

    fn digest_bytes(self) -> usize {
        match self {
            Self::Scrypt { .. } => 64,
            Self::Pbkdf2Sha256 { .. } => 32,
        }
    }
}

/// Digits alone: `parse` would also take a leading `+`.
fn number(text: &str) -> Option<u32> {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse().ok(),
        false => None,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's `hashlib`, which is what the original uses.
    const MADE_BY_PYTHON: [(&str, &str); 8] = [
        (
            "Blue-Kettle-41",
            "scrypt:32768:8:1$wFy4hQ2kZ8pLm3Xn$e984f7a01623f0aa240914671379107c0e3c26396d401829b30f7d04974bb75f7663c473bb00af0dd3ee9eae17a5681611eb78c12e90c3dcdca2c95067b1f7f3",
        ),
        (
            "pässwörd ₦ 9",
            "scrypt:32768:8:1$Q9sT0aBcDeFgHiJk$eefcaf954fb23b60139f4b01a842ed5ee5b6bf4e23119786703a9eb2d1f339539711935e36d23406b3ab1aac900d159476bed1242ac3a7bad7b5ac595af21fe6",
        ),
        (
            "no numbers",
            "scrypt$aaaabbbbccccdddd$6f052cdf6381a1b1b0068b2383eb2c8b98df9eeea7c8314aedc9ac4fb8adfbfca133bb4d1f3679fae821448f5931afb0fca7eca258d1708fc160bb69b19c0890",
        ),
        (
            "small",
            "scrypt:1024:8:2$aaaabbbbccccdddd$5d3ccb2c61fd07bfb421282dfe7b114715e758458cd2a32383ecc6bde84d433e1eb3ab66fbf89b607e62d99baf2e81afb46cab5406e5ca21f38b5c9009728888",
        ),
        (
            "Blue-Kettle-41",
            "pbkdf2:sha256:600000$wFy4hQ2kZ8pLm3Xn$66883ae8e0e5195bb88d534e3369dea9dd3e61b5b66aded4c6e162ff6b330fb2",
        ),
        (
            "older",
            "pbkdf2:sha256:260000$wFy4hQ2kZ8pLm3Xn$f7f2a371f678707889116a83e0ab30aa4162e18c9eef36e822a776d569e993e8",
        ),
        (
            "default rounds",
            "pbkdf2:sha256$wFy4hQ2kZ8pLm3Xn$84a57474125f68cb664b213f99c9959b53ce6f402e446c429ca5534b61f3de48",
        ),
        (
            "default digest",
            "pbkdf2$wFy4hQ2kZ8pLm3Xn$cb7dbbec601b91e1a5355f330783def33da402113166d665cd755a4f7184c374",
        ),
    ];

    #[test]
    fn g37_hashes_of_the_original_verify() {
        for (password, stored) in MADE_BY_PYTHON {
            let hash = Werkzeug::parse(stored).unwrap();
            assert!(hash.verify(password.as_bytes()), "{stored}");
            assert!(!hash.verify(b"another password"), "{stored}");
        }
    }

    #[test]
    fn other_forms_and_absurd_costs_are_refused() {
        let hex64 = "00".repeat(32);
        let hex128 = "00".repeat(64);
        for method in [
            "scrypt:1073741824:8:1",
            "scrypt:32768:8:100",
            "scrypt:32768:64:1",
            "scrypt:32768:8",
            "scrypt:32767:8:1",
            "scrypt:+32768:8:1",
            "scrypt:0:8:1",
            "scrypt:1:8:1",
            "scrypt:32768:0:1",
            "scrypt:32768:8:1:9",
            "scrypt:99999999999:8:1",
        ] {
            assert_eq!(
                Werkzeug::parse(&format!("{method}$salt${hex128}")),
                None,
                "{method}"
            );
        }
        for method in [
            "pbkdf2:sha256:10000001",
            "pbkdf2:sha256:0",
            "pbkdf2:sha256:-1",
            "pbkdf2:sha256:600000:1",
            "pbkdf2:sha1:1000",
            "sha256",
            "plain",
            "",
        ] {
            assert_eq!(
                Werkzeug::parse(&format!("{method}$salt${hex64}")),
                None,
                "{method}"
            );
        }
        for stored in [
            "",
            "scrypt",
            "scrypt:32768:8:1$salt",
            "scrypt:32768:8:1$salt$",
            "scrypt:32768:8:1$salt$zz",
            "plain$salt$password",
        ] {
            assert_eq!(Werkzeug::parse(stored), None, "{stored}");
        }
        assert_eq!(
            Werkzeug::parse(&format!("pbkdf2:sha256:600000$${hex64}")),
            None
        );
    }
}
