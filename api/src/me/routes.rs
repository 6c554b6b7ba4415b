//! `/me` over HTTP.

use actix_web::web::{Data, Json};
use shared::audit::{Entity, HistoryEntry, HistoryQuery};
use shared::auth::Session;
use shared::id::SessionId;
use shared::me::{Me, MySession, MySettings, MyUser, PasswordChange, SessionQuery, SessionsToEnd};
use shared::permission::Permission;
use shared::permission::needs::{SelfRead, SelfWrite};
use shared::problem::ProblemCode::{
    BadCredentials, Busy, Invalid, NotFound, SlowDown, StepUpRequired,
};

use crate::app::App;
use crate::audit;
use crate::auth::{self, Auth, RequestContext};
use crate::db::{Caller, KnownUser, Tx};
use crate::error::ApiError;
use crate::http::answers::{Done, Secret};
use crate::http::body::Valid;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::http::spa;
use crate::operation;
use crate::settings;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(get_me).open_to_tokens().for_enrolment(),
        operation!(change_my_password)
            .fails_when(BadCredentials, "the present one")
            .fails(&[Invalid, SlowDown, Busy])
            .fails_when(StepUpRequired, "there is a second factor")
            .without_proof()
            .without_precondition()
            .for_enrolment(),
        operation!(list_my_sessions),
        operation!(list_my_history),
        operation!(end_my_session)
            .fails_when(NotFound, "it is not the caller's or has ended")
            .without_precondition(),
        operation!(end_my_sessions).without_precondition(),
    ]
}

/// Tells who is signed in.
///
/// With the rights held at this moment, the server's time and build, and the shop's facts. A personal token hears what it is
/// itself.
#[utoipa::path(get, path = "/me", tag = "me")]
async fn get_me(who: Allowed<SelfRead>, app: Data<App>) -> Result<Json<Me>, ApiError> {
    let user = user_of(&who)?;
    let factor_due_at = user.factor_due_at;
    let (id, token) = (user.id, user.token.as_ref().map(|token| token.id));
    let server_time = app.db.now();
    let (account, settings, token, unread_notices) = app
        .db
        .read(move |conn| {
            let token = token.map(|token| auth::my_token(conn, id, token));
            let account = auth::account(conn, id)?;
            let read = auth::notices_read(conn, id)?;
            let unread = audit::unread_notices(conn, &id.to_string(), read)?;
            Ok((account, settings::read(conn)?, token.transpose()?, unread))
        })
        .await?;
    let permissions = Permission::ALL.iter().copied();
    Ok(Json(Me {
        permissions: permissions
            .filter(|permission| who.actor.holds(*permission))
            .collect(),
        factor_due_at,
        unread_notices,
        token,
        user: MyUser {
            id,
            username: account.username,
            email: account.email,
            role: account.role,
        },
        server_time,
        build: spa::build().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
        settings: MySettings {
            shop_name: settings.shop_name,
            currency: settings.currency,
            currency_exponent: settings.currency_exponent,
            time_zone: settings.time_zone,
        },
    }))
}

/// Changes the own password.
///
/// All other sessions end, and this one begins anew with new cookies.
#[utoipa::path(post, path = "/me/password", tag = "me")]
async fn change_my_password(
    who: Allowed<SelfWrite>,
    request: RequestContext,
    auth: Data<Auth>,
    change: Valid<PasswordChange>,
) -> Result<Secret<Session>, ApiError> {
    let (session, opened) =
        auth::change_password(&auth, &who, &request, change.into_inner()).await?;
    Ok(auth::signed_in(&auth, session, opened))
}

/// Lists what happened to the own account.
///
/// New passwords and codes, changed rights, and a session that was ended because its key was used twice: what its user
/// should know of. Oldest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/me/history", tag = "me")]
async fn list_my_history(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (user, cursors) = (user_of(&who)?.id.to_string(), app.cursors.clone());
    let history = app
        .db
        .read(move |conn| audit::of_record(conn, &cursors, (Entity::User, &user), &query.0));
    Ok(Paged(history.await?))
}

/// Lists the own sessions.
///
/// Those that live, the last used first unless `sort` says otherwise.
#[utoipa::path(get, path = "/me/sessions", tag = "me")]
async fn list_my_sessions(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<SessionQuery>,
) -> Result<Paged<MySession>, ApiError> {
    let (caller, now) = {
        let user = user_of(&who)?;
        ((user.id, user.session), app.db.now())
    };
    let cursors = app.cursors.clone();
    let page = app
        .db
        .look(move |conn| auth::list_own(conn, &cursors, &query.0, caller, now));
    Ok(Paged(page.await?))
}

/// Ends one of the own sessions.
#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "me")]
async fn end_my_session(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    id: PathId<SessionId>,
) -> Result<Done, ApiError> {
    let user = user_of(&who)?.id;
    let done = move |tx: &mut Tx<'_>| auth::end_own(tx, user, id.0).map(|()| Done);
    app.db.write(&who, done).await
}

/// Signs the caller out everywhere.
///
/// All own sessions end at once, this one too, and no browser counts as known any more. With `others=true` this session and
/// its browser stay.
#[utoipa::path(delete, path = "/me/sessions", tag = "me")]
async fn end_my_sessions(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    query: Listing<SessionsToEnd>,
) -> Result<Done, ApiError> {
    let (user, current) = {
        let user = user_of(&who)?;
        (user.id, user.session.filter(|_| query.0.others))
    };
    let done = move |tx: &mut Tx<'_>| match current {
        Some(current) => auth::end_others(tx, user, current).map(|()| Done),
        None => auth::end_all(tx, user).map(|()| Done),
    };
    app.db.write(&who, done).await
}

pub(super) fn user_of(caller: &Caller) -> Result<&KnownUser, ApiError> {
    caller
        .actor
        .known()
        .ok_or_else(|| ApiError::broken("a right without a user"))
}
