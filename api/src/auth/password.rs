//! Hashing and checking passwords by a bounded number of workers, so that sign-in can neither exhaust the memory nor
//! tell by its time whether a user exists.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::werkzeug::Werkzeug;
use crate::keyring::{Secret, random_bytes};

/// Requests that may wait for a worker; one more is refused at once.
const QUEUE_MAX: usize = 32;
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Stored parameters above these are refused: they would exhaust the memory or hold a worker for minutes.
const STORED_MEMORY_KIB_MAX: u32 = 256 * 1024;
const STORED_PASSES_MAX: u32 = 10;
const STORED_LANES_MAX: u32 = 16;

/// What one hash costs: `ARGON2_MEMORY_KIB`, `ARGON2_PASSES`, `ARGON2_LANES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Every worker is busy and the queue is full, or waiting took too long: answer 503 with `Retry-After: 2`.
    #[error("all password workers are busy")]
    Busy,
    #[error("hashing failed: out of memory, or no randomness")]
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the password hash must cost at least 19456 KiB, 2 passes and 1 lane, and at most 262144 KiB, 10 passes and 16 lanes"
)]
pub struct CostOutOfRange;

/// The answer of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Right,
    /// Right, but stored in a weaker or older way than today's: hash it again now that the password is at hand.
    RightButRehash,
    Wrong,
}

pub struct Passwords {
    cost: HashCost,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    /// Checked where there is no stored hash, so that an unknown user takes as long as a known one.
    dummy: Arc<str>,
}

impl Passwords {
    pub fn new(cost: HashCost, workers: usize) -> Result<Self, PasswordError> {
        Ok(Self {
            cost,
            running: Arc::new(Semaphore::new(workers)),
            admitted: Arc::new(Semaphore::new(workers.saturating_add(QUEUE_MAX))),
            dummy: cost.of_nothing()?.into(),
        })
    }

    /// The text to store.
    pub async fn hash(&self, password: Secret) -> Result<String, PasswordError> {
        let cost = self.cost;
        self.work(move || cost.hash(&password)).await?
    }

    /// The same on a thread that may block, without waiting for a turn: for the command line.
    pub fn hash_blocking(&self, password: &Secret) -> Result<String, PasswordError> {
        self.cost.hash(password)
    }

    /// Problem `Busy` while the queue is full, without taking a place: a flood is turned away before it costs anything.
    pub fn refuse_if_full(&self) -> Result<(), PasswordError> {
        match self.admitted.available_permits() {
            0 => Err(PasswordError::Busy),
            _ => Ok(()),
        }
    }

    /// Checks a password against what is stored for the user; nothing is stored for an unknown user, who is
    /// answered `Wrong` after the same work.
    pub async fn check(
        &self,
        password: Secret,
        stored: Option<String>,
    ) -> Result<Checked, PasswordError> {
        let cost = self.cost;
        let dummy = Arc::clone(&self.dummy);
        self.work(move || {
            if let Some(stored) = stored.as_deref().and_then(Stored::parse) {
                let checked = stored.check(&password, cost)?;
                if checked != Checked::Wrong || matches!(stored, Stored::Argon2id(..)) {
                    return Ok(checked);
                }
                // A wrong guess at a hash of the original costs its own work and ours: never less than an unknown
                // name. That it takes longer stays, until the user's first sign-in replaces the hash.
            }
            let known = Stored::parse(&dummy).ok_or(PasswordError::Failed)?;
            known.check(&password, cost)?;
            Ok(Checked::Wrong)
        })
        .await?
    }

    /// The place in the queue is kept until the work is done, even if the caller has gone away meanwhile:
    /// otherwise impatient callers could start any number of hashes.
    async fn work<T: Send + 'static>(
        &self,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| PasswordError::Busy)?;
        let worker = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.running).acquire_owned())
            .await
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _held: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (place, worker);
            hash()
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }
}

impl HashCost {
    /// 64 MiB, two passes, one lane.
    pub const DEFAULT: Self = Self {
        memory_kib: 65_536,
        passes: 2,
        lanes: 1,
    };

    /// The floor is one of OWASP's sets of equal strength.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostOutOfRange> {
        let strong = memory_kib >= 19_456 && passes >= 2 && lanes >= 1;
        let cost = Self {
            memory_kib,
            passes,
            lanes,
        };
        match strong && cost.is_bearable() {
            true => Ok(cost),
            false => Err(CostOutOfRange),
        }
    }

    fn is_bearable(self) -> bool {
        self.memory_kib <= STORED_MEMORY_KIB_MAX
            && self.passes <= STORED_PASSES_MAX
            && self.lanes <= STORED_LANES_MAX
    }

    fn is_weaker_than(self, other: Self) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes || self.lanes < other.lanes
    }

    fn hasher(self) -> Result<Argon2<'static>, PasswordError> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None)
            .map_err(|_| PasswordError::Failed)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// A hash that no password has: random bytes in its form. Making a real one would only delay the start.
    fn of_nothing(self) -> Result<String, PasswordError> {
        let random = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
        let salt = random_bytes::<16>().map_err(|_| PasswordError::Failed)?;
        let output = random_bytes::<32>().map_err(|_| PasswordError::Failed)?;
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        Ok(format!(
            "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}",
            random(&salt),
            random(&output)
        ))
    }

    fn hash(self, password: &Secret) -> Result<String, PasswordError> {
        let hash = self
            .hasher()?
            .hash_password(password.expose())
            .map_err(|_| PasswordError::Failed)?;
        Ok(hash.to_string())
    }
}

/// A stored hash that we can and may verify.
enum Stored<'a> {
    Argon2id(Box<PasswordHash>, HashCost, u32),
    Werkzeug(Werkzeug<'a>),
}

impl<'a> Stored<'a> {
    fn parse(stored: &'a str) -> Option<Self> {
        if !stored.starts_with("$argon2") {
            return Werkzeug::parse(stored).map(Self::Werkzeug);
        }
        let hash = PasswordHash::new(stored).ok()?;
        let params = Params::try_from(&hash).ok()?;
        let cost = HashCost {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        };
        let ours = hash.algorithm == argon2::ARGON2ID_IDENT && cost.is_bearable();
        let version = hash.version?;
        ours.then_some(Self::Argon2id(Box::new(hash), cost, version))
    }

    fn check(&self, password: &Secret, today: HashCost) -> Result<Checked, PasswordError> {
        use argon2::password_hash::Error::PasswordInvalid;
        match self {
            Self::Werkzeug(hash) if hash.verify(password.expose()) => Ok(Checked::RightButRehash),
            Self::Werkzeug(_) => Ok(Checked::Wrong),
            Self::Argon2id(hash, cost, version) => {
                match cost
                    .hasher()?
                    .verify_password(password.expose(), hash.as_ref())
                {
                    Ok(()) if cost.is_weaker_than(today) || *version != 0x13 => {
                        Ok(Checked::RightButRehash)
                    }
                    Ok(()) => Ok(Checked::Right),
                    Err(PasswordInvalid) => Ok(Checked::Wrong),
                    // Running out of memory must not look like a wrong password.
                    Err(_) => Err(PasswordError::Failed),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
