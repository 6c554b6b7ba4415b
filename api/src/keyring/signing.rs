//! Signatures that anybody can check: Ed25519 (RFC 8032).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{KeyringError, Secret, sha256};

/// A new pair, as it is stored.
pub struct NewPair {
    /// The thumbprint of the public key by RFC 7638.
    pub id: String,
    /// The public key, base64url.
    pub public: String,
    /// PKCS #8.
    pub private: Secret,
}

impl NewPair {
    pub fn generate() -> Result<Self, KeyringError> {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
        let private = Secret::new(made.map_err(|_| KeyringError::Primitive)?.as_ref().to_vec());
        let public = public_of(&private)?;
        Ok(Self {
            id: thumbprint(&public),
            public,
            private,
        })
    }
}

/// The public half, base64url.
pub fn public_of(private: &Secret) -> Result<String, KeyringError> {
    Ok(URL_SAFE_NO_PAD.encode(pair(private)?.public_key()))
}

/// The signature, base64url: 86 characters.
pub fn sign(private: &Secret, message: &[u8]) -> Result<String, KeyringError> {
    Ok(URL_SAFE_NO_PAD.encode(pair(private)?.sign(message)))
}

/// Whether the holder of this public key signed the message.
pub fn is_signed(public: &str, message: &[u8], signature: &str) -> bool {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text);
    let (Ok(public), Ok(signature)) = (bytes(public), bytes(signature)) else {
        return false;
    };
    let key = UnparsedPublicKey::new(&ED25519, public);
    key.verify(message, &signature).is_ok()
}

/// RFC 7638 over the members in their prescribed order.
pub fn thumbprint(public: &str) -> String {
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}"#);
    URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes()))
}

fn pair(private: &Secret) -> Result<Ed25519KeyPair, KeyringError> {
    Ed25519KeyPair::from_pkcs8(private.expose()).map_err(|_| KeyringError::Primitive)
}
