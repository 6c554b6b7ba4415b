//! What handlers are made of, and the parts of what every request passes through. Knows no feature.

pub mod answers;
pub mod body;
pub mod conditional;
pub mod cors;
pub mod docs;
pub mod download;
pub mod encoding;
mod faults;
mod forwarded;
pub mod guard;
pub mod header;
pub mod headers;
mod json;
pub mod limits;
pub mod operation;
pub mod operations;
pub mod peer;
pub mod query;
pub mod refusal_page;
pub mod refusals;
pub mod session;
pub mod signature;
pub mod spa;
mod static_file;
mod strict;
pub mod upload;
