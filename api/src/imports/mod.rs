//! The books of the application that this one replaces: read, shown as they would come in, and brought in with one yes.

mod analysis;
mod commit;
mod convert;
mod plan;
mod promise;
mod routes;
mod running;
mod service;
mod source;
mod store;
mod tally;
mod text;
mod view;

pub use routes::operations;
pub use running::Running;
pub use service::{fail_abandoned, run_on_host};
pub use text::told;
