//! Keys derived from the root secret, sealed values, digests and random tokens; knows no database and no request.

mod in_use;
mod scram;
pub mod signing;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{constant_time, digest, hkdf, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

pub use self::in_use::InUse;
pub use self::scram::scram_verifier;

/// The length of every derived key, digest and random token, in bytes.
pub const KEY_BYTES: usize = 32;

/// Marks how a value was sealed, so that another way can be told apart later.
const SEALED_V1: &str = "v1.";

/// Everything that is derived from `SECRET_KEY`, which itself neither signs nor encrypts anything.
///
/// What must outlive a change of the root secret is random and stored sealed under the key-encryption key.
pub struct Keyring {
    seal: RandomizedNonceKey,
    csrf: MacKey,
    names: MacKey,
    cursors: MacKey,
    fingerprint: MacKey,
    /// What the root secret before this one still opens and checks.
    previous: Option<Box<Keyring>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("the system's random generator or a cryptographic primitive failed")]
    Primitive,
    /// Damaged, sealed for another purpose, or sealed under another `SECRET_KEY`.
    #[error("a sealed value does not open: damaged, or sealed under another SECRET_KEY")]
    Sealed,
}

impl Keyring {
    pub fn derive(root: &Secret) -> Result<Self, KeyringError> {
        let kek = derive_key(root, "kek/v1")?;
        let seal = RandomizedNonceKey::new(&AES_256_GCM_SIV, kek.expose()).map_err(primitive)?;
        Ok(Self {
            seal,
            csrf: MacKey::new(&derive_key(root, "csrf/v1")?),
            names: MacKey::new(&derive_key(root, "names/v1")?),
            cursors: MacKey::new(&derive_key(root, "cursors/v1")?),
            fingerprint: MacKey::new(&derive_key(root, "fingerprint/v1")?),
            previous: None,
        })
    }

    /// The same, and what was sealed or signed under the root secret before it counts as well.
    pub fn with_previous(mut self, root: &Secret) -> Result<Self, KeyringError> {
        self.previous = Some(Box::new(Self::derive(root)?));
        Ok(self)
    }

    /// What stands for the root secret where it must be known again and not be known.
    pub fn fingerprint(&self) -> String {
        hex(&self.fingerprint.sign(&[b"root"]))
    }

    /// What stands for every root secret whose values open.
    pub fn fingerprints(&self) -> impl Iterator<Item = String> {
        self.both().map(Self::fingerprint)
    }

    /// What stands for a secret that came with the configuration, under every root secret whose values open; the present one's
    /// comes first. The same value under another name is another one.
    pub fn fingerprints_of(&self, name: &str, value: &str) -> impl Iterator<Item = String> {
        let of = move |ring: &Self| {
            let parts = [name.as_bytes(), b"\0", value.as_bytes()];
            hex(&ring.fingerprint.sign(&parts))
        };
        self.both().map(of)
    }

    /// Seals a secret for storage. It opens only for the same `purpose` and `id`, so that one row's value
    /// cannot be put into another.
    pub fn wrap(&self, purpose: &str, id: &str, plain: &Secret) -> Result<String, KeyringError> {
        let mut sealed = Zeroizing::new(plain.expose().to_vec());
        let bound_to = Aad::from(associated(purpose, id));
        let nonce = self
            .seal
            .seal_in_place_append_tag(bound_to, &mut *sealed)
            .map_err(primitive)?;
        let mut stored = nonce.as_ref().to_vec();
        stored.extend_from_slice(&sealed);
        Ok(format!("{SEALED_V1}{}", URL_SAFE_NO_PAD.encode(stored)))
    }

    pub fn unwrap(&self, purpose: &str, id: &str, stored: &str) -> Result<Secret, KeyringError> {
        match (self.unwrap_own(purpose, id, stored), &self.previous) {
            (Err(KeyringError::Sealed), Some(previous)) => previous.unwrap_own(purpose, id, stored),
            (outcome, _) => outcome,
        }
    }

    /// The value sealed anew, if it opens under the root secret before this one alone.
    pub fn rewrap(
        &self,
        purpose: &str,
        id: &str,
        stored: &str,
    ) -> Result<Option<String>, KeyringError> {
        match self.unwrap_own(purpose, id, stored) {
            Ok(_own) => Ok(None),
            Err(KeyringError::Sealed) => {
                let plain = self.unwrap(purpose, id, stored)?;
                self.wrap(purpose, id, &plain).map(Some)
            }
            Err(error) => Err(error),
        }
    }

