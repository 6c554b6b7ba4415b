//! A file as an answer: made beforehand, so that nothing of a broken one goes out, and sent from disk in small pieces.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::marker::PhantomData;

use actix_web::body::{BoxBody, SizedStream};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream::{self, Stream};
use tokio::io::AsyncReadExt as _;

use super::limits::Turn;
use super::signature::{Answer, Signature};
use crate::error::ApiError;

/// What is read from disk at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The kinds of file that an answer can be.
pub trait Kinds {
    /// Their media types.
    const MEDIA: &'static [&'static str];
}

/// A whole file of one of these kinds, to be kept under its name by whoever asked for it.
pub struct Download<K> {
    file: File,
    bytes: u64,
    name: String,
    media: &'static str,
    /// Whoever asked has it as long as the file is on its way.
    turn: Turn,
    kinds: PhantomData<K>,
}

impl<K: Kinds> Download<K> {
    /// `name` is of ASCII letters, digits, `-` and `.`.
    pub fn of(
        mut file: File,
        name: String,
        media: &'static str,
        turn: Turn,
    ) -> Result<Self, ApiError> {
        let bytes = file.metadata().map_err(ApiError::internal)?.len();
        file.seek(SeekFrom::Start(0)).map_err(ApiError::internal)?;
        Ok(Self {
            file,
            bytes,
            name,
            media,
            turn,
            kinds: PhantomData,
        })
    }
}

impl<K> Responder for Download<K> {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        let (name, media) = (&self.name, self.media);
        let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}");
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CONTENT_DISPOSITION, disposition));
        if is_text(media) {
            answer.content_type(format!("{media}; charset=utf-8"));
        } else {
            answer.content_type(media);
            // It is packed already. The outermost middleware removes the mark again.
            answer.insert_header((header::CONTENT_ENCODING, "identity"));
        }
        answer.body(SizedStream::new(self.bytes, pieces(self.file, self.turn)))
    }
}

/// Whether files of this media type are text, which is worth being compressed.
pub fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media == LINES
}

/// A JSON object on each line.
pub const LINES: &str = "application/jsonl";

/// The file piece by piece; the turn ends with it.
fn pieces(file: File, turn: Turn) -> impl Stream<Item = io::Result<Bytes>> {
    let file = tokio::fs::File::from_std(file);
    stream::try_unfold((file, turn), |(mut file, turn)| async move {
        let mut piece = vec![0; PIECE_BYTES];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), (file, turn))))
    })
}

impl<K: Kinds> Answer for Download<K> {
    fn declare(signature: &mut Signature) {
        signature.answer.status = 200;
        signature.answer.files = K::MEDIA;
    }
}
