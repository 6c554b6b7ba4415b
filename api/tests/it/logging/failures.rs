//! What a failure of ours writes to the log, and how little of it the caller hears.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::Value;

use super::process::Server;

#[actix_web::test]
async fn g64_g65_a_broken_database_is_in_the_log_and_not_in_the_answer() {
    let mut server = Server::start(&[]);
    let file = server.folder.path().join("data/zehmo.db");
    let mut database = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    database
        .batch_execute("ALTER TABLE settings RENAME TO elsewhere")
        .unwrap();
    let mut bodies = Vec::new();
    for path in ["/api/v1/jobs", "/api/v1/users?q=hunter2"] {
        let answer = server.get(path).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 500);
        let mut body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let id = body["request_id"].as_str().unwrap().to_owned();
        bodies.push((id.clone(), path));
        body["request_id"] = Value::Null;
        body["instance"] = Value::Null;
        insta::allow_duplicates! {
            insta::assert_snapshot!(body, @r#"{"code":"internal","detail":"The server could not do this. Nothing was changed. The request id helps to find the cause.","errors":[],"instance":null,"request_id":null,"status":500,"title":"Something broke on our side","type":"/problems/internal"}"#);
        }
    }
    server.stop();
    let log = server.read("stdout");
    for (id, path) in bodies {
        let line = log
            .lines()
            .find(|line| line.contains(&id))
            .unwrap_or_else(|| panic!("{id} in {log}"));
        assert!(
            line.contains(" ERROR: Server Error: ") && line.contains("settings"),
            "{line}"
        );
        assert!(
            line.contains(path.split('?').next().unwrap()) && !line.contains("hunter2"),
            "{line}"
        );
    }
}

#[actix_web::test]
async fn an_outage_that_lasts_is_one_line_and_not_one_for_each_who_asks() {
    let mut server = Server::start(&[]);
    let folder = server.folder.path().to_owned();
    std::fs::rename(folder.join("data"), folder.join("elsewhere")).unwrap();
    for _ in 0..20 {
        let answer = server.get("/health/ready").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 503);
    }
    std::fs::rename(folder.join("elsewhere"), folder.join("data")).unwrap();
    server.stop();
    let log = server.read("stdout");
    let told = log.lines().filter(|line| line.contains("busy: "));
    assert_eq!(told.count(), 1, "{log}");
}

#[actix_web::test]
async fn g62_nothing_turns_a_debug_mode_on_that_answers_with_its_inside() {
    let mut server = Server::start(&[
        ("RUST_BACKTRACE", "full"),
        ("RUST_LOG", "trace"),
        ("DEBUG", "true"),
        ("FLASK_DEBUG", "1"),
        ("TESTING", "true"),
        ("LOG_LEVEL", "debug"),
    ]);
    for path in ["/debug", "/debug/pprof", "/console", "/api/v1/debug"] {
        let answer = server.get(path).header("accept", "application/json");
        let status = answer.send().await.unwrap().status().as_u16();
        assert!([404, 503].contains(&status), "{path}: {status}");
    }
    let file = server.folder.path().join("data/zehmo.db");
    let mut database = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    database
        .batch_execute("ALTER TABLE settings RENAME TO elsewhere")
        .unwrap();
    let answer = server.get("/api/v1/jobs").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 500);
    let body = answer.text().await.unwrap();
    for inside in ["settings", "api/src", ".rs", "stack", "diesel", "panick"] {
        assert!(!body.contains(inside), "{inside}: {body}");
    }
    server.stop();
}
