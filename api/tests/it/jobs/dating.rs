//! What a day of completion means, and that no clock or time zone makes a job that can never be corrected.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, make};

/// A client's acts on one job, each with the revision last seen.
struct Job<'c> {
    client: &'c Client,
    last: Answer,
}

impl<'c> Job<'c> {
    async fn recorded(client: &'c Client, more: Value) -> Self {
        let mut draft = json!({"items": [make::item("Banner", "1", 1)]});
        draft
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let last = client.post("/jobs", &draft).await.expect(201);
        Self { client, last }
    }

    fn path(&self) -> String {
        format!("/jobs/{}", self.last.str("/id"))
    }

    async fn patch(&mut self, patch: Value) -> &Answer {
        let path = self.path();
        let answer = self.client.seen(&self.last).patch(&path, &patch).await;
        self.last = answer.expect(200);
        &self.last
    }

    async fn act(&mut self, act: &str) -> &Answer {
        let path = format!("{}/{act}", self.path());
        self.last = self.client.seen(&self.last).act(&path).await.expect(200);
        &self.last
    }

    fn days(&self) -> (String, String) {
        (
            self.last.str("/occurred_on"),
            self.last.str("/completed_on"),
        )
    }
}

fn days(occurred: &str, completed: &str) -> (String, String) {
    (occurred.to_owned(), completed.to_owned())
}

#[actix_web::test]
async fn revenue_dated_by_hand_on_the_jobs_own_day_stays_when_the_job_moves() {
    let app = TestApp::start().await;
    app.at("2027-11-15T12:00:00Z");
    let manager = app.manager().await;
    let mut job = Job::recorded(&manager, json!({"occurred_on": "2027-11-01"})).await;
    job.act("complete").await;
    job.patch(json!({"completed_on": "2027-11-01"})).await;
    assert_eq!(job.last.body["completed_at"], job.last.body["occurred_at"]);
    job.patch(json!({"occurred_on": "2027-10-31"})).await;
    assert_eq!(job.days(), days("2027-10-31", "2027-11-01"));
    let sum = manager.get("/jobs/summary?completed_on_from=2027-11-01");
    assert_eq!(sum.await.body["count"], 1);
}

#[actix_web::test]
async fn a_reopened_job_that_was_recorded_as_completed_is_dated_by_its_next_completion() {
    let app = TestApp::start().await;
    app.at("2027-11-15T12:00:00Z");
    let manager = app.manager().await;
    let draft = json!({"status": "done", "occurred_on": "2027-11-05"});
    let mut job = Job::recorded(&manager, draft).await;
    job.patch(json!({"occurred_on": "2027-11-04", "completed_on": "2027-11-04"}))
        .await;
    assert_eq!(job.days(), days("2027-11-04", "2027-11-04"));
    job.act("reopen").await;
    job.act("complete").await;
    job.patch(json!({"occurred_on": "2027-11-03"})).await;
    assert_eq!(job.days(), days("2027-11-03", "2027-11-15"));
}

async fn move_shop(app: &TestApp, zone: &str) {
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"time_zone": zone});
    let moved = admin.seen(&settings).patch("/settings", &patch).await;
    moved.expect(200);
}

/// Every field of a job as its form would send it: nothing changed but the payment.
async fn can_be_corrected(job: &mut Job<'_>) {
    let same = json!({"occurred_on": job.last.str("/occurred_on"), "payment_method": "transfer"});
    job.patch(same).await;
    job.patch(json!({"payment_method": "cash"})).await;
}

#[actix_web::test]
async fn a_job_of_tomorrow_by_another_time_zone_is_completed_and_corrected() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    move_shop(&app, "Pacific/Kiritimati").await;
    let manager = app.manager().await;
    let mut job = Job::recorded(&manager, json!({})).await;
    assert_eq!(job.last.str("/occurred_on"), "2027-03-10");
    move_shop(&app, "America/Los_Angeles").await;
    can_be_corrected(&mut job).await;
    job.act("complete").await;
    assert_eq!(job.days(), days("2027-03-10", "2027-03-10"));
    assert_eq!(job.last.body["completed_at"], job.last.body["updated_at"]);
    can_be_corrected(&mut job).await;
    job.act("reopen").await;
    job.act("complete").await;
    // Both days are judged again as soon as one of them changes.
    let early = json!({"occurred_on": "2027-03-11"});
    let refused = manager.seen(&job.last).patch(&job.path(), &early).await;
    insta::assert_snapshot!(refused.status_and_body(), @"422 invalid: 1 field needs attention. #/occurred_on out_of_period");
    job.patch(json!({"occurred_on": "2027-03-08", "completed_on": "2027-03-09"}))
        .await;
    assert_eq!(job.days(), days("2027-03-08", "2027-03-09"));
}

#[actix_web::test]
async fn a_job_of_a_clock_that_ran_ahead_is_completed_restored_and_corrected() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let manager = app.manager().await;
    let mut job = Job::recorded(&manager, json!({})).await;
    app.at("2027-03-07T12:00:00Z");
    let manager = app.manager().await;
    job.client = &manager;
    can_be_corrected(&mut job).await;
    job.act("complete").await;
    assert_eq!(job.days(), days("2027-03-09", "2027-03-09"));
    assert_eq!(job.last.body["completed_at"], job.last.body["occurred_at"]);
    can_be_corrected(&mut job).await;
    let admin = app.admin().await;
    let gone = admin.seen(&job.last).delete(&job.path()).await;
    gone.expect(204);
    job.client = &admin;
    job.last = admin.get(&job.path()).await.expect(200);
    job.act("restore").await;
    can_be_corrected(&mut job).await;
    job.patch(json!({"occurred_on": "2027-03-06", "completed_on": "2027-03-07"}))
        .await;
    assert_eq!(job.days(), days("2027-03-06", "2027-03-07"));
}
