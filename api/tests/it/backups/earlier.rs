//! Backups of earlier releases: one of each schema is kept from the first release on that makes them.

use std::fs;
use std::path::PathBuf;

use super::{backup, fill, start, text};
use crate::harness::{PASSWORD, TestDatabase, bless, faults};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/backups/fixtures")
}

/// The schema of this build: its newest migration.
fn schema() -> String {
    let numbers = crate::migrations::texts::numbered("sqlite");
    let newest = numbers.last().unwrap();
    newest.split('_').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_backup_of_this_schema_is_kept_for_later_releases() {
    let kept = folder().join(format!("{}.tar.zst", schema()));
    if bless::is_asked() && !kept.exists() {
        let program = start(TestDatabase::embedded());
        fill(&program.admin().await).await;
        fs::create_dir_all(folder()).unwrap();
        fs::copy(backup(&program), &kept).unwrap();
    }
    let told = "there is no backup of this schema: run `cargo xtask bless`";
    assert!(kept.exists(), "{told}");
}

#[tokio::test]
async fn a_backup_of_each_earlier_schema_restores_into_this_one() {
    let mut kept: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    kept.sort();
    assert!(!kept.is_empty());
    for file in kept {
        let mut program = start(TestDatabase::fresh());
        program.kill();
        let restored = program.run(&["restore", text(&file)]);
        assert!(
            restored.status.success(),
            "{}: {restored:?}",
            file.display()
        );
        program.restart();
        let mut admin = program.client();
        admin.sign_in("ada", PASSWORD).await.expect(200);
        let jobs = admin.get("/jobs/summary?deleted=any").await.expect(200);
        assert_eq!(jobs.body["count"], 40, "{}", file.display());
        assert_eq!(faults(&program.database).unwrap(), Vec::<String>::new());
    }
}
