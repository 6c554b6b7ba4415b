//! Personal access tokens: a program acts with one in its user's name, as far as scopes and the user's role go together.
//! What a token is worth is read anew with every call (SECURITY.md §2.10).

mod own;
mod text;

pub use own::{
    list_tokens, make_token, my_token, revoke_all_tokens, revoke_shown_token, revoke_token,
};

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use shared::id::TokenId;
use shared::instant::Instant;
use shared::permission::{Scope, ShopRules};
use shared::tokens::PREFIX;

use super::state::Auth;
use super::store::tokens::{self as store, Owner, Row};
use super::{SLIDE_EVERY_MS, enrolment};
use crate::db::{Actor, Caller, KnownToken, KnownUser};
use crate::error::ApiError;
use crate::http::session::Refusal;
use crate::keyring::token_digest;
use crate::stored::stored;

/// A use of a token that is to be written down.
#[derive(Clone, Debug)]
pub struct Use {
    id: TokenId,
    address: String,
}

/// Whether the bearer's text wants to be a token of this kind.
pub fn is_meant(bearer: &str) -> bool {
    bearer.starts_with(PREFIX)
}

/// In whose name the token acts, by the database's word at this moment, and its use if that is news.
pub async fn authenticate(
    auth: &Auth,
    bearer: &str,
    address: IpAddr,
) -> Result<Result<(Actor, Option<Use>), Refusal>, ApiError> {
    if !text::is_one(bearer) {
        return Ok(Err(Refusal::Unknown));
    }
    let digest = token_digest(bearer);
    let found = auth.db.look(move |conn| store::find(conn, &digest)).await?;
    let Some((row, owner)) = found else {
        return Ok(Err(Refusal::Unknown));
    };
    let now = auth.db.now();
    if !is_live(&row, &owner, now) {
        return Ok(Err(Refusal::TokenEnded));
    }
    if !counts_from(&row, address)? {
        return Ok(Err(Refusal::TokenElsewhere));
    }
    let user = user_of(auth, &row, owner)?;
    let is_news = row
        .last_used_at
        .is_none_or(|at| now.millis() - at > SLIDE_EVERY_MS);
    let used = user.token.as_ref().map(|token| Use {
        id: token.id,
        address: address.to_string(),
    });
    let actor = Actor::default().become_user(user);
    Ok(Ok((actor, used.filter(|_| is_news))))
}

fn is_live(row: &Row, owner: &Owner, now: Instant) -> bool {
    row.revoked_at.is_none()
        && owner.disabled_at.is_none()
        && row.token_epoch == owner.present_epoch
        && now.millis() < row.expires_at
}

fn counts_from(row: &Row, address: IpAddr) -> Result<bool, ApiError> {
    if row.addresses.is_empty() {
        return Ok(true);
    }
    let address = address.to_canonical();
    for text in row.addresses.split(' ') {
        let network = match text.parse::<IpAddr>() {
            Ok(one) => IpNet::from(one.to_canonical()),
            Err(_a_network) => stored::<IpNet>(text)?,
        };
        if network.contains(&address) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn user_of(auth: &Auth, row: &Row, owner: Owner) -> Result<KnownUser, ApiError> {
    let role = stored(&owner.role)?;
    let factor_due_at = enrolment::due_at(auth.config.require_mfa, role, owner.factor_asked_at);
    let token = KnownToken {
        id: stored(&row.id)?,
        scopes: scopes_of(row)?,
    };
    Ok(KnownUser {
        token: Some(token),
        rules: ShopRules {
            staff_see_figures: owner.staff_see_figures.unwrap_or(false),
        },
        own_records_only: auth.sees_own_only(role),
        must_change_password: owner.must_change_password,
        factor_due_at,
        must_enrol: factor_due_at.is_some_and(|due| due <= auth.db.now()),
        ..KnownUser::new(stored(&row.user_id)?, owner.username, role)
    })
}

fn scopes_of(row: &Row) -> Result<Vec<Scope>, ApiError> {
    row.scopes.split(' ').map(stored).collect()
}

/// Writes a use down. A writer that is busy must not hold up the answer: the next call tries again.
pub async fn note_use(auth: &Auth, caller: &Caller, used: Use) {
    const TIMEOUT: Duration = Duration::from_millis(500);
    let noting = auth.db.write_unkeyed(caller, move |tx| {
        store::used(tx, &used.id.to_string(), &used.address)
    });
    match tokio::time::timeout(TIMEOUT, noting).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => log::warn!("a token’s use could not be written down: {error}"),
        Err(_elapsed) => log::warn!("a token’s use could not be written down in time"),
    }
}
