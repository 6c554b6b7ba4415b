//! Files that are no backups, damaged ones, and those of another shop: each is refused beforehand, and changes nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use api::keyring::{hex, sha256};
use serde_json::{Value, json};
use tar::{Builder, EntryType, Header};

use super::{backup, fill, refused, start, text};
use crate::harness::{Program, TestDatabase, make};

/// A shop, its backup, and what a member of the archive holds.
async fn shop() -> (Program, std::path::PathBuf) {
    let program = start(TestDatabase::embedded());
    fill(&program.admin().await).await;
    let file = backup(&program);
    (program, file)
}

/// The members of a backup.
fn members(file: &Path) -> (Value, Vec<u8>) {
    use std::io::Read as _;
    let mut archive = tar::Archive::new(zstd::Decoder::new(fs::File::open(file).unwrap()).unwrap());
    let mut found = archive.entries().unwrap().map(|entry| {
        let mut bytes = Vec::new();
        entry.unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    });
    let manifest = serde_json::from_slice(&found.next().unwrap()).unwrap();
    (manifest, found.next().unwrap())
}

/// An archive of these members: kind, name and bytes.
fn archive(file: &Path, members: &[Member<'_>]) {
    let packer = zstd::Encoder::new(fs::File::create(file).unwrap(), 1).unwrap();
    let mut archive = Builder::new(packer);
    for (kind, name, bytes) in members {
        let mut header = Header::new_ustar();
        header.set_entry_type(*kind);
        header.set_size(u64::try_from(bytes.len()).unwrap());
        header.set_mode(0o600);
        if matches!(kind, EntryType::Symlink) {
            header.set_size(0);
            header.set_link_name("/etc/hostname").unwrap();
        }
        let bytes = if matches!(kind, EntryType::Symlink) {
            &[]
        } else {
            *bytes
        };
        archive.append_data(&mut header, name, bytes).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap();
}

#[tokio::test]
async fn a_damaged_backup_is_refused_wherever_the_damage_lies() {
    let (program, file) = shop().await;
    let whole = fs::read(&file).unwrap();
    let damaged = file.with_file_name("damaged");
    for part in 0..24 {
        let place = part * (whole.len() - 1) / 23;
        let mut bytes = whole.clone();
        bytes[place] ^= 0x5a;
        fs::write(&damaged, &bytes).unwrap();
        let why = refused(&program, &["backup", "verify", text(&damaged)]);
        assert!(!why.contains("panicked"), "byte {place}: {why}");
        fs::write(&damaged, &whole[..place]).unwrap();
        refused(&program, &["backup", "verify", text(&damaged)]);
    }
    let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(left, 2, "nothing unfinished is left");
}

/// A member of an archive: its kind, name and bytes.
type Member<'a> = (EntryType, &'a str, &'a [u8]);

/// Tries to restore each archive, and looks whether the books stay as they are.
fn refuse_all(program: &mut Program, cases: &[(&str, Vec<Member<'_>>)]) {
    program.kill();
    let books = program.database.path().join("zehmo.db");
    let before = fs::read(&books).unwrap();
    let hostile = program.database.path().join("backups/hostile");
    for (why, members) in cases {
        archive(&hostile, members);
        let told = refused(program, &["restore", text(&hostile)]);
        assert!(told.contains(why), "{why}: {told}");
    }
    assert!(before == fs::read(&books).unwrap(), "they are as they were");
}

#[tokio::test]
async fn what_is_no_backup_is_named_and_nothing_of_it_is_taken_out() {
    let (mut program, file) = shop().await;
    let (manifest, data) = members(&file);
    let good = serde_json::to_vec(&manifest).unwrap();
    let (plain, link) = (EntryType::Regular, EntryType::Symlink);
    let long = vec![b' '; 1024 * 1024 + 1];
    let manifest: Member<'_> = (plain, "manifest.json", &good);
    let books: Member<'_> = (plain, "books.sqlite3", &data);
    let cases = [
        ("ends too early", vec![]),
        (
            "something else",
            vec![(link, "manifest.json", [].as_slice())],
        ),
        (
            "something else",
            vec![(plain, "manifest.jso", good.as_slice())],
        ),
        ("something else", vec![books]),
        ("too long", vec![(plain, "manifest.json", long.as_slice())]),
        ("ends too early", vec![manifest]),
        (
            "something else",
            vec![manifest, (link, "books.sqlite3", [].as_slice())],
        ),
        (
            "something stands behind",
            vec![manifest, books, (plain, "more", b"x".as_slice())],
        ),
    ];
    refuse_all(&mut program, &cases);
    let hostile = program.database.path().join("backups/hostile");
    fs::write(&hostile, b"SQLite format 3\0").unwrap();
    let told = refused(&program, &["restore", text(&hostile)]);
    assert!(told.contains("no backup of Zehmo"), "{told}");
}

#[tokio::test]
async fn a_manifest_that_does_not_tell_the_truth_is_refused() {
    let (mut program, file) = shop().await;
    let (manifest, data) = members(&file);
    let plain = EntryType::Regular;
    let shorter = data.len() - 4096;
    let lies: [(&str, &str, Value); 8] = [
        ("not of a form", "/run", json!("something")),
        ("laid out", "/format", json!(2)),
        ("not the length", "/data/bytes", json!(data.len() - 1)),
        ("not the length", "/data/bytes", json!(u64::MAX)),
        ("not the one that was put in", "/data/sha256", json!("00")),
        ("do not come to", "/books/sums/jobs.total_minor", json!("1")),
        ("do not come to", "/books/rows/jobs", json!(39)),
        ("do not come to", "/books/chain/seq", json!(1)),
    ];
    let written = |pointer: &str, lie: &Value| {
        let mut other = manifest.clone();
        match other.pointer_mut(pointer) {
            Some(place) => *place = lie.clone(),
            None => other["run"] = lie.clone(),
        }
        serde_json::to_vec(&other).unwrap()
    };
    let cut = written("/data/bytes", &json!(shorter));
    let texts = lies
        .iter()
        .map(|(why, pointer, lie)| (*why, written(pointer, lie)));
    let texts: Vec<(&str, Vec<u8>)> = texts.collect();
    let case = |(why, text)| -> (&str, Vec<Member<'_>>) {
        let text: &Vec<u8> = text;
        (
            why,
            vec![
                (plain, "manifest.json", text.as_slice()),
                (plain, "books.sqlite3", &data),
            ],
        )
    };
    let mut cases: Vec<_> = texts.iter().map(|(why, text)| case((*why, text))).collect();
    let (_, mut less) = case(("", &cut));
    less[1].2 = &data[..shorter];
    cases.push(("not the one that was put in", less));
    refuse_all(&mut program, &cases);
}

#[tokio::test]
async fn a_database_that_was_altered_before_it_was_packed_is_refused_by_its_journal() {
    let (program, file) = shop().await;
    let (mut manifest, data) = members(&file);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("altered");
    fs::write(&path, &data).unwrap();
    {
        use diesel::Connection as _;
        use diesel::connection::SimpleConnection as _;
        let mut copy = diesel::SqliteConnection::establish(text(&path)).unwrap();
        copy.batch_execute(
            "DROP TRIGGER events_are_never_changed; UPDATE events SET action = 'job.reopened' WHERE seq = 9",
        )
        .unwrap();
    }
    let altered = fs::read(&path).unwrap();
    manifest["data"] = json!({"bytes": altered.len(), "sha256": hex(&sha256(&altered))});
    let packed = folder.path().join("packed");
    archive(
        &packed,
        &[
            (
                EntryType::Regular,
                "manifest.json",
                &serde_json::to_vec(&manifest).unwrap(),
            ),
            (EntryType::Regular, "books.sqlite3", &altered),
        ],
    );
    let why = refused(&program, &["backup", "verify", text(&packed)]);
    assert!(
        why.contains("event 9 of its journal: it was changed"),
        "{why}"
    );
    assert!(file.exists());
}

#[tokio::test]
async fn another_shops_backup_is_refused_beforehand_and_its_own_key_opens_it() {
    let (_shop, file) = shop().await;
    let other = "hA2sXvT9mK4qWzR7yB1nC6eJ0dLfPgU3iO5tVkQaYxM";
    let mut other_shop = Program::start_with(TestDatabase::embedded(), &[("SECRET_KEY", other)]);
    let admin = other_shop.admin().await;
    make::job(&admin).await.expect(201);
    other_shop.kill();
    let why = refused(&other_shop, &["restore", text(&file)]);
    assert!(why.contains("another SECRET_KEY"), "{why}");
    other_shop.set("SECRET_KEY_PREVIOUS", Some(super::KEY.1));
    let restored = other_shop.run(&["restore", text(&file)]);
    assert!(restored.status.success(), "{restored:?}");
}

#[tokio::test]
async fn a_disk_without_room_leaves_nothing_half_and_the_last_good_backup() {
    let (program, file) = shop().await;
    let folder = file.parent().unwrap();
    let good = fs::read(&file).unwrap();
    // Blocks of 512 bytes: none for the copy, too few, and nearly enough.
    for blocks in ["0", "100", "600"] {
        let command = program.command(&["backup", "make"]);
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", &limited, "sh"])
            .arg(command.get_program());
        shell.args(command.get_args());
        shell.env_clear();
        for (name, value) in command.get_envs() {
            shell.envs(value.map(|value| (name, value)));
        }
        let failed = shell.output().unwrap();
        let why = String::from_utf8(failed.stderr).unwrap();
        assert!(!failed.status.success(), "{blocks}: {why}");
        assert!(why.starts_with("zehmo: "), "{blocks}: {why}");
        let left: Vec<_> = fs::read_dir(folder).unwrap().collect();
        assert_eq!(left.len(), 1, "{blocks}: {left:?}");
        assert!(fs::read(&file).unwrap() == good, "{blocks}");
    }
    backup(&program);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
}
