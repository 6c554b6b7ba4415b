//! The books of the application that this one replaces: read, shown as they would come in, and brought in with one yes.

mod acts;
mod analysis;
mod cleanup;
mod commit;
mod convert;
mod counts;
mod fate;
mod host;
mod plan;
mod reconcile;
mod records;
mod routes;
mod service;
mod source;
mod store;
mod text;
mod view;

pub use acts::act;
pub use cleanup::sweep;
pub use host::run_on_host;
pub use routes::operations;
pub use service::{fail_abandoned, waiting_uploads};
pub use text::report_text;
