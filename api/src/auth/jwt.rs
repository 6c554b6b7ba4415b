//! The short-lived access token: a JWT signed with Ed25519, minted and verified over keys and an instant that are given.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::keyring::signing::{self, thumbprint};
use crate::keyring::{Secret, sha256};

pub const AUDIENCE: &str = "zehmo-api";
const TYPE: &str = "at+jwt";
const LEEWAY_S: i64 = 5;
/// The longest life that a token may claim, whatever `ACCESS_TTL` says.
const LIFE_MAX_S: i64 = 600;
const LENGTH_MAX: usize = 4 * 1024;
/// More tokens than this are not remembered at once.
const PROVEN_MAX: usize = 1_000;

/// What the token says. The role is for display: every request reads the user's role anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: String,
    pub sid: String,
    pub jti: String,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    /// When the password was last proven.
    pub auth_time: i64,
    /// How, as RFC 8176 names it: `pwd`.
    pub amr: Vec<String>,
    pub role: String,
    /// The user's token version: whatever ends all sessions raises it.
    pub ver: i64,
    /// The number, in its session, of the refresh token that it was minted with.
    #[serde(rename = "gen", default)]
    pub generation: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the access token has expired")]
    Expired,
    #[error("the access token is not one of ours")]
    Invalid,
    #[error("a signing key is damaged, or there is none")]
    Key,
}

/// The keys that verify, and the one that signs.
pub struct Keys {
    signing_kid: String,
    signing: EncodingKey,
    verifying: HashMap<String, DecodingKey>,
    /// The public keys as they were given.
    publics: Vec<String>,
    /// What the tokens say whose signature these keys have verified, by digest: a signature, once good, stays so.
    proven: Mutex<HashMap<[u8; 32], Claims>>,
}

impl Keys {
    /// The public keys (base64url) are looked up by their thumbprint and by nothing that a token says.
    pub fn new<'a>(
        private: &Secret,
        publics: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, TokenError> {
        let public = signing::public_of(private).map_err(|_| TokenError::Key)?;
        let signing_kid = thumbprint(&public);
        let publics: Vec<String> = publics.into_iter().map(str::to_owned).collect();
        let verifying = publics
            .iter()
            .map(|public| {
                let key = DecodingKey::from_ed_components(public).map_err(|_| TokenError::Key)?;
                Ok((thumbprint(public), key))
            })
            .collect::<Result<HashMap<_, _>, _>>()?;
        match verifying.contains_key(&signing_kid) {
            true => Ok(Self {
                signing_kid,
                signing: EncodingKey::from_ed_der(private.expose()),
                verifying,
                publics,
                proven: Mutex::default(),
            }),
            false => Err(TokenError::Key),
        }
    }

    /// The public keys, with their names.
    pub fn published(&self) -> Vec<(String, String)> {
        let named = self
            .publics
            .iter()
            .map(|public| (thumbprint(public), public.clone()));
        named.collect()
    }

    /// Whether both sign with the same key and verify by the same ones.
    pub fn are_the_same(&self, other: &Self) -> bool {
        let kids = |keys: &Self| keys.verifying.keys().cloned().collect::<HashSet<_>>();
        self.signing_kid == other.signing_kid && kids(self) == kids(other)
    }

    pub fn mint(&self, claims: &Claims) -> Result<String, TokenError> {
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.signing_kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(|_| TokenError::Key)
    }

    /// Checks signature, header, issuer, audience and times. Whether the session still lives is for the caller to look up.
    pub fn verify(&self, token: &str, issuer: &str, now_s: i64) -> Result<Claims, TokenError> {
        if token.len() > LENGTH_MAX {
            return Err(TokenError::Invalid);
        }
        let digest = sha256(token.as_bytes());
        let known = self.proven(|proven| proven.get(&digest).cloned());
        let claims = match known.filter(|claims| claims.iss == issuer) {
            Some(claims) => claims,
            None => {
                let claims = self.prove(token, issuer)?;
                self.proven(|proven| {
                    if proven.len() >= PROVEN_MAX {
                        proven.clear();
                    }
                    proven.insert(digest, claims.clone())
                });
                claims
            }
        };
        check_times(&claims, now_s)?;
        Ok(claims)
    }

    fn prove(&self, token: &str, issuer: &str) -> Result<Claims, TokenError> {
        let key = self.key_of(token).ok_or(TokenError::Invalid)?;
        let proven = jsonwebtoken::decode::<Claims>(token, key, &validation(issuer));
        Ok(proven.map_err(|_| TokenError::Invalid)?.claims)
    }

    fn proven<T>(&self, work: impl FnOnce(&mut HashMap<[u8; 32], Claims>) -> T) -> T {
        work(&mut self.proven.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn key_of(&self, token: &str) -> Option<&DecodingKey> {
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
        let header: StrictHeader = serde_json::from_slice(&header).ok()?;
        let ours = header.alg == "EdDSA" && header.typ == TYPE;
        self.verifying.get(&header.kid).filter(|_| ours)
    }
}

/// Exactly what we write: `jku`, `jwk`, `x5u`, `x5c`, `crit`, `b64` and anything else are refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// The library's defaults are lax, so each is set; times are checked by ourselves, since it would ask its own clock.
fn validation(issuer: &str) -> Validation {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[AUDIENCE]);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules
}

fn check_times(claims: &Claims, now_s: i64) -> Result<(), TokenError> {
    let latest_start = now_s.saturating_add(LEEWAY_S);
    let life_s = claims.exp.saturating_sub(claims.iat);
    let possible = (1..=LIFE_MAX_S).contains(&life_s)
        && claims.iat <= latest_start
        && claims.nbf <= latest_start;
    match possible {
        false => Err(TokenError::Invalid),
        true if claims.exp.saturating_add(LEEWAY_S) <= now_s => Err(TokenError::Expired),
        true => Ok(()),
    }
}

#[cfg(test)]
mod tests;
