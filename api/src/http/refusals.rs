//! What was refused, for whoever watches for attacks: rights, anti-forgery checks, input, limits.

use actix_web::{HttpMessage as _, HttpRequest};
use shared::problem::ProblemCode;

use super::peer::ClientAddress;
use super::session::Presented;
use crate::logging::{SecurityEvent, SecurityKind, SecurityLog};

/// Leaves a line in the trail for a refusal that can be part of an attack; says it in the log too when it was a right.
pub fn report(
    log: &SecurityLog,
    req: &HttpRequest,
    client: ClientAddress,
    request_id: &str,
    code: ProblemCode,
) {
    let Some(kind) = kind_of(code) else {
        return;
    };
    let actor = match req.extensions().get::<Presented>() {
        Some(Presented::Signed(caller)) => caller.actor.user.map(|user| user.to_string()),
        _ => None,
    };
    // The template: what stands in the path itself is the caller's own text.
    let route = req.match_pattern().unwrap_or_else(|| "-".to_owned());
    let detail = format!("{} {route}: {}", req.method(), code.as_str());
    if kind == SecurityKind::AuthzFail {
        let who = actor.as_deref().unwrap_or("nobody");
        log::warn!("Refused {detail} for user id: {who} from IP: {}", client.0);
    }
    log.record(&SecurityEvent {
        actor: actor.as_deref(),
        ip: Some(client.0),
        request_id: Some(request_id),
        detail: &detail,
        ..SecurityEvent::of(kind)
    });
}

/// Sign-in has events of its own; what is merely missing, stale or busy is nobody's attack.
fn kind_of(code: ProblemCode) -> Option<SecurityKind> {
    match code {
        ProblemCode::NotAllowed
        | ProblemCode::CsrfFailed
        | ProblemCode::WrongHost
        | ProblemCode::HttpsRequired => Some(SecurityKind::AuthzFail),
        ProblemCode::Malformed
        | ProblemCode::Invalid
        | ProblemCode::TooLarge
        | ProblemCode::WrongType => Some(SecurityKind::InputValidationFail),
        ProblemCode::SlowDown => Some(SecurityKind::ExcessRateLimitExceeded),
        _ => None,
    }
}