    fn unwrap_own(&self, purpose: &str, id: &str, stored: &str) -> Result<Secret, KeyringError> {
        let text = stored.strip_prefix(SEALED_V1).ok_or(KeyringError::Sealed)?;
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| KeyringError::Sealed)?;
        let (nonce, sealed) = bytes
            .split_at_checked(NONCE_LEN)
            .ok_or(KeyringError::Sealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyringError::Sealed)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let plain = self
            .seal
            .open_in_place(nonce, Aad::from(associated(purpose, id)), &mut opened)
            .map_err(|_| KeyringError::Sealed)?;
        Ok(Secret::new(plain.to_vec()))
    }

    /// The key of the anti-forgery tokens.
    pub fn csrf(&self) -> &MacKey {
        &self.csrf
    }

    /// The keys by which anti-forgery tokens are checked: this root secret's, and the one's before it.
    pub fn csrf_checks(&self) -> impl Iterator<Item = &MacKey> {
        self.both().map(|ring| &ring.csrf)
    }

    /// The keys that bind a page's cursor to its list; the first one signs.
    pub fn cursors(&self) -> impl Iterator<Item = &MacKey> {
        self.both().map(|ring| &ring.cursors)
    }

    fn both(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.previous.as_deref())
    }

    /// A keyed digest of a name typed at sign-in: people type passwords there, so it is never stored as it is.
    pub fn name_digest(&self, typed: &str) -> String {
        hex(&self.names.sign(&[typed.to_lowercase().as_bytes()]))
    }
}

/// Bytes that are wiped when dropped and cannot be printed or serialised.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// 256 random bits from the operating system.
    pub fn random() -> Result<Self, KeyringError> {
        let mut bytes = vec![0; KEY_BYTES];
        rand::fill(&mut bytes).map_err(primitive)?;
        Ok(Self::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// A key for HMAC-SHA-256.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    pub fn new(secret: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.expose()))
    }

    /// The code over the parts one after another; a caller whose parts vary in length must fix or mark their lengths.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        first_bytes(context.sign().as_ref())
    }

    /// Compares in constant time.
    pub fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        same(&self.sign(parts), mac)
    }
}

/// A new random token, 256 bits: 43 characters of the URL-safe alphabet.
pub fn random_token() -> Result<String, KeyringError> {
    Ok(URL_SAFE_NO_PAD.encode(Secret::random()?.expose()))
}

/// Random bytes that need not be secret, such as the tail of an id.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyringError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(primitive)?;
    Ok(bytes)
}

pub fn sha256(bytes: &[u8]) -> [u8; KEY_BYTES] {
    first_bytes(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// How tokens are stored: a plain digest is enough, since they are 256 random bits.
pub fn token_digest(token: &str) -> String {
    hex(&sha256(token.as_bytes()))
}

/// Compares without telling by its time where the difference is.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(left, right).is_ok()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(digit).collect()
}

fn derive_key(root: &Secret, purpose: &str) -> Result<Secret, KeyringError> {
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, b"zehmo").extract(root.expose());
    let info = [purpose.as_bytes()];
    let expanded = extracted
        .expand(&info, hkdf::HKDF_SHA256)
        .map_err(primitive)?;
    let mut key = vec![0; KEY_BYTES];
    expanded.fill(&mut key).map_err(primitive)?;
    Ok(Secret::new(key))
}

/// The length stands in front of the purpose, or `ab`+`c` and `a`+`bc` would be the same.
fn associated(purpose: &str, id: &str) -> Vec<u8> {
    format!("{}:{purpose}:{id}", purpose.len()).into_bytes()
}

fn first_bytes(bytes: &[u8]) -> [u8; KEY_BYTES] {
    let mut fixed = [0; KEY_BYTES];
    for (to, from) in fixed.iter_mut().zip(bytes) {
        *to = *from;
    }
    fixed
}

fn primitive(_: aws_lc_rs::error::Unspecified) -> KeyringError {
    KeyringError::Primitive
}

#[cfg(test)]
mod tests;
