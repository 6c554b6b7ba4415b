//! A commit whose answer is lost: nobody is told that it was saved, nobody that it was not, and the same key tells.

use std::sync::Arc;

use api::db::{Actor, Caller, IdempotencyKey};
use api::http::answers::Done;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use futures_util::future::{join, join_all};

use crate::harness::operation::document;
use crate::harness::{Answer, Loss, Start, TestApp, TestDatabase, Wire, server};
use crate::outages::{draft, jobs};

/// A server whose way to PostgreSQL is a wire; none on SQLite, which has no way between.
async fn wired() -> Option<(TestApp, Wire)> {
    let address = server()?;
    let database = TestDatabase::fresh();
    let url = database.url().unwrap();
    let wire = Wire::to(&address);
    let app = Start::default()
        .on(database)
        .with("DATABASE_URL", &wire.url(&url))
        .start()
        .await;
    Some((app, wire))
}

#[track_caller]
fn is_unknown(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.body["code"], "outcome_unknown");
    assert_eq!(answer.body["type"], "/problems/outcome_unknown");
    assert_eq!(answer.header("retry-after"), "2");
    let detail = answer.str("/detail");
    assert!(
        detail.contains("not known whether this was saved"),
        "{detail}"
    );
    assert!(!detail.contains("Nothing was changed"), "{detail}");
}

#[actix_web::test]
async fn a_sale_whose_commit_was_answered_to_nobody_is_not_told_as_unsaved_and_its_key_brings_the_first_answer()
 {
    let Some((app, wire)) = wired().await else {
        return;
    };
    let admin = app.admin().await;
    let keyed = admin.with("idempotency-key", "lost-answer");
    wire.lose(Loss::Answer);
    is_unknown(&keyed.post("/jobs", &draft()).await);
    assert!(wire.has_lost());
    assert_eq!(jobs(&admin).await, 1, "it was saved all the same");
    let again = keyed.post("/jobs", &draft()).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(jobs(&admin).await, 1);
}

#[actix_web::test]
async fn a_sale_whose_commit_never_arrived_is_made_by_the_same_key() {
    let Some((app, wire)) = wired().await else {
        return;
    };
    let admin = app.admin().await;
    let keyed = admin.with("idempotency-key", "lost-commit");
    wire.lose(Loss::Commit);
    is_unknown(&keyed.post("/jobs", &draft()).await);
    assert_eq!(jobs(&admin).await, 0);
    let again = keyed.post("/jobs", &draft()).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "");
    assert_eq!(jobs(&admin).await, 1);
}

#[actix_web::test]
async fn everybody_in_a_commit_whose_answer_was_lost_hears_that_it_is_not_known() {
    let Some((app, wire)) = wired().await else {
        return;
    };
    for (loss, is_saved) in [(Loss::Answer, true), (Loss::Commit, false)] {
        let callers: Vec<Caller> = (0..5)
            .map(|number| Caller {
                actor: Actor::host(),
                key: Some(Arc::new(IdempotencyKey::new(
                    "host".to_owned(),
                    "POST".to_owned(),
                    format!("/together/{loss:?}"),
                    number.to_string(),
                ))),
            })
            .collect();
        // The writer's turn is held until all wait for it, so that they are committed together.
        let mut other = PgConnection::establish(&app.database.url().unwrap()).unwrap();
        other
            .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(7301)")
            .unwrap();
        wire.lose(loss);
        let db = &app.app.db;
        let all = join_all(
            callers
                .iter()
                .map(|caller| db.write(caller, |_tx| Ok(Done))),
        );
        let release = async { other.batch_execute("ROLLBACK").unwrap() };
        let (answers, ()) = join(all, release).await;
        for answer in answers {
            let error = answer.err().unwrap();
            assert_eq!(error.code().as_str(), "outcome_unknown", "{error}");
        }
        for caller in &callers {
            // A repeat answers what was kept, and makes nothing.
            let again = db.write(caller, |_tx| Ok(Done)).await;
            assert_eq!(again.is_err(), is_saved);
            assert_eq!(caller.key.as_ref().unwrap().was_replayed(), is_saved);
        }
    }
}

#[actix_web::test]
async fn the_document_names_the_outcome_for_every_change_that_takes_a_key() {
    let document = document();
    let told = document["paths"]["/api/v1/jobs"]["post"]["responses"]["503"]["$ref"]
        .as_str()
        .unwrap();
    assert!(told.contains("outcome_unknown"), "{told}");
}
