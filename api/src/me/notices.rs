//! `/me/notices` over HTTP: what the user of the account should know of.

use actix_web::web::Data;
use shared::notices::{Notice, NoticeQuery, NoticesRead};
use shared::permission::needs::{SelfRead, SelfWrite};
use shared::problem::ProblemCode::Invalid;

use super::routes::user_of;
use crate::app::App;
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::body::Valid;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged};
use crate::{audit, auth, operation};

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_my_notices),
        operation!(read_my_notices)
            .fails(&[Invalid])
            .without_proof()
            .without_precondition(),
    ]
}

/// Lists the notices of the own account.
///
/// A new browser, a sign-in after failures, changes of password, address, role, second factor and tokens, a session that was
/// ended because its key was used twice: the newest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/me/notices", tag = "me")]
async fn list_my_notices(
    who: Allowed<SelfRead>,
    app: Data<App>,
    query: Listing<NoticeQuery>,
) -> Result<Paged<Notice>, ApiError> {
    let (user, cursors) = (user_of(&who)?.id, app.cursors.clone());
    let page = app.db.read(move |conn| {
        let read = auth::notices_read(conn, user)?;
        audit::notices_of(conn, &cursors, (&user.to_string(), read), &query.0)
    });
    Ok(Paged(page.await?))
}

/// Marks notices as read.
///
/// All up to a place of the journal. What was read stays read.
#[utoipa::path(post, path = "/me/notices/read", tag = "me")]
async fn read_my_notices(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    read: Valid<NoticesRead>,
) -> Result<Done, ApiError> {
    let (user, up_to) = (user_of(&who)?.id, read.up_to);
    app.db
        .write(&who, move |tx| {
            let up_to = up_to.min(audit::newest_event(tx.conn)?);
            auth::read_notices(tx, user, up_to).map(|()| Done)
        })
        .await
}
