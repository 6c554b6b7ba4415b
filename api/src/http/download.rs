//! A file as an answer: made beforehand, so that nothing of a broken one goes out, and sent from disk in small pieces.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};

use actix_web::body::{BoxBody, SizedStream};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream::{self, Stream};
use shared::files::Format;
use tokio::io::AsyncReadExt as _;

use super::limits::Turn;
use super::signature::{Answer, Signature};
use crate::error::ApiError;

/// What is read from disk at once.
const PIECE_BYTES: usize = 64 * 1024;

/// A whole file, to be kept under this name by whoever asked for it.
pub struct Download {
    file: File,
    bytes: u64,
    name: String,
    format: Format,
    /// Whoever asked has it as long as the file is on its way.
    turn: Turn,
}

impl Download {
    /// `name` is of ASCII letters, digits, `-` and `.`.
    pub fn of(mut file: File, name: String, format: Format, turn: Turn) -> Result<Self, ApiError> {
        let bytes = file.metadata().map_err(ApiError::internal)?.len();
        file.seek(SeekFrom::Start(0)).map_err(ApiError::internal)?;
        Ok(Self {
            file,
            bytes,
            name,
            format,
            turn,
        })
    }
}

impl Responder for Download {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        let name = &self.name;
        let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}");
        let mut answer = HttpResponse::Ok();
        answer
            .content_type(content_type(self.format))
            .insert_header((header::CONTENT_DISPOSITION, disposition));
        if self.format != Format::Csv {
            // It is packed already. The outermost middleware removes the mark again.
            answer.insert_header((header::CONTENT_ENCODING, "identity"));
        }
        answer.body(SizedStream::new(self.bytes, pieces(self.file, self.turn)))
    }
}

fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx | Format::Pdf => format.media_type(),
    }
}

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

impl Answer for Download {
    fn declare(signature: &mut Signature) {
        signature.answer.status = 200;
        signature.answer.files = Format::ALL;
    }
}
