//! The first call that the document and the README show is carried out as it stands there.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::TestApp;
use crate::harness::operation::ORIGIN;

/// The lines between the marks of the first example for a shell.
fn example(text: &str) -> &str {
    let after = text.split_once("```sh\n").unwrap().1;
    after.split_once("\n```").unwrap().0
}

#[actix_web::test]
async fn the_first_call_of_document_and_readme_works_as_it_stands() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = serde_json::json!({"items": [crate::harness::make::item("Banner", "1", 100)]});
    admin.post("/jobs", &draft).await.expect(201);
    let document = admin.get("//openapi.json").await.expect(200);
    let told = document.str("/info/description");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    assert_eq!(example(&readme).replace(ORIGIN, &app.url()), example(&told));
    // The only part that is the reader's to fill in.
    let draft =
        serde_json::json!({"name": "The first call", "scopes": ["jobs.read", "jobs.write"]});
    let made = admin.post("/me/tokens", &draft).await.expect(201);
    let script = example(&told).replace("zehmo_pat_…", &made.str("/token"));
    let done =
        actix_web::web::block(move || Command::new("sh").args(["-eu", "-c", &script]).output());
    let done = done.await.unwrap().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let mut said = serde_json::Deserializer::from_str(&printed).into_iter::<Value>();
    let mut next = || said.next().expect(&printed).expect(&printed);
    let (me, page, job) = (next(), next(), next());
    assert_eq!(me["token"]["name"], "The first call", "{me}");
    assert_eq!(page["data"][0]["status"], "open", "{page}");
    assert_eq!(job["total"]["amount_minor"], 150_000, "{job}");
    let jobs = admin.get("/jobs").await.expect(200);
    assert_eq!(jobs.body["data"][0]["number"], job["number"]);
    assert_eq!(String::from_utf8(done.stderr).unwrap(), "");
}
