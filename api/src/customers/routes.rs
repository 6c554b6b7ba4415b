//! `/customers` over HTTP.

use actix_web::web::Data;
use shared::audit::{Entity, HistoryEntry, HistoryQuery};
use shared::customers::{Customer, CustomerExport, CustomerPatch, CustomerQuery};
use shared::id::CustomerId;
use shared::permission::needs::{CustomersRead, CustomersWrite, ExportsRead};
use shared::problem::ProblemCode::{Invalid, Stale, Taken};

use super::exported::Customers;
use super::{listing, service};
use crate::app::App;
use crate::audit;
use crate::error::ApiError;
use crate::exports;
use crate::http::body::Valid;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_customers),
        exports::refusing(operation!(export_customers)),
        operation!(get_customer),
        operation!(rename_customer)
            .fails(&[Invalid, Stale])
            .fails_when(
                Taken,
                "another customer has this name; case and spaces do not make another name",
            ),
        operation!(list_customer_history),
    ]
}

/// Lists customers.
///
/// By name unless `sort` says otherwise. `q` finds words that begin a word of the name. Customers are made by the jobs
/// that name them. To those who see only what they recorded themselves `jobs` and `last_job_on` are `null`, and all
/// customers are equal in them when sorted.
#[utoipa::path(get, path = "/customers", tag = "customers")]
async fn list_customers(
    who: Allowed<CustomersRead>,
    app: Data<App>,
    query: Listing<CustomerQuery>,
) -> Result<Paged<Customer>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    Ok(Paged(
        app.db
            .read(move |conn| listing::page(conn, &cursors, &actor, &query.0))
            .await?,
    ))
}

/// Exports the customers of a filter.
///
/// Takes the list's filters and order, and gives all pages of it in one file, whose last row tells how many there are. In
/// CSV a day is `2026-11-24`, and a text that a spreadsheet would run begins with an apostrophe. A PDF is for people: sheets
/// of A4 with the head of the table on each. The file goes out when it is whole, and is an event of the journal.
#[utoipa::path(get, path = "/customers/export", tag = "customers")]
async fn export_customers(
    who: Allowed<ExportsRead>,
    app: Data<App>,
    query: Listing<CustomerExport>,
) -> Result<exports::ListFile, ApiError> {
    exports::export(&app, &who, Customers(query.0)).await
}

/// Shows a customer.
#[utoipa::path(get, path = "/customers/{id}", tag = "customers")]
async fn get_customer(
    who: Allowed<CustomersRead>,
    app: Data<App>,
    id: PathId<CustomerId>,
) -> Result<Tagged<Customer>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .read(move |conn| listing::find(conn, &actor, id.0))
            .await?,
    ))
}

/// Renames a customer.
///
/// The jobs show the new name from then on.
#[utoipa::path(patch, path = "/customers/{id}", tag = "customers")]
async fn rename_customer(
    who: Allowed<CustomersWrite>,
    app: Data<App>,
    id: PathId<CustomerId>,
    seen: IfMatch,
    patch: Valid<CustomerPatch>,
) -> Result<Tagged<Customer>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::rename(tx, id.0, &seen.0, &patch).map(Tagged)
        })
        .await
}

/// Lists what happened to a customer.
///
/// Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise. Not found for those who see only
/// what they recorded themselves.
#[utoipa::path(get, path = "/customers/{id}/history", tag = "customers")]
async fn list_customer_history(
    who: Allowed<CustomersRead>,
    app: Data<App>,
    id: PathId<CustomerId>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let history = app.db.read(move |conn| {
        listing::must_be_open(conn, &actor, id.0)?;
        audit::of_record(
            conn,
            &cursors,
            (Entity::Customer, &id.0.to_string()),
            &query.0,
        )
    });
    Ok(Paged(history.await?))
}
