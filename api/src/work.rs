//! Work that takes longer than a request: persisted, done by one runner, resumed after a crash, called off when asked.
//! Knows no slice: which function does which kind of work is for [`crate::background`] to say.

mod handle;
mod lease;
mod runner;
mod store;
mod supervisor;

pub use handle::{Halt, Work};
pub use runner::{Act, Runner};
pub use store::{Row, find, forget_finished, request_cancel, waits_for};
pub use supervisor::{Supervisor, Task};

use shared::id::OperationId;
use shared::operations::OperationKind;

use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// Work to be queued.
pub struct Order {
    pub kind: OperationKind,
    /// The id of what it works on.
    pub subject: String,
    /// The runner that alone can begin it, because what it needs lies on its computer.
    pub only: Option<String>,
}

/// The work on something, as far as it has come.
pub struct Progress {
    pub operation: OperationId,
    pub done: i64,
    pub total: i64,
}

/// Queues work in the name of who acts.
pub fn begin(tx: &mut Tx<'_>, order: Order) -> Result<(), ApiError> {
    store::insert(tx, order)
}

/// The newest work of these kinds on something.
pub fn newest_on(
    conn: &mut Conn,
    subject: &str,
    kinds: &[OperationKind],
) -> Result<Option<Progress>, ApiError> {
    store::newest_on(conn, subject, kinds)
}

/// Whether work of one of these kinds waits or goes on.
pub fn is_going_on(conn: &mut Conn, kinds: &[OperationKind]) -> Result<bool, ApiError> {
    store::is_going_on(conn, kinds)
}

/// Whether work on this waits or goes on.
pub fn is_at(conn: &mut Conn, subject: &str) -> Result<bool, ApiError> {
    store::is_at(conn, subject)
}

/// Ends all work on something at once: whoever is at it finds so with its next step.
pub fn cancel_all_on(tx: &mut Tx<'_>, subject: &str) -> Result<(), ApiError> {
    store::cancel_all_on(tx, subject)
}
