//! The operations that every kind of record has over HTTP. Its slice adds how it is recorded and changed, and its own acts.

use actix_web::Handler;
use actix_web::http::Method;
use actix_web::web::{Data, Json};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::page::Summary;
use shared::problem::ProblemCode::{NotAllowed, Stale, WrongState};
use utoipa::openapi::path::OperationBuilder;

use super::{Listed, Record, find, history, page, restore, summary, trash};
use crate::app::App;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::http::signature::{Answer, Argument};

const UNDO: &str =
    "Its author may undo it for 10 minutes; later, or for another's, `{delete}` is needed.";
const HISTORY: &str =
    "Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise.";
const SUM: [&str; 2] = [
    "Sums the {many} of a filter.",
    "Takes the list's filters. `total` is `null` for those who may not see the shop's figures.",
];
const COUNT: [&str; 2] = [
    "Counts the {many} of a filter.",
    "Takes the list's filters. They come to no amount: `total` is `null`.",
];

/// To list, sum, show, trash and restore records, and to tell their history. `listed` says in which order they are listed, and what
/// finds them.
#[rustfmt::skip]
pub fn operations<R: Listed>(listed: &str) -> Vec<Operation> {
    let [summarized, summary] = if R::HAS_AMOUNTS { SUM } else { COUNT };
    vec![
        declared::<R, _, _>(Method::GET, "/{many}", ["list_{many}", "Lists {many}.", listed], list_records::<R>),
        declared::<R, _, _>(Method::GET, "/{many}/summary", ["summarize_{many}", summarized, summary], summarize_records::<R>),
        declared::<R, _, _>(Method::GET, "/{many}/{id}", ["get_{name}", "Shows {one}.", ""], get_record::<R>),
        declared::<R, _, _>(Method::DELETE, "/{many}/{id}", ["delete_{name}", "Moves {one} to the trash.", UNDO], delete_record::<R>)
            .fails(&[NotAllowed, Stale])
            .fails_when(WrongState, "it is there already"),
        declared::<R, _, _>(Method::POST, "/{many}/{id}/restore", ["restore_{name}", "Brings {one} back from the trash.", ""], restore_record::<R>)
            .fails_when(NotAllowed, "not one's own or older than 10 minutes")
            .fails(&[Stale])
            .fails_when(WrongState, "it is not in the trash"),
        declared::<R, _, _>(Method::GET, "/{many}/{id}/history", ["list_{name}_history", "Lists what happened to {one}.", HISTORY], list_record_history::<R>),
    ]
}

/// An operation by method, path, id, summary and more words, in which a kind of record puts its own.
pub(super) fn declared<R: Record, H, A>(
    method: Method,
    path: &str,
    [id, summary, more]: [&str; 3],
    handler: H,
) -> Operation
where
    H: Handler<A> + Send + Sync,
    H::Output: Answer,
    A: Argument + 'static,
{
    let own = |text: &str| {
        text.replace("{many}", R::KIND.many)
            .replace("{name}", R::KIND.name())
            .replace("{one}", R::KIND.one)
            .replace("{delete}", R::KIND.delete.key())
    };
    let words = OperationBuilder::new()
        .operation_id(Some(own(id)))
        .tag(R::KIND.many)
        .summary(Some(own(summary)))
        .description(Some(own(more)));
    Operation::described(method, own(path), words.build(), handler)
}

async fn list_records<R: Listed>(
    who: Allowed<R::Read>,
    app: Data<App>,
    query: Listing<R::Query>,
) -> Result<Paged<R::Shown>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let page = move |conn: &mut Conn| page::<R>(conn, &cursors, &actor, &query.0);
    Ok(Paged(app.db.read(page).await?))
}

async fn summarize_records<R: Listed>(
    who: Allowed<R::Read>,
    app: Data<App>,
    query: Listing<R::Filter>,
) -> Result<Json<Summary>, ApiError> {
    let actor = who.actor.clone();
    let sum = move |conn: &mut Conn| summary::<R>(conn, &actor, &query.0);
    Ok(Json(app.db.read(sum).await?))
}

async fn get_record<R: Record>(
    who: Allowed<R::Read>,
    app: Data<App>,
    id: PathId<R::Id>,
) -> Result<Tagged<R::Shown>, ApiError> {
    let actor = who.actor.clone();
    let find = move |conn: &mut Conn| find::<R>(conn, &actor, id.0);
    Ok(Tagged(app.db.read_one(find).await?))
}

async fn delete_record<R: Record>(
    who: Allowed<R::Undo>,
    app: Data<App>,
    id: PathId<R::Id>,
    seen: IfMatch,
) -> Result<Done, ApiError> {
    let done = move |tx: &mut Tx<'_>| trash::<R>(tx, id.0, &seen.0).map(|()| Done);
    app.db.write(&who, done).await
}

async fn restore_record<R: Record>(
    who: Allowed<R::Restore>,
    app: Data<App>,
    id: PathId<R::Id>,
    seen: IfMatch,
) -> Result<Tagged<R::Shown>, ApiError> {
    let restored = move |tx: &mut Tx<'_>| restore::<R>(tx, id.0, &seen.0).map(Tagged);
    app.db.write(&who, restored).await
}

async fn list_record_history<R: Record>(
    who: Allowed<R::Read>,
    app: Data<App>,
    id: PathId<R::Id>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let told = move |conn: &mut Conn| history::<R>(conn, &cursors, &actor, id.0, &query.0);
    Ok(Paged(app.db.read(told).await?))
}
