//! An answer that is kept.

use serde::{Deserialize, Serialize};

/// An answer as it goes over the wire: a repeat gets these bytes, whatever today's types are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}
