//! A row of the journal, and the text that its code covers.

use diesel::prelude::*;

use crate::db::schema::events;

/// One row, as stored.
#[derive(Debug, Queryable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct Row {
    pub seq: i64,
    pub epoch: i64,
    pub at: i64,
    pub action: String,
    pub outcome: String,
    pub actor: Option<String>,
    pub role: Option<String>,
    pub session: Option<String>,
    pub token: Option<String>,
    pub ip: Option<String>,
    pub request_id: Option<String>,
    pub entity: String,
    pub entity_id: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub payload_digest: String,
    pub prev: String,
    pub mac: String,
}

impl Row {
    /// The text that the code covers: every column but the payload, which its digest stands for.
    pub fn stored_text(&self) -> String {
        serde_json::json!([
            self.epoch,
            self.at,
            self.action,
            self.outcome,
            self.actor,
            self.role,
            self.session,
            self.token,
            self.ip,
            self.request_id,
            self.entity,
            self.entity_id,
            self.payload_digest,
        ])
        .to_string()
    }
}
