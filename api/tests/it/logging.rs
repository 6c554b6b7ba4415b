//! What the running program writes: lines in the security guide's form, trails for review, and never a credential.

mod failures;
mod process;
mod secrets;
mod sign_ins;
mod strangers;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use reqwest::StatusCode;
use serde_json::{Value, json};

use self::process::Server;
use crate::harness::{Start, TestApp};

/// `2026-11-24 20:08:20,123 INFO: … [in api/src/auth.rs:42]`
fn has_the_guides_form(line: &str) -> bool {
    let shape: String = line
        .chars()
        .take(23)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some((_, rest)) = line.split_at_checked(24) else {
        return false;
    };
    let Some((level, message)) = rest.split_once(": ") else {
        return false;
    };
    let Some((_, place)) = message
        .strip_suffix(']')
        .and_then(|message| message.rsplit_once(" [in "))
    else {
        return false;
    };
    let Some((path, number)) = place.rsplit_once(':') else {
        return false;
    };
    shape == "0000-00-00 00:00:00,000"
        && ["DEBUG", "INFO", "WARNING", "ERROR"].contains(&level)
        && path.ends_with(".rs")
        && !path.starts_with('/')
        && number.parse::<u32>().is_ok()
}

#[actix_web::test]
async fn g67_g68_g71_production_writes_the_same_lines_to_both_places() {
    let mut server = Server::start_in_production(&[]);
    assert_eq!(
        server.get("/logs/app.log").send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        server.get("/app.log").send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    server.stop();
    let written = server.read("data/logs/app.log");
    assert_eq!(written, server.read("stdout"));
    assert!(
        written.contains(&format!(
            " INFO: Zehmo serves http://127.0.0.1:{} [in api/src/cli/serve.rs:",
            server.port
        )),
        "{written}"
    );
    for line in written.lines() {
        assert!(has_the_guides_form(line), "{line}");
    }
    let mode = |path: &str| {
        fs::metadata(server.folder.path().join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/logs"), 0o750);
    for name in ["app.log", "access.jsonl", "security.jsonl"] {
        assert_eq!(mode(&format!("data/logs/{name}")), 0o640, "{name}");
    }
    assert_eq!(server.read("stderr"), "");
}

#[actix_web::test]
async fn g67_development_writes_to_the_standard_output_only() {
    let mut server = Server::start(&[]);
    server.stop();
    assert!(server.read("stdout").contains("INFO: Zehmo serves"));
    assert!(!server.folder.path().join("data/logs/app.log").exists());
    assert!(
        server.read("stdout").contains("data/secret-key"),
        "g03: it says where the made key lies"
    );
}

#[actix_web::test]
async fn g71_g72_the_json_form_and_the_level_can_be_chosen() {
    let mut server = Server::start(&[("LOG_FORMAT", "json"), ("LOG_FILE", "elsewhere/zehmo.log")]);
    server.stop();
    let written = server.read("data/elsewhere/zehmo.log");
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["level"] == "INFO" && line["path"] == "api/src/cli/serve.rs"),
        "{written}"
    );
    let at = lines[0]["at"].as_str().unwrap();
    assert!(at.len() == 24 && at.ends_with('Z'), "{at}");
    let mut quiet = Server::start_in_production(&[("LOG_LEVEL", "error")]);
    quiet.stop();
    assert_eq!(quiet.read("stdout"), "");
}

#[actix_web::test]
async fn g22_g77_requests_and_events_leave_a_trail_without_a_query_string() {
    let mut server = Server::start(&[]);
    let answer = server
        .get("/api/v1/jobs?q=pomegranate")
        .send()
        .await
        .unwrap();
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let status = answer.status().as_u16();
    server.stop();
    let requests = server.trail("access.jsonl");
    let request = requests
        .iter()
        .find(|request| request["request_id"] == id)
        .unwrap();
    assert_eq!(request["route"], "/api/v1/jobs");
    assert_eq!(
        (&request["method"], &request["ip"]),
        (&Value::from("GET"), &Value::from("127.0.0.1"))
    );
    assert_eq!(request["status"], status);
    assert!(
        request["ms"].is_u64() && request["actor"].is_null(),
        "{request}"
    );
    let events: Vec<Value> = server
        .trail("security.jsonl")
        .iter()
        .map(|event| event["event"].clone())
        .collect();
    assert_eq!(events, ["sys_startup", "sys_shutdown"]);
    for path in [
        "stdout",
        "data/logs/access.jsonl",
        "data/logs/security.jsonl",
    ] {
        assert!(!server.read(path).contains("pomegranate"), "{path}");
    }
}

#[actix_web::test]
async fn asvs_16_2_5_no_log_holds_what_a_request_carried_in_secret() {
    let mut server = Server::start_in_production(&[
        ("LOG_LEVEL", "debug"),
        ("BOOTSTRAP_ADMIN_USERNAME", "ngozi"),
        ("BOOTSTRAP_ADMIN_EMAIL", "ngozi@example.com"),
        ("BOOTSTRAP_ADMIN_PASSWORD", crate::harness::PASSWORD),
    ]);
    let token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    let answer = server
        .get("/api/v1/jobs")
        .header("authorization", format!("Bearer {token}"))
        .header("cookie", "__Host-zehmo_rt_x=quincecookie")
        .header("x-csrf-token", "quincecsrf")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let body = r#"{"username": "quince name!", "password": "quincepassword"}"#;
    let post = reqwest::Client::new().post(format!(
        "http://127.0.0.1:{}/api/v1/auth/sign-in",
        server.port
    ));
    let answer = post.header("content-type", "application/json").body(body);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    server.stop();
    for path in [
        "stdout",
        "data/logs/app.log",
        "data/logs/access.jsonl",
        "data/logs/security.jsonl",
    ] {
        let text = server.read(path);
        for secret in [token, "c2lnbmF0dXJl", "quince"] {
            assert!(!text.contains(secret), "{path}: {text}");
        }
    }
}

#[actix_web::test]
async fn a_busy_port_is_named_and_the_data_folder_is_left_alone() {
    let server = Server::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let second = Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .arg("serve")
        .env_clear()
        .env("DATA_DIR", folder.path())
        .env("PORT", server.port.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(
        said.starts_with(&format!(
            "zehmo: cannot listen on 127.0.0.1:{}: ",
            server.port
        )),
        "{said}"
    );
    assert!(!folder.path().join("zehmo.db").exists());
}

#[actix_web::test]
async fn g46_g77_refusals_leave_a_trail() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    staff.get("/users").await.expect(403);
    staff.get("/jobs?colour=red").await.expect(400);
    staff.post("/jobs", &json!({"items": []})).await.expect(422);
    assert!(app.app.security_log.flush());
    let trail = fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    let events: Vec<Value> = trail
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|event: &Value| event["actor"].is_string() && event["detail"] != "")
        .collect();
    let of = |name: &str| {
        events
            .iter()
            .filter(|event| event["event"] == name)
            .map(|event| event["detail"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("authz_fail"), ["GET /api/v1/users: not_allowed"]);
    assert_eq!(
        of("input_validation_fail"),
        ["GET /api/v1/jobs: malformed", "POST /api/v1/jobs: invalid"]
    );
    assert!(
        events
            .iter()
            .all(|event| event["ip"] == "127.0.0.1" && event["request_id"].is_string()),
        "{trail}"
    );
}

#[actix_web::test]
async fn g51_g77_a_caller_beyond_the_limit_leaves_a_trail() {
    let app = Start::default()
        // One of them was the set-up, which checks a secret too.
        .with("RATE_LIMIT_LOGIN", "3 per minute")
        .start()
        .await;
    let wrong = json!({"username": "ada", "password": "not-her-password-7"});
    for status in [401, 401, 429] {
        app.nobody()
            .post("/auth/sign-in", &wrong)
            .await
            .expect(status);
    }
    assert!(app.app.security_log.flush());
    let trail = fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    let refused = trail.matches("excess_rate_limit_exceeded").count();
    assert_eq!(refused, 1, "{trail}");
    assert!(!trail.contains("not-her-password"), "{trail}");
}
