//! The books of the application that this one replaces: read, shown as they would come in, and brought in with one yes.

mod acts;
mod analysis;
mod commit;
mod convert;
mod fate;
mod forgetting;
mod host;
mod plan;
mod promise;
mod records;
mod routes;
mod service;
mod source;
mod store;
mod tally;
mod text;
mod view;

pub use acts::act;
pub use forgetting::sweep;
pub use host::run_on_host;
pub use routes::operations;
pub use service::{fail_abandoned, waiting_uploads};
pub use text::told;
