//! `/exports` over HTTP, and the file of an operation.

use actix_web::web::Data;
use shared::id::OperationId;
use shared::operations::Operation;
use shared::permission::needs::ExportsRead;
use shared::problem::ProblemCode::{InProgress, SlowDown, WrongState};
use shared::takeout::{ExportFormat, ExportOrder};

use super::service;
use crate::app::App;
use crate::error::ApiError;
use crate::http::answers::Accepted;
use crate::http::body::Valid;
use crate::http::download::{Download, Kinds};
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation as Declared};
use crate::http::query::PathId;
use crate::operation;

pub fn operations() -> Vec<Declared> {
    vec![
        operation!(order_export)
            .counted(Budget::Costly)
            .with_proof()
            .fails_when(InProgress, "another file is being made for the same person"),
        operation!(download_export)
            .with_proof()
            .fails_when(WrongState, "the file is not there yet, or was not made")
            .fails_when(SlowDown, "two files are on their way to the same person"),
    ]
}

/// Takes the books along.
///
/// `everything` is jobs with their items, expenditures, customers and, for who may see them, users: all that the shop needs to
/// leave with its books, as far as the caller may know of it. What lies in the trash is there, marked, and counts for nothing
/// in the sums. A workbook holds a sheet for each list; a ZIP a CSV file, and `manifest.json` with the length, SHA-256, rows and sums of each.
///
/// `journal` is what was billed and spent from `from` to `to` as double entries: a completed job from `Income:Jobs` to
/// `Assets:Received:Cash` or `…:Transfer`, an expenditure from `Assets:Spent` to `Expenses:Spending`. It is plain text that
/// `beancount` and `hledger` both read, and ends with what each account must have come to.
///
/// `GET /operations/{id}` shows how far it is, and `GET /operations/{id}/file` gives the file for an hour. It needs a fresh
/// proof of who is calling, so that no token can take it, and is an event of the journal.
#[utoipa::path(post, path = "/exports", tag = "exports")]
async fn order_export(
    who: Allowed<ExportsRead>,
    app: Data<App>,
    order: Valid<ExportOrder>,
) -> Result<Accepted<Operation>, ApiError> {
    let order = order.0;
    let begun = app.db.write(&who, move |tx| service::order(tx, order));
    let begun = begun.await?;
    app.runner.wake();
    Ok(begun)
}

/// The kinds of file.
struct Books;

impl Kinds for Books {
    const MEDIA: &'static [&'static str] = &[
        ExportFormat::Xlsx.media_type(),
        ExportFormat::Zip.media_type(),
        ExportFormat::Beancount.media_type(),
    ];
}

/// Downloads what was made.
///
/// For whoever asked for it, for an hour after it was made. It needs a fresh proof of who is calling.
#[utoipa::path(get, path = "/operations/{id}/file", tag = "exports")]
async fn download_export(
    who: Allowed<ExportsRead>,
    app: Data<App>,
    id: PathId<OperationId>,
) -> Result<Download<Books>, ApiError> {
    let user = who.actor.user();
    let user = user.ok_or_else(|| ApiError::broken("a file for nobody"))?;
    let turn = app.limits.files.enter(user)?;
    let (actor, now) = (who.actor.clone(), app.db.now());
    let folder = app.config.exports.clone();
    let found = app
        .db
        .read_one(move |conn| service::find(conn, (&actor, now), &folder, id.0));
    let found = found.await?;
    Download::of(found.file, found.name, found.format.media_type(), turn)
}
