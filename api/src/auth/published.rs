//! The public signing keys, for whoever checks our access tokens without asking us (RFC 7517).

use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::state::Auth;
use crate::http::answers::Published;
use crate::http::operation::{Budget, Operation};
use crate::operation;

pub fn lasting_operations() -> Vec<Operation> {
    vec![operation!(get_signing_keys).counted(Budget::Exempt)]
}

/// The keys that check access tokens now, or will within a day.
#[derive(Serialize, ToSchema)]
struct KeySet {
    /// The newest first.
    #[schema(min_items = 1)]
    keys: Vec<PublicKey>,
}

/// A public key (RFC 8037).
#[derive(Serialize, ToSchema)]
struct PublicKey {
    /// Always `OKP`.
    #[schema(example = "OKP")]
    kty: &'static str,
    /// Always `Ed25519`.
    #[schema(example = "Ed25519")]
    crv: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    #[schema(rename = "use", example = "sig")]
    usage: &'static str,
    /// Always `EdDSA`, as the tokens say it.
    #[schema(example = "EdDSA")]
    alg: &'static str,
    /// Its name in a token's header: the thumbprint of RFC 7638.
    #[schema(example = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    kid: String,
    /// The key, base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

/// Tells the public keys of access tokens.
///
/// With them a program checks an access token without asking: EdDSA, `iss` this server's public address, `aud` `zehmo-api`,
/// `typ` `at+jwt`. Whether its session still lives only this server knows. A key is published a day before it signs; keep the
/// set five minutes, and ask again when a token names a key that is not in it.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth")]
async fn get_signing_keys(auth: Data<Auth>) -> Published<KeySet> {
    let published = auth.keys.now().published().into_iter();
    let keys = published.map(|(kid, x)| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        usage: "sig",
        alg: "EdDSA",
        kid,
        x,
    });
    Published(KeySet {
        keys: keys.collect(),
    })
}
