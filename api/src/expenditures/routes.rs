//! `/expenditures` over HTTP: what all records have, recording and correcting.

use actix_web::web::Data;
use shared::expenditures::{Expenditure, ExpenditureDraft, ExpenditureId, ExpenditurePatch};
use shared::permission::needs::{ExpendituresEdit, ExpendituresWrite};
use shared::problem::ProblemCode::{Invalid, Stale, Taken, WrongState};

use super::service;
use super::store::Row;
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{Created, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::PathId;
use crate::operation;
use crate::records;

const LISTED: &str = "Newest first unless `sort` says otherwise. `q` finds words that begin a word of the description.";

pub fn operations() -> Vec<Operation> {
    let mut operations = records::operations::<Row>(LISTED);
    operations.extend([
        records::exporting::<Row>(),
        operation!(create_expenditure)
            .fails(&[Invalid])
            .fails_when(Taken, "the id exists"),
        operation!(update_expenditure)
            .fails(&[Invalid, Stale])
            .fails_when(WrongState, "it is in the trash"),
    ]);
    operations
}

/// Records an expenditure.
///
/// The total is computed by the server.
#[utoipa::path(post, path = "/expenditures", tag = "expenditures")]
async fn create_expenditure(
    who: Allowed<ExpendituresWrite>,
    app: Data<App>,
    draft: Valid<ExpenditureDraft>,
) -> Result<Created<Expenditure>, ApiError> {
    let create = move |tx: &mut Tx<'_>| {
        let made = service::create(tx, &draft)?;
        Ok(Created::below(made.id, made))
    };
    app.db.write(&who, create).await
}

/// Changes an expenditure.
///
/// A JSON Merge Patch: what is absent stays.
#[utoipa::path(patch, path = "/expenditures/{id}", tag = "expenditures")]
async fn update_expenditure(
    who: Allowed<ExpendituresEdit>,
    app: Data<App>,
    id: PathId<ExpenditureId>,
    seen: IfMatch,
    patch: Valid<ExpenditurePatch>,
) -> Result<Tagged<Expenditure>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::update(tx, id.0, &seen.0, &patch).map(Tagged)
        })
        .await
}
