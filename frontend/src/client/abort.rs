//! A call that nobody waits for is given up.

use web_sys::AbortController;

/// Gives the connection back when nobody waits for its answer any more.
pub struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub fn new() -> Self {
        Self(AbortController::new().into_iter().next())
    }

    pub fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
