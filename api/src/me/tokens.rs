//! `/me/tokens` over HTTP: the own personal access tokens.

use actix_web::web::Data;
use shared::id::TokenId;
use shared::permission::needs::{SelfRead, SelfWrite};
use shared::problem::ProblemCode::{Invalid, MustChangePassword, WrongState};
use shared::tokens::{Token, TokenDraft, TokenQuery};

use super::routes::user_of;
use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::answers::{Done, Secret};
use crate::http::body::Valid;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_my_tokens),
        operation!(make_my_token)
            .fails(&[Invalid, MustChangePassword])
            .fails_when(WrongState, "there are twenty"),
        operation!(revoke_my_token)
            .without_proof()
            .without_precondition(),
    ]
}

/// Lists the own personal access tokens.
///
/// Those that were not revoked, the newest first unless `sort` says otherwise. One that ran out stays for 30 days.
#[utoipa::path(get, path = "/me/tokens", tag = "me")]
async fn list_my_tokens(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<TokenQuery>,
) -> Result<Paged<Token>, ApiError> {
    let (user, cursors) = (user_of(&who)?.id, app.cursors.clone());
    let page = app
        .db
        .look(move |conn| auth::list_tokens(conn, &cursors, &query.0, user));
    Ok(Paged(page.await?))
}

/// Makes a personal access token.
///
/// With it a program acts in its user's name, as far as the scopes and the user's role go together at each call. It is shown
/// this once: `zehmo_pat_`, 32 random letters and digits, and six more that are the CRC-32 (as in zip files) of all before
/// them in base 62, so that scanners know one: `zehmo_pat_[0-9A-Za-z]{38}`. It counts until the end of `expires_on`, unless it
/// is revoked, its user is disabled or is given a new password by somebody else.
#[utoipa::path(post, path = "/me/tokens", tag = "me")]
async fn make_my_token(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    draft: Valid<TokenDraft>,
) -> Result<Secret<Token, 201>, ApiError> {
    let draft = draft.into_inner();
    let made = app
        .db
        .write_unkeyed(&who, move |tx| auth::make_token(tx, draft));
    Ok(Secret::of(made.await?))
}

/// Revokes one of the own tokens.
///
/// It counts no more from its next call on.
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "me")]
async fn revoke_my_token(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    id: PathId<TokenId>,
) -> Result<Done, ApiError> {
    let user = user_of(&who)?.id;
    app.db
        .write(&who, move |tx| {
            auth::revoke_token(tx, user, id.0).map(|()| Done)
        })
        .await
}
