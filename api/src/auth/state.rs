//! What the slice holds while the server runs.

use std::sync::Arc;

use shared::permission::Role;

use super::cookies::Cookies;
use super::lifetimes::Limits;
use super::password::{HashCost, Passwords};
use super::policy::Policy;
use super::stuffing::Stuffing;
use super::{keys, store};
use crate::config::{Argon2Cost, Config, RecordVisibility};
use crate::db::Db;
use crate::error::ApiError;
use crate::keyring;
use crate::logging::SecurityLog;

/// What this instance needs to know who is calling.
pub struct Auth {
    pub(super) config: Arc<Config>,
    pub(super) db: Db,
    pub(super) keyring: keyring::InUse,
    pub(super) security_log: SecurityLog,
    pub(super) passwords: Passwords,
    pub(super) policy: Policy,
    pub(super) keys: keys::InUse,
    pub(super) cookies: Cookies,
    pub(super) limits: Limits,
    pub(super) stuffing: Stuffing,
}

impl Auth {
    /// Opens the signing keys, and makes the first one in a new database. Blocks.
    pub fn open(
        db: &Db,
        keyring: &keyring::InUse,
        config: &Arc<Config>,
        security_log: &SecurityLog,
    ) -> Result<Self, ApiError> {
        let instance = db.set_up(store::instance)?;
        let cost = cost_of(config.argon2)?;
        Ok(Self {
            passwords: Passwords::new(cost, config.hash_workers).map_err(ApiError::internal)?,
            policy: Policy::new(config.security_profile),
            keys: keys::InUse::open(db, &keyring.now())?,
            cookies: Cookies::new(config.cookie_mode, &instance.suffix),
            limits: Limits::of(config),
            stuffing: Stuffing::new().map_err(ApiError::internal)?,
            config: config.clone(),
            db: db.clone(),
            keyring: keyring.clone(),
            security_log: security_log.clone(),
        })
    }

    /// Whether people of this role know only what they recorded themselves.
    pub(super) fn sees_own_only(&self, role: Role) -> bool {
        role == Role::Staff && self.config.record_visibility == RecordVisibility::Own
    }

    /// What the cookie of a session is called here.
    pub fn refresh_cookie(&self) -> &str {
        self.cookies.refresh_name()
    }
}

pub fn cost_of(cost: Argon2Cost) -> Result<HashCost, ApiError> {
    HashCost::new(cost.memory_kib, cost.iterations, cost.parallelism).map_err(ApiError::internal)
}
