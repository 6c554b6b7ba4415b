//! The keyring of the moment, while the server runs: another root secret may take the present one's place.

use std::sync::{Arc, PoisonError, RwLock};

use super::Keyring;

/// Clones are one and the same. Whoever takes the keyring works with it to the end of their call.
#[derive(Clone)]
pub struct InUse(Arc<RwLock<Arc<Keyring>>>);

impl InUse {
    pub fn new(keyring: Keyring) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(keyring))))
    }

    pub fn now(&self) -> Arc<Keyring> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn take_over(&self, keyring: Keyring) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
    }
}
