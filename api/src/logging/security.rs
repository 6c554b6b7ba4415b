//! `security.jsonl`: what matters to whoever watches for attacks, in OWASP's vocabulary.

use std::io;
use std::net::IpAddr;
use std::path::Path;

use chrono::{SecondsFormat, Utc};
use log::Level;
use serde::Serialize;

use super::line::{escaped, level_name};
use super::queue::Queue;
use super::redact::redact;
use super::{FLUSH_TIME, put_record, trail};
use crate::db::Caller;

/// The file's name; those before it are this with a number behind.
pub const SECURITY_TRAIL: &str = "security.jsonl";

/// What happened. The names are OWASP's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    AuthnLoginSuccess,
    #[serde(rename = "authn_login_successafterfail")]
    AuthnLoginSuccessAfterFail,
    AuthnLoginFail,
    AuthnLoginFailMax,
    AuthnLoginLock,
    CredStuffing,
    AuthnPasswordChange,
    AuthnTokenReuse,
    AuthzFail,
    AuthzAdmin,
    InputValidationFail,
    ExcessRateLimitExceeded,
    UserCreated,
    UserUpdated,
    SysStartup,
    SysShutdown,
    SysMonitorDisabled,
    AuditCheckpoint,
    AuditTampered,
    SecretRotated,
    SecretRotationDue,
}

/// One event. Ids and addresses only: no secret, no token, no typed name that cannot be one.
#[derive(Clone, Copy)]
pub struct SecurityEvent<'a> {
    pub kind: SecurityKind,
    /// The signed-in user's id.
    pub actor: Option<&'a str>,
    /// The user it happened to, by id or by `name_as_typed`.
    pub subject: Option<&'a str>,
    pub ip: Option<IpAddr>,
    pub request_id: Option<&'a str>,
    /// A sentence for people; may be empty.
    pub detail: &'a str,
}

impl SecurityEvent<'_> {
    /// An event of this kind about which nothing else is known.
    pub const fn of(kind: SecurityKind) -> Self {
        Self {
            kind,
            actor: None,
            subject: None,
            ip: None,
            request_id: None,
            detail: "",
        }
    }
}

impl SecurityKind {
    fn level(self) -> Level {
        match self {
            Self::AuthnLoginSuccess
            | Self::AuthnLoginSuccessAfterFail
            | Self::AuthnPasswordChange => Level::Info,
            Self::AuthzAdmin | Self::UserCreated | Self::UserUpdated | Self::SecretRotated => {
                Level::Info
            }
            Self::SysStartup | Self::SysShutdown | Self::AuditCheckpoint => Level::Info,
            Self::AuthnLoginFail
            | Self::AuthnLoginFailMax
            | Self::AuthnLoginLock
            | Self::CredStuffing
            | Self::AuthzFail => Level::Warn,
            Self::AuthnTokenReuse
            | Self::InputValidationFail
            | Self::ExcessRateLimitExceeded
            | Self::SecretRotationDue => Level::Warn,
            Self::SysMonitorDisabled | Self::AuditTampered => Level::Error,
        }
    }
}

/// The trail of security events; clones share it.
#[derive(Clone)]
pub struct SecurityLog {
    queue: Queue,
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    level: &'a str,
    event: SecurityKind,
    actor: Option<&'a str>,
    subject: Option<&'a str>,
    ip: Option<IpAddr>,
    request_id: Option<&'a str>,
    detail: &'a str,
}

impl SecurityLog {
    /// Opens `security.jsonl` in this folder.
    pub fn open(folder: &Path) -> io::Result<Self> {
        trail(folder, SECURITY_TRAIL).map(|queue| Self { queue })
    }

    /// Queues the event; never waits and never fails.
    pub fn record(&self, event: &SecurityEvent<'_>) {
        let subject = event.subject.map(escaped);
        let detail = redact(event.detail);
        let line = Line {
            at: Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
            level: level_name(event.kind.level()),
            event: event.kind,
            actor: event.actor,
            subject: subject.as_deref(),
            ip: event.ip,
            request_id: event.request_id,
            detail: &escaped(&detail),
        };
        put_record(&self.queue, &line);
    }

    /// Records what happened to `subject` (a user's id, or a name as it may be shown), and who did it from where.
    pub fn report(&self, caller: &Caller, kind: SecurityKind, subject: Option<&str>, detail: &str) {
        let actor = caller.actor.user().map(|user| user.to_string());
        // An address that cannot be read is one that nobody knows.
        let ip = caller.actor.ip.iter().flat_map(|text| text.parse()).next();
        self.record(&SecurityEvent {
            actor: actor.as_deref(),
            subject,
            ip,
            request_id: caller.actor.request_id.as_deref(),
            detail,
            ..SecurityEvent::of(kind)
        });
    }

    /// Waits until everything recorded so far is written, for a bounded time; whether it was.
    pub fn flush(&self) -> bool {
        self.queue.flush(FLUSH_TIME)
    }
}
