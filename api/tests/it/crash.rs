//! A killed server loses nothing that it acknowledged, and leaves nothing half done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Client, Program, make};

const ROUNDS: usize = 4;
const WRITERS: usize = 4;

#[actix_web::test]
async fn killing_the_server_amid_writes_loses_no_acknowledged_job_and_leaves_no_half_one() {
    let mut program = Program::start();
    let admin = program.admin().await;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for round in 0..ROUNDS {
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                actix_web::rt::spawn(write_until(
                    admin.clone(),
                    Arc::clone(&stop),
                    Arc::clone(&acknowledged),
                ))
            })
            .collect();
        let before = acknowledged.lock().unwrap().len();
        // The kill falls into the writes, not before them: wait for some of this round's to be acknowledged.
        while acknowledged.lock().unwrap().len() < before + 5 + 7 * round {
            actix_web::rt::time::sleep(Duration::from_millis(1)).await;
        }
        program.kill();
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
        program.restart();
        let jobs = every_job(&admin).await;
        for id in acknowledged.lock().unwrap().iter() {
            assert!(
                jobs.iter().any(|job| job["id"] == **id),
                "{id} was acknowledged and is gone"
            );
        }
        assert_whole(&jobs);
    }
}

async fn write_until(client: Client, stop: Arc<AtomicBool>, acknowledged: Arc<Mutex<Vec<String>>>) {
    while !stop.load(Ordering::Relaxed) {
        let items = [
            make::item("Banner", "1", 100),
            make::item("Label", "2", 50),
            make::item("Flyer", "3", 10),
        ];
        let draft = json!({"customer_name": "Adaeze", "items": items}).to_string();
        let Some(answer) = client
            .try_send(reqwest::Method::POST, "/jobs", Some(draft))
            .await
        else {
            return;
        };
        if answer.status == 201 {
            acknowledged.lock().unwrap().push(answer.str("/id"));
        }
    }
}

async fn every_job(client: &Client) -> Vec<Value> {
    let mut jobs = Vec::new();
    let mut path = "/jobs?limit=200&sort=number".to_owned();
    loop {
        let page = client.get(&path).await.expect(200);
        jobs.extend(page.body["data"].as_array().unwrap().iter().cloned());
        match page.body["page"]["next_cursor"].as_str() {
            Some(cursor) => path = format!("/jobs?limit=200&sort=number&cursor={cursor}"),
            None => return jobs,
        }
    }
}

/// Each job has all its items and its sum, and the numbers have no gap.
fn assert_whole(jobs: &[Value]) {
    for (place, job) in jobs.iter().enumerate() {
        assert_eq!(job["items"].as_array().unwrap().len(), 3, "{job}");
        assert_eq!(job["total"], make::naira(230), "{job}");
        let number = job["number"].as_str().unwrap();
        assert!(
            number.ends_with(&format!("{:05}", place + 1)),
            "{number} stands at place {place}"
        );
    }
}
