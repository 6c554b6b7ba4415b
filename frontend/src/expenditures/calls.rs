//! The calls of the expenditures pages.

use serde::Serialize;
use shared::audit::HistoryEntry;
use shared::expenditures::{
    Expenditure, ExpenditureDraft, ExpenditureFilter, ExpenditurePatch, ExpenditureQuery,
};
use shared::id::ExpenditureId;
use shared::page::{Page, Summary};

use crate::client::{Call, Failure, Key};

#[derive(Serialize)]
struct HistoryOrder {
    sort: &'static str,
}

pub async fn list(query: ExpenditureQuery) -> Result<Page<Expenditure>, Failure> {
    Call::get("/expenditures").query(&query).send().await
}

pub async fn summary(filter: ExpenditureFilter) -> Result<Summary, Failure> {
    Call::get("/expenditures/summary")
        .query(&filter)
        .send()
        .await
}

pub async fn find(id: ExpenditureId) -> Result<Expenditure, Failure> {
    Call::get(format!("/expenditures/{id}")).send().await
}

/// Newest first.
pub async fn history(id: ExpenditureId) -> Result<Page<HistoryEntry>, Failure> {
    let order = HistoryOrder { sort: "-seq" };
    Call::get(format!("/expenditures/{id}/history"))
        .query(&order)
        .send()
        .await
}

pub async fn create(draft: &ExpenditureDraft, key: &Key) -> Result<Expenditure, Failure> {
    Call::post("/expenditures")
        .key(key)
        .json(draft)
        .send()
        .await
}

pub async fn correct(
    expenditure: &Expenditure,
    patch: &ExpenditurePatch,
    key: &Key,
) -> Result<Expenditure, Failure> {
    Call::patch(format!("/expenditures/{}", expenditure.id))
        .seen(expenditure.rev)
        .key(key)
        .json(patch)
        .send()
        .await
}

pub async fn restore(expenditure: &Expenditure) -> Result<Expenditure, Failure> {
    Call::post(format!("/expenditures/{}/restore", expenditure.id))
        .seen(expenditure.rev)
        .key(&Key::fresh())
        .send()
        .await
}

pub async fn trash(expenditure: &Expenditure) -> Result<(), Failure> {
    Call::delete(format!("/expenditures/{}", expenditure.id))
        .seen(expenditure.rev)
        .key(&Key::fresh())
        .done()
        .await
}
