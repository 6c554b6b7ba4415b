//! Keeps the compressing middleware away from small answers and from answers that mix a secret with what was sent (BREACH).

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;

use super::operations::Target;

/// Below this many bytes compression costs more than it saves.
const WORTH_IT: u64 = 1024;

pub async fn spare_small_and_secret<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let target = Target::of_service(&req);
    let secret = target
        .operation()
        .is_some_and(|operation| operation.signature.answer.is_secret);
    let mut answer = next.call(req).await?;
    let small =
        matches!(answer.response().body().size(), BodySize::Sized(bytes) if bytes < WORTH_IT);
    if (secret || small) && !answer.headers().contains_key(header::CONTENT_ENCODING) {
        // The outermost middleware removes the mark again.
        answer.headers_mut().insert(
            header::CONTENT_ENCODING,
            header::HeaderValue::from_static("identity"),
        );
    }
    Ok(answer)
}
