//! `/me` over HTTP.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, delete, get, post};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::auth::Session;
use shared::id::{SessionId, UserId};
use shared::me::{Me, MySession, MySettings, MyUser, PasswordChange};
use shared::page::{LIMIT_MAX, Page, PageInfo};
use shared::permission::needs::{SelfRead, SelfWrite};
use shared::permission::permissions_of;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;
use crate::audit;
use crate::auth::{self, Visit};
use crate::db::Caller;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::Done;
use crate::http::guard::Allowed;
use crate::http::query::{Listing, Paged, PathId};
use crate::http::spa;
use crate::{settings, users};

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/me")
            .service(get_me)
            .service(change_my_password)
            .service(list_my_sessions)
            .service(list_my_history)
            .service(end_my_session)
            .service(end_my_sessions),
    );
}

/// Tells who is signed in.
///
/// With the rights held at this moment, the server's time and build, and the shop's facts.
#[utoipa::path(tag = "me", responses((status = 200, body = Me)), extensions(("x-permission" = json!("self.read"))))]
#[get("")]
async fn get_me(who: Allowed<SelfRead>, app: Data<App>) -> Result<Json<Me>, ApiError> {
    let (id, rules) = (user_of(&who)?, who.actor.rules);
    let server_time = app.db.now();
    let (account, settings) = app
        .db
        .read(move |conn| Ok((users::account(conn, id)?, settings::read(conn)?)))
        .await?;
    Ok(Json(Me {
        permissions: permissions_of(account.role, &rules),
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
/// All other sessions end, and this one begins anew with new cookies. Problems: `bad_credentials` (the present one),
/// `invalid`, `slow_down`, `busy`.
#[utoipa::path(tag = "me", request_body = PasswordChange, responses((status = 200, body = Session)),
    extensions(("x-permission" = json!("self.write")), ("x-precondition" = json!("none")), ("x-idempotency" = json!("none"))))]
#[post("/password")]
async fn change_my_password(
    who: Allowed<SelfWrite>,
    visit: Visit,
    app: Data<App>,
    change: Valid<PasswordChange>,
) -> Result<HttpResponse, ApiError> {
    let (session, opened) =
        auth::change_password(&app.auth, &who, &visit, change.into_inner()).await?;
    Ok(auth::answer_with_cookies(&app.auth, &session, opened))
}

/// Lists what happened to the own account.
///
/// New passwords and codes, changed rights, and a session that was ended because its key was used twice: what its user
/// should know of. Oldest first unless `sort` says otherwise.
#[utoipa::path(tag = "me", params(HistoryQuery), responses((status = 200, body = Page<HistoryEntry>)),
    extensions(("x-permission" = json!("self.read"))))]
#[get("/history")]
async fn list_my_history(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (user, cursors) = (user_of(&who)?.to_string(), app.cursors.clone());
    let history = app
        .db
        .read(move |conn| audit::of_record(conn, &cursors, ("user", &user), &query.0));
    Ok(Paged(history.await?))
}

/// Lists the own sessions.
///
/// Those that live, the last used first.
#[utoipa::path(tag = "me", responses((status = 200, body = Page<MySession>)),
    extensions(("x-permission" = json!("self.read"))))]
#[get("/sessions")]
async fn list_my_sessions(
    who: Allowed<SelfRead>,
    app: Data<App>,
) -> Result<Json<Page<MySession>>, ApiError> {
    let (user, current, now) = (user_of(&who)?, who.actor.session, app.db.now());
    let own = app
        .db
        .look(move |conn| auth::list_own(conn, user, current, now))
        .await?;
    let page = PageInfo {
        limit: LIMIT_MAX,
        ..PageInfo::default()
    };
    Ok(Json(Page { data: own, page }))
}

/// Ends one of the own sessions.
///
/// Problem: `not_found` for one that is not the caller's or has ended.
#[utoipa::path(tag = "me", params(("id" = SessionId, Path)), responses((status = 204)),
    extensions(("x-permission" = json!("self.write")), ("x-precondition" = json!("none"))))]
#[delete("/sessions/{id}")]
async fn end_my_session(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    id: PathId<SessionId>,
) -> Result<Done, ApiError> {
    let user = user_of(&who)?;
    app.db
        .write(&who, move |tx| auth::end_own(tx, user, id.0))
        .await?;
    Ok(Done)
}

/// Signs the caller out everywhere.
///
/// All own sessions end at once, this one too, and no browser counts as known any more.
#[utoipa::path(tag = "me", responses((status = 204)),
    extensions(("x-permission" = json!("self.write")), ("x-precondition" = json!("none"))))]
#[delete("/sessions")]
async fn end_my_sessions(who: Allowed<SelfWrite>, app: Data<App>) -> Result<Done, ApiError> {
    let user = user_of(&who)?;
    app.db
        .write(&who, move |tx| auth::end_all_own(tx, user))
        .await?;
    Ok(Done)
}

fn user_of(caller: &Caller) -> Result<UserId, ApiError> {
    caller
        .actor
        .user
        .ok_or_else(|| ApiError::broken("a right without a user"))
}
