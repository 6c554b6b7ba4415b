//! Whoever waits for a file, and that they have gone away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::ApiError;

/// Asked between two steps of the work for a file.
#[derive(Clone, Default)]
pub struct Asker(Arc<AtomicBool>);

impl Asker {
    /// A problem when nobody waits any more.
    pub fn waits(&self) -> Result<(), ApiError> {
        match self.0.load(Ordering::Relaxed) {
            true => Err(ApiError::busy("Nobody waits for this file any more.")),
            false => Ok(()),
        }
    }

    /// Says by its end that nobody does.
    pub fn here(&self) -> Here {
        Here(Arc::clone(&self.0))
    }
}

pub struct Here(Arc<AtomicBool>);

impl Drop for Here {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
