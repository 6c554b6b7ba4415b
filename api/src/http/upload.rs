//! A file sent as a request's body: streamed to disk, never held in memory, gone when it is no longer needed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, header};
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use aws_lc_rs::digest;
use futures_util::StreamExt as _;
use shared::problem::ProblemCode;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use crate::error::ApiError;
use crate::keyring::hex;

/// The only kind of file that this API takes.
pub const SQLITE: &str = "application/vnd.sqlite3";
/// How long an upload may take in all; each single byte has 15 seconds.
pub const UPLOAD_TIME: Duration = Duration::from_secs(60 * 60);
const BYTE_TIME: Duration = Duration::from_secs(15);
/// A leftover of a process that was killed is older than any upload of another instance can be.
const LEFTOVER_AGE: Duration = Duration::from_secs(2 * 60 * 60);
/// So much of the beginning is kept for a first look.
const FIRST_BYTES: usize = 100;

/// A file that is removed when this is dropped.
pub struct Stored {
    path: PathBuf,
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub digest: String,
    /// Its first hundred bytes.
    pub first: Vec<u8>,
}

impl Stored {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            log::warn!("an uploaded file could not be removed: {error}");
        }
    }
}

/// Whether the request's body is a file, which may take longer to arrive than any other.
pub fn is_upload(req: &ServiceRequest) -> bool {
    let takes_files = req.method() == Method::POST && req.path() == "/api/v1/imports";
    let kind = req.headers().get(header::CONTENT_TYPE);
    takes_files && kind.is_some_and(|kind| kind.as_bytes() == SQLITE.as_bytes())
}

/// Writes the body into a new file of the folder. Problems: `wrong_type`, `too_large`, `timeout`, `malformed` (cut off),
/// `busy` (no room).
pub async fn store(
    req: &HttpRequest,
    body: Payload,
    folder: &Path,
    bytes_max: u64,
) -> Result<Stored, ApiError> {
    if !req.content_type().eq_ignore_ascii_case(SQLITE) {
        let detail = "Send the file as application/vnd.sqlite3.";
        return Err(ApiError::new(ProblemCode::WrongType, detail));
    }
    if announces_more(req, bytes_max) {
        return Err(too_large(bytes_max));
    }
    let path = folder.join(format!("{}.upload", uuid::Uuid::now_v7()));
    let mut file = create(folder, &path).map_err(no_room)?;
    let mut stored = Stored {
        path,
        bytes: 0,
        digest: String::new(),
        first: Vec::with_capacity(FIRST_BYTES),
    };
    receive(body, &mut file, &mut stored, bytes_max).await?;
    file.flush().await.map_err(no_room)?;
    Ok(stored)
}

async fn receive(
    mut body: Payload,
    file: &mut File,
    stored: &mut Stored,
    bytes_max: u64,
) -> Result<(), ApiError> {
    let mut digest = digest::Context::new(&digest::SHA256);
    loop {
        let chunk = match tokio::time::timeout(BYTE_TIME, body.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(_cut_off))) => {
                return Err(ApiError::malformed(
                    "The file did not arrive whole.",
                    Vec::new(),
                ));
            }
            Ok(None) => break,
            Err(_elapsed) => {
                let detail = "The file stopped arriving for 15 seconds.";
                return Err(ApiError::new(ProblemCode::Timeout, detail));
            }
        };
        stored.bytes += u64::try_from(chunk.len()).map_err(ApiError::internal)?;
        if stored.bytes > bytes_max {
            return Err(too_large(bytes_max));
        }
        let wanted = FIRST_BYTES - stored.first.len();
        stored.first.extend(chunk.iter().take(wanted));
        digest.update(&chunk);
        file.write_all(&chunk).await.map_err(no_room)?;
    }
    stored.digest = hex(digest.finish().as_ref());
    Ok(())
}

/// A file that nobody but the server's own user can read, in a folder of the same kind.
fn create(folder: &Path, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let file = std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    Ok(File::from_std(file))
}

/// What a killed process may have left in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftovers {
    /// Every file: nobody else uses the folder.
    All,
    /// Files too old to be the upload of another process.
    Old,
}

/// Removes what a process that was killed left behind.
pub fn sweep(folder: &Path, leftovers: Leftovers) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed();
        let is_leftover = leftovers == Leftovers::All || age.is_ok_and(|age| age > LEFTOVER_AGE);
        if is_leftover
            && entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "upload")
        {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether the request announces more than this; what is no length, the server library has refused.
fn announces_more(req: &HttpRequest, bytes_max: u64) -> bool {
    let announced = req.headers().get(header::CONTENT_LENGTH);
    announced.is_some_and(|value| {
        std::str::from_utf8(value.as_bytes())
            .is_ok_and(|text| text.parse::<u64>().is_ok_and(|bytes| bytes > bytes_max))
    })
}

fn too_large(bytes_max: u64) -> ApiError {
    let detail = format!("The file may have {} MiB.", bytes_max / 1024 / 1024);
    ApiError::new(ProblemCode::TooLarge, detail)
}

fn no_room(error: io::Error) -> ApiError {
    ApiError::busy_because("The file cannot be stored now. Nothing was changed.", error)
}
