//! Lines of the security trail about people and their secrets.

use super::state::Auth;
use crate::db::Caller;
use crate::logging::{SecurityEvent, SecurityKind};

/// Records what happened to `subject` (a user's id, or a name as it may be shown), and who did it from where.
pub fn report(
    auth: &Auth,
    caller: &Caller,
    kind: SecurityKind,
    subject: Option<&str>,
    detail: &str,
) {
    let actor = caller.actor.user.map(|user| user.to_string());
    // An address that cannot be read is one that nobody knows.
    let ip = caller.actor.ip.iter().flat_map(|text| text.parse()).next();
    auth.security_log.record(&SecurityEvent {
        actor: actor.as_deref(),
        subject,
        ip,
        request_id: caller.actor.request_id.as_deref(),
        detail,
        ..SecurityEvent::of(kind)
    });
}
