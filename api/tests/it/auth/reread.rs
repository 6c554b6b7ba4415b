//! SIGHUP: secrets in files are taken anew while the server runs, and nobody is signed out.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use super::refresh;
use crate::harness::{Client, Program, TestDatabase};
use crate::outages::draft;

const KEYS: [&str; 4] = [
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "9d5ed678fe57bcca610140957afab571b0ef9c0b5a1f9dcd3a6e08f4de03c1ab",
    "4be27c1f5a9d3e8067c2b1f4d5a6e7980b1c2d3e4f5a69788a9bacbdcedfe0f1",
    "c7d1e80f9a2b3c4d5e6f70818293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5",
];

/// The files of a server's secrets, and what it says about them.
pub struct Files {
    folder: tempfile::TempDir,
    log: PathBuf,
    /// Lines of the log that were read.
    read: usize,
}

impl Files {
    pub fn of(database: &TestDatabase) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            log: database.path().join("logs/app.log"),
            read: 0,
        }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) {
        write(&self.folder.path().join(name), text);
    }

    /// Sends the signal and waits for the log to say this.
    pub fn reread(&mut self, program: &Program, expected: &str) {
        program.signal("HUP");
        let began = Instant::now();
        loop {
            let text = std::fs::read_to_string(&self.log).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let news = lines.get(self.read..).unwrap_or_default();
            // The last word of each answer to the signal.
            let is_end =
                |line: &&str| line.contains("read at a start") || line.contains("nothing is taken");
            if news.iter().any(is_end) {
                assert!(news.iter().any(|line| line.contains(expected)), "{news:#?}");
                self.read = lines.len();
                return;
            }
            assert!(began.elapsed().as_secs() < 30, "{expected}: {text}");
            std::thread::yield_now();
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

fn write(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// A server whose keys lie in files.
fn start() -> (Program, Files) {
    let database = TestDatabase::fresh();
    let files = Files::of(&database);
    files.write("key", KEYS[0]);
    files.write("former", "");
    let (key, former) = (files.path("key"), files.path("former"));
    let variables = [
        ("SECRET_KEY_FILE", key.as_str()),
        ("SECRET_KEY_PREVIOUS_FILE", &former),
        ("LOG_FILE", "logs/app.log"),
    ];
    (Program::start_with(database, &variables), files)
}

/// The session and the personal token go on.
async fn goes_on(browser: &mut Client, till: &Client) {
    browser.keep_session(&refresh(browser).await.expect(200));
    browser.post("/jobs", &draft()).await.expect(201);
    till.get("/jobs").await.expect(200);
}

#[tokio::test]
async fn g83_every_key_is_replaced_twice_by_signal_and_the_same_session_goes_on() {
    let (mut program, mut files) = start();
    let ada = program.admin().await;
    let scopes = json!({"name": "Till", "scopes": ["jobs.read"]});
    let token = ada.post("/me/tokens", &scopes).await.expect(201);
    let mut till = program.client().bearing(&token.str("/token"));
    let mut browser = ada.with_cookies();
    for keys in KEYS[..3].windows(2) {
        files.write("former", keys[0]);
        files.write("key", keys[1]);
        files.reread(&program, "SECRET_KEY is taken anew");
        goes_on(&mut browser, &till).await;
        // The embedded database is sealed anew by the server itself, which alone has it.
        if program.database.url().is_some() {
            let done = program.run(&["secrets", "rewrap"]);
            assert!(done.status.success(), "{done:?}");
        }
        files.write("former", "");
        files.reread(&program, "SECRET_KEY_PREVIOUS is taken anew");
        browser.keep_session(&refresh(&browser).await.expect(200));
        goes_on(&mut browser, &till).await;
        program.kill();
        let done = program.run(&["secrets", "rotate-signing-key"]);
        assert!(done.status.success(), "{done:?}");
        program.restart();
        let (session, bearer) = (browser, till);
        browser = program.client();
        browser.cookies.clone_from(&session.cookies);
        browser.csrf.clone_from(&session.csrf);
        till = program.client().bearing(bearer.token.as_ref().unwrap());
        goes_on(&mut browser, &till).await;
    }
    let verdict = program.run(&["audit", "verify"]);
    assert!(verdict.status.success(), "{verdict:?}");
}

#[tokio::test]
async fn what_does_not_work_is_not_taken_and_the_present_secret_goes_on() {
    let (program, mut files) = start();
    let ada = program.admin().await;
    let mut browser = ada.with_cookies();
    let till = browser.clone();
    for (key, former, said) in [
        ("changeme", "", "nothing is taken anew: SECRET_KEY is"),
        ("", "", "nothing is taken anew: SECRET_KEY is empty"),
        (KEYS[3], "", "SECRET_KEY is not taken"),
        (KEYS[3], KEYS[2], "SECRET_KEY is not taken"),
        (KEYS[0], "", "SECRET_KEY is what it was"),
    ] {
        files.write("key", key);
        files.write("former", former);
        files.reread(&program, said);
        goes_on(&mut browser, &till).await;
    }
    let log = files.log();
    for key in KEYS {
        assert!(!log.contains(key), "{log}");
    }
}
