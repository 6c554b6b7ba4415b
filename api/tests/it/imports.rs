//! The original's books come in: every value of its files, to the kobo, once.

mod fates;
mod host;
mod hostile;
mod life;
mod sums;
mod work;

use serde_json::Value;

use crate::harness::original::Original;
use crate::harness::{Answer, Client};

/// Sends a file and waits for its report.
async fn dry_run(client: &Client, file: &Original) -> Answer {
    sent(client, file.bytes()).await
}

/// Sends a file and waits for the end of its reading.
async fn sent(client: &Client, file: Vec<u8>) -> Answer {
    let begun = client
        .upload("/imports?time_zone=Africa/Lagos", file)
        .await
        .expect(202);
    assert_eq!(
        begun.header("location"),
        format!("/api/v1/imports/{}", begun.str("/id"))
    );
    settled(client, &begun.str("/id")).await
}

/// Sends a file and brings it in.
async fn brought_in(client: &Client, file: &Original) -> Answer {
    let ready = dry_run(client, file).await;
    assert_eq!(ready.body["status"], "ready", "{}", ready.body["problem"]);
    let id = ready.str("/id");
    client
        .act(&format!("/imports/{id}/commit"))
        .await
        .expect(202);
    let done = settled(client, &id).await;
    assert_eq!(done.body["status"], "done", "{}", done.body["problem"]);
    done
}

/// The import when nobody is at work on it any more.
async fn settled(client: &Client, id: &str) -> Answer {
    loop {
        let seen = client.get(&format!("/imports/{id}")).await.expect(200);
        match seen.body["status"].as_str() {
            Some("analysing" | "importing") => {
                actix_web::rt::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            _ => return seen,
        }
    }
}

/// All rows of a report with these outcomes, one a line: "jobs 571 left_out: why (old total)".
async fn rows(client: &Client, import: &Answer, query: &str) -> String {
    let id = import.str("/id");
    let mut lines = String::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/imports/{id}/rows?limit=7{query}{cursor}");
        let page = client.get(&path).await.expect(200);
        for row in page.body["data"].as_array().unwrap() {
            lines.push_str(&line(row));
        }
        match page.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return lines,
        }
    }
}

fn line(row: &Value) -> String {
    let reasons: Vec<&str> = row["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason.as_str().unwrap())
        .collect();
    format!(
        "{} {} [{}]: {} ({})\n",
        row["table"].as_str().unwrap(),
        row["old_id"].as_str().unwrap(),
        row["label"].as_str().unwrap(),
        reasons.join("; "),
        row["source_total"]["amount_minor"]
    )
}

/// "users read 2, new 0, adjusted 2, here 0, changed 0, out 0" for each line of the report.
fn tables(import: &Answer) -> String {
    let lines = import.body["report"]["tables"].as_array().unwrap();
    lines
        .iter()
        .map(|line| {
            format!(
                "{} {}: read {}, new {}, adjusted {}, here {}, changed {}, out {}\n",
                line["table"].as_str().unwrap(),
                line["status"].as_str().unwrap_or("-"),
                line["read"],
                line["new"],
                line["adjusted"],
                line["already_here"],
                line["changed_since"],
                line["left_out"]
            )
        })
        .collect()
}

/// How many jobs and expenditures are in the books.
async fn counts(client: &Client) -> (i64, i64) {
    let jobs = client.get("/jobs/summary").await.expect(200);
    let spent = client.get("/expenditures/summary").await.expect(200);
    let count = |answer: &Answer| answer.body["count"].as_i64().unwrap();
    (count(&jobs), count(&spent))
}
