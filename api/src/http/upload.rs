//! A file sent as a request's body: streamed to disk, never held in memory, gone when it is no longer needed.

use std::future::{Ready, ready};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use aws_lc_rs::digest;
use futures_util::StreamExt as _;
use shared::problem::ProblemCode;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::body::sent_type;
use super::signature::{Argument, Body, Signature};
use crate::error::ApiError;
use crate::keyring::hex;

/// The only kind of file that this API takes, and the name for bytes of any kind, which is all that some clients can send.
const KINDS: [&str; 2] = ["application/vnd.sqlite3", "application/octet-stream"];
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
    /// The type that it was sent as.
    pub kind: String,
    /// SHA-256 of its content, in hexadecimal.
    pub digest: String,
    /// Its first hundred bytes.
    pub first: Vec<u8>,
    is_kept: bool,
}

impl Stored {
    /// Gives it the place at which others look for it.
    pub fn moved_to(mut self, place: PathBuf) -> Result<Self, ApiError> {
        std::fs::rename(&self.path, &place).map_err(no_room)?;
        self.path = place;
        Ok(self)
    }

    /// From now on it is another's to remove.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            log::warn!("an uploaded file could not be removed: {error}");
        }
    }
}

/// A body that is a file of at most so many bytes.
pub struct Upload<const BYTES_MAX: u64> {
    req: HttpRequest,
    body: Payload,
}

impl<const BYTES_MAX: u64> FromRequest for Upload<BYTES_MAX> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, body) = (req.clone(), payload.take());
        ready(Ok(Self { req, body }))
    }
}

impl<const BYTES_MAX: u64> Argument for Upload<BYTES_MAX> {
    fn declare(signature: &mut Signature) {
        signature.body = Body::File {
            kinds: &KINDS,
            bytes_max: BYTES_MAX,
        };
    }
}

impl<const BYTES_MAX: u64> Upload<BYTES_MAX> {
    /// Writes it into a new file of the folder. Problems: `wrong_type`, `too_large`, `timeout`, `malformed` (cut off),
    /// `busy` (no room).
    pub async fn store(self, folder: &Path) -> Result<Stored, ApiError> {
        let sent = self.req.content_type();
        if !KINDS.iter().any(|kind| sent.eq_ignore_ascii_case(kind)) {
            let detail = format!("Send the file as {}.", KINDS.join(" or "));
            return Err(ApiError::new(ProblemCode::WrongType, detail));
        }
        if announces_more(&self.req, BYTES_MAX) {
            return Err(too_large(BYTES_MAX));
        }
        let path = folder.join(format!("{}.upload", uuid::Uuid::now_v7()));
        let mut file = create(folder, &path).map_err(no_room)?;
        let mut stored = Stored {
            path,
            kind: sent_type(&self.req).to_owned(),
            bytes: 0,
            digest: String::new(),
            first: Vec::with_capacity(FIRST_BYTES),
            is_kept: false,
        };
        receive(self.body, &mut file, &mut stored, BYTES_MAX).await?;
        file.flush().await.map_err(no_room)?;
        Ok(stored)
    }
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

/// Removes what a process that was killed left behind; not the files of these names, which are still needed.
pub fn sweep(folder: &Path, leftovers: Leftovers, needed: &[String]) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed();
        let is_needed = needed.iter().any(|name| entry.file_name() == name.as_str());
        let is_old = leftovers == Leftovers::All || age.is_ok_and(|age| age > LEFTOVER_AGE);
        let is_leftover = is_old && !is_needed;
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
