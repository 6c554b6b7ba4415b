//! How long a file lies there, and that nothing is left of one that was not finished.

use std::path::PathBuf;

use super::*;
use crate::harness::PASSWORD;

fn folder(app: &TestApp) -> PathBuf {
    app.database.path().join("exports")
}

fn files(app: &TestApp) -> usize {
    fs::read_dir(folder(app)).map_or(0, Iterator::count)
}

async fn minute(app: &TestApp) {
    api::tick::remove_files(&app.app.app).await.unwrap();
}

#[actix_web::test]
async fn a_file_is_its_owners_for_an_hour_and_then_gone() {
    use std::os::unix::fs::PermissionsExt as _;

    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let begun = admin.post("/exports", &everything("zip")).await.expect(202);
    let path = format!("/operations/{}/file", begun.str("/id"));
    let early = admin.get(&path).await;
    assert_eq!(
        early.status_and_body(),
        "409 wrong_state: The file is not there yet."
    );
    app.run_work().await;
    let entry = fs::read_dir(folder(&app)).unwrap().next().unwrap().unwrap();
    assert_eq!(
        entry.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        fs::metadata(folder(&app)).unwrap().permissions().mode() & 0o777,
        0o700
    );
    app.advance_seconds(SECONDS_KEPT - 1);
    minute(&app).await;
    let admin = app.sign_in("ada", PASSWORD).await;
    fetch(&admin, &path).await;
    app.advance_seconds(1);
    let late = admin.get(&path).await;
    assert_eq!(
        late.status_and_body(),
        "404 not_found: This file is gone: it is kept for an hour. Ask for it again."
    );
    assert_eq!(files(&app), 1);
    minute(&app).await;
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn a_file_that_is_called_off_or_fails_leaves_nothing() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let begun = admin
        .post("/exports", &everything("xlsx"))
        .await
        .expect(202);
    let operation = format!("/operations/{}", begun.str("/id"));
    admin.delete(&operation).await.expect(202);
    app.run_work().await;
    let ended = admin.get(&operation).await.expect(200);
    assert_eq!(ended.body["status"], "cancelled");
    let none = admin.get(&format!("{operation}/file")).await;
    assert_eq!(
        none.status_and_body(),
        "409 wrong_state: There is no file: it was not made."
    );
    assert_eq!(files(&app), 0);
    fs::remove_dir_all(folder(&app)).ok();
    fs::write(folder(&app), b"in the way").unwrap();
    let (_, failed) = made(&app, &admin, &everything("zip")).await;
    assert_eq!(failed["status"], "failed");
    let told = failed["problem"]["detail"].as_str().unwrap();
    assert!(told.contains("no room"), "{told}");
}

#[actix_web::test]
async fn what_a_killed_process_left_is_removed_and_a_strangers_file_is_not() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let (begun, _) = made(&app, &admin, &everything("zip")).await;
    let id = begun.str("/id");
    let unknown = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
    for left in [
        format!(".unfinished-{id}-x"),
        format!("{unknown}.zip"),
        "notes.txt".to_owned(),
    ] {
        fs::write(folder(&app).join(left), b"left").unwrap();
    }
    minute(&app).await;
    let mut names: Vec<String> = fs::read_dir(folder(&app))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [format!("{id}.zip"), "notes.txt".to_owned()]);
}

#[actix_web::test]
async fn another_server_says_that_the_file_is_not_there() {
    let app = Start::default().without_runner().start().await;
    let admin = books(&app).await;
    let (begun, _) = made(&app, &admin, &everything("zip")).await;
    fs::remove_dir_all(folder(&app)).unwrap();
    let answer = admin
        .get(&format!("/operations/{}/file", begun.str("/id")))
        .await;
    let told = answer.expect(404).str("/detail");
    assert!(told.contains("EXPORT_DIR"), "{told}");
}
