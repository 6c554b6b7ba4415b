//! Who asks for a change, from where, and under which idempotency key. The same for a browser session and the host's command line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use shared::id::{SessionId, TokenId, UserId};
use shared::instant::Instant;
use shared::permission::{Grant, Permission, Role, Scope, ShopRules};

use crate::error::ApiError;
use crate::keyring;

/// By what somebody acts.
#[derive(Clone, Debug, Default)]
pub enum Principal {
    /// A visitor, who has shown nothing that counts; and the server's own upkeep.
    #[default]
    Nobody,
    /// The host's command line: no user, all that the operating system allows.
    Host,
    /// A user who has proved who they are.
    User(Box<KnownUser>),
}

/// A user as their session, or the code that they have just used, tells.
#[derive(Clone, Debug)]
pub struct KnownUser {
    pub id: UserId,
    pub username: String,
    pub role: Role,
    /// None while a code is used, and for a token.
    pub session: Option<SessionId>,
    /// The personal token by which a program acts in the user's name.
    pub token: Option<KnownToken>,
    pub rules: ShopRules,
    /// Knows only the jobs and expenditures that they recorded themselves.
    pub own_records_only: bool,
    /// A new password is due before anything else.
    pub must_change_password: bool,
    /// Until when a second factor must be set up.
    pub factor_due_at: Option<Instant>,
    /// That is over: nothing else is open.
    pub must_enrol: bool,
    /// Showed who they are not long ago: what asks for a fresh proof is theirs to do.
    pub has_fresh_proof: bool,
}

/// A personal token that counts at this moment.
#[derive(Clone, Debug)]
pub struct KnownToken {
    pub id: TokenId,
    pub scopes: Vec<Scope>,
}

/// Who acts, and from where.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub principal: Principal,
    pub ip: Option<String>,
    pub request_id: Option<String>,
}

impl KnownUser {
    /// A user of whom nothing else is known: no session, no rules of the shop.
    pub fn new(id: UserId, username: String, role: Role) -> Self {
        Self {
            id,
            username,
            role,
            session: None,
            token: None,
            rules: ShopRules::default(),
            own_records_only: false,
            must_change_password: false,
            factor_due_at: None,
            must_enrol: false,
            has_fresh_proof: false,
        }
    }
}

impl KnownToken {
    /// Whether one of its scopes is the right's.
    pub fn covers(&self, permission: Permission) -> bool {
        permission
            .scope()
            .is_some_and(|scope| self.scopes.contains(&scope))
    }
}

impl Actor {
    pub fn host() -> Self {
        Self {
            principal: Principal::Host,
            ..Self::default()
        }
    }

    /// The same address and request, now of this user.
    pub fn become_user(&self, user: KnownUser) -> Self {
        Self {
            principal: Principal::User(Box::new(user)),
            ..self.clone()
        }
    }

    /// The user who acts; none for a visitor and the host.
    pub fn known(&self) -> Option<&KnownUser> {
        match &self.principal {
            Principal::User(user) => Some(user),
            Principal::Nobody | Principal::Host => None,
        }
    }

    pub fn user(&self) -> Option<UserId> {
        self.known().map(|user| user.id)
    }

    /// The personal token that the actor uses.
    pub fn token(&self) -> Option<&KnownToken> {
        self.known()?.token.as_ref()
    }

    /// Whether the actor holds the right, by the shop's rules.
    pub fn holds(&self, permission: Permission) -> bool {
        self.grant(permission) != Grant::No
    }

    /// The user who becomes a record's author. Fails for a program's own act, which has none.
    pub fn author(&self) -> Result<String, ApiError> {
        let user = self
            .user()
            .ok_or_else(|| ApiError::broken("a record without an author"))?;
        Ok(user.to_string())
    }

    /// Whether the actor knows only the records that they made themselves.
    pub fn is_limited(&self) -> bool {
        self.known().is_some_and(|user| user.own_records_only)
    }

    /// The author whose records alone the actor may know of; none when they may know of all.
    pub fn limited_to(&self) -> Option<String> {
        let limited = self.known().filter(|user| user.own_records_only);
        limited.map(|user| user.id.to_string())
    }

    /// Whether the actor may know of a record of this author.
    pub fn may_know_of(&self, author: &str) -> bool {
        self.limited_to().is_none_or(|own| own == author)
    }

    /// How far the right goes: by the role, and by the token's scopes where one is used. What the role may do for ten minutes
    /// only is for the service to check.
    pub fn grant(&self, permission: Permission) -> Grant {
        match self.token().is_none_or(|token| token.covers(permission)) {
            true => self.grant_of_role(permission),
            false => Grant::No,
        }
    }

    /// How far the role alone goes.
    pub fn grant_of_role(&self, permission: Permission) -> Grant {
        self.known()
            .map_or(Grant::No, |user| permission.may(user.role, &user.rules))
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
