//! The data folder: its mode, and the key that development keeps in it.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::{Refusal, secret_key};
use crate::keyring::Secret;

/// Name of the embedded database in the data folder.
pub const DATABASE_FILE: &str = "zehmo.db";
const KEY_FILE: &str = "secret-key";
/// Bits that let the group or others in.
const OPEN_TO_OTHERS: u32 = 0o077;

/// Makes the folder (0700), or closes to others one that is ours; a foreign open folder is only noted.
pub fn prepare(folder: &Path, notices: &mut Vec<String>) -> Result<(), Refusal> {
    let refused = |cause: io::Error| {
        Refusal::new(
            "DATA_DIR",
            format!("({}) cannot be used: {cause}.", folder.display()),
        )
    };
    match fs::metadata(folder) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(refused),
        Err(other) => Err(refused(other)),
        Ok(about) if !about.is_dir() => Err(refused(io::ErrorKind::NotADirectory.into())),
        Ok(about) if about.permissions().mode() & OPEN_TO_OTHERS == 0 => Ok(()),
        Ok(_) if is_ours(folder).map_err(refused)? => {
            fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(refused)
        }
        Ok(_) => {
            notices.push(format!(
                "DATA_DIR ({}) can be read by others and holds other files; set its mode to 0700.",
                folder.display()
            ));
            Ok(())
        }
    }
}

/// The key of a development folder, made once; the log says where it lies.
pub fn own_key(folder: &Path, notices: &mut Vec<String>) -> Result<Secret, Refusal> {
    let path = folder.join(KEY_FILE);
    let refused = |cause: io::Error| {
        Refusal::new(
            "SECRET_KEY",
            format!("is not set and {} cannot be used: {cause}.", path.display()),
        )
    };
    let kept = match fs::read_to_string(&path) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            make(&path).map_err(refused)?;
            notices.push(format!(
                "SECRET_KEY is not set: a key was made and is kept in {}.",
                path.display()
            ));
            fs::read_to_string(&path).map_err(refused)?
        }
        other => other.map_err(refused)?,
    };
    let mode = fs::metadata(&path).map_err(refused)?.permissions().mode();
    if mode & OPEN_TO_OTHERS != 0 {
        notices.push(format!(
            "{} can be read by others; set its mode to 0600.",
            path.display()
        ));
    }
    secret_key::decode(kept.trim()).map_err(|reason| {
        Refusal::new("SECRET_KEY", format!("kept in {} {reason}", path.display()))
    })
}

/// Writes a whole key beside its place and links it there: of two processes at once, one wins and both read the same.
fn make(path: &Path) -> io::Result<()> {
    let key = secret_key::generate().map_err(io::Error::other)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    writeln!(file, "{}", key.expose())?;
    file.sync_all()?;
    let linked = match fs::hard_link(&draft, path) {
        Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    fs::remove_file(&draft)?;
    linked
}

/// Empty, or holding what this program puts there.
fn is_ours(folder: &Path) -> io::Result<bool> {
    let known = [KEY_FILE, DATABASE_FILE]
        .iter()
        .any(|name| folder.join(name).exists());
    Ok(known || fs::read_dir(folder)?.next().is_none())
}
