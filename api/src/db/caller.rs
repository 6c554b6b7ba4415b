//! Who asks for a change, from where, and under which idempotency key. The same for a browser session, a token and the host's command line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use shared::id::{SessionId, UserId};
use shared::instant::Instant;
use shared::permission::{Grant, Permission, Role, ShopRules};

use crate::error::ApiError;
use crate::keyring;

/// The person or program that acts; nobody when the request is anonymous.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub user: Option<UserId>,
    pub username: Option<String>,
    pub role: Option<Role>,
    pub session: Option<SessionId>,
    /// The personal token's id, when one is used instead of a session.
    pub token: Option<String>,
    pub ip: Option<String>,
    pub request_id: Option<String>,
    pub rules: ShopRules,
    /// Knows only the jobs and expenditures that he recorded himself.
    pub own_records_only: bool,
    /// A new password is due before anything else.
    pub must_change_password: bool,
    /// When and by which means the person last proved who he is (for acts that will want a fresh proof).
    pub auth_time: Option<Instant>,
    pub amr: Option<String>,
}

impl Actor {
    /// The host's own command line: no user, no session, all that the operating system allows.
    pub fn host() -> Self {
        Self::default()
    }

    /// Whether the actor's role holds the right, by the shop's rules.
    pub fn holds(&self, permission: Permission) -> bool {
        self.grant(permission) != Grant::No
    }

    /// The user who becomes a record's author. Fails for a program's own act, which has none.
    pub fn author(&self) -> Result<String, ApiError> {
        let user = self
            .user
            .ok_or_else(|| ApiError::broken("a record without an author"))?;
        Ok(user.to_string())
    }

    /// The author whose records alone the actor may know of; none when he may know of all.
    pub fn limited_to(&self) -> Option<String> {
        let limited = self.user.filter(|_| self.own_records_only);
        limited.map(|user| user.to_string())
    }

    /// Whether the actor may know of a record of this author.
    pub fn may_know_of(&self, author: &str) -> bool {
        self.limited_to().is_none_or(|own| own == author)
    }

    /// How far the right goes; what the role may do for ten minutes only is for the service to check.
    pub fn grant(&self, permission: Permission) -> Grant {
        self.role
            .map_or(Grant::No, |role| permission.may(role, &self.rules))
    }
}

/// An actor together with the request's idempotency key.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub actor: Actor,
    pub key: Option<Arc<IdempotencyKey>>,
}

impl Caller {
    /// The same caller without a key: for answers that hold a secret.
    pub fn unkeyed(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            key: None,
        }
    }
}

/// `Idempotency-Key` of a request, with all that makes it unique: caller, method, path and query (API.md §2).
#[derive(Debug)]
pub struct IdempotencyKey {
    pub principal: String,
    pub method: String,
    /// With its query.
    pub target: String,
    pub key: String,
    body_digest: OnceLock<String>,
    replayed: AtomicBool,
}

impl IdempotencyKey {
    pub fn new(principal: String, method: String, target: String, key: String) -> Self {
        Self {
            principal,
            method,
            target,
            key,
            body_digest: OnceLock::new(),
            replayed: AtomicBool::new(false),
        }
    }

    /// Remembers the request's body by its type and digest; a request without one has the digest of nothing.
    pub fn body(&self, content_type: &str, digest: &str) {
        self.body_digest.get_or_init(|| {
            let whole = format!("{}\n{digest}", content_type.to_ascii_lowercase());
            keyring::hex(&keyring::sha256(whole.as_bytes()))
        });
    }

    /// The address that was called, without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn body_digest(&self) -> &str {
        self.body_digest.get().map_or("", String::as_str)
    }

    pub fn was_replayed(&self) -> bool {
        self.replayed.load(Ordering::Relaxed)
    }

    pub(super) fn set_replayed(&self) {
        self.replayed.store(true, Ordering::Relaxed);
    }
}
