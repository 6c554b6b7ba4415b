//! What lies in the data folder, and who may read it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::harness::Program;

#[actix_web::test]
async fn g03_a_made_key_is_kept_so_that_a_restart_signs_nobody_out() {
    let mut program = Program::start();
    let before = program.admin().await;
    let file = program.database.path().join("secret-key");
    let made = fs::read(&file).unwrap();
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    program.signal("TERM");
    assert!(program.ended_well());
    program.restart();
    assert_eq!(fs::read(&file).unwrap(), made);
    // Its connections ended with the first process.
    let mut ada = program.client();
    (ada.token, ada.csrf, ada.cookies) = (before.token, before.csrf, before.cookies);
    ada.get("/me").await.expect(200);
    let refreshed = ada.with_cookies().post("/auth/refresh", &json!({})).await;
    ada.keep_session(&refreshed.expect(200));
    ada.get("/me").await.expect(200);
}

/// On PostgreSQL others are kept out by roles (`g16_…`).
#[actix_web::test]
async fn g24_the_embedded_database_is_the_owners_alone() {
    let program = Program::start_embedded();
    let admin = program.admin().await;
    admin.get("/jobs").await.expect(200);
    let folder = program.database.path();
    for name in ["zehmo.db", "zehmo.db-wal", "zehmo.db-shm"] {
        let mode = fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
}
