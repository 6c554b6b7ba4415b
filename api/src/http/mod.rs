//! What every request passes through and what handlers are made of. Knows no feature.

pub mod admission;
pub mod body;
pub mod conditional;
pub mod cors;
pub mod directory;
pub mod docs;
pub mod edge;
pub mod encoding;
pub mod guard;
pub mod headers;
pub mod limits;
pub mod peer;
pub mod query;
pub mod refusals;
pub mod serve;
pub mod session;
pub mod spa;
mod strict;
pub mod upload;
