//! The journal: what happened, by whom, and the history of one record.
mod verification;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::verification::{BadEvent, Verification, VerificationQuery, VerificationSort};
pub use self::words::{Action, Entity, Outcome};

use crate::field::{self, text_rule};
use crate::id::{SessionId, TokenId, UserId};
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::permission::Role;
use crate::users::UserRef;

/// One event of the journal; never changed, never removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// Its place in the journal: one more than that of the event before it.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub seq: i64,
    /// The epoch of the key that seals it.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub epoch: i64,
    /// When.
    pub at: Instant,
    /// What was done: `job.completed`.
    #[cfg_attr(feature = "openapi", schema(value_type = Action))]
    pub action: String,
    /// How it ended.
    #[cfg_attr(feature = "openapi", schema(value_type = Outcome))]
    pub outcome: String,
    /// Who did it; `null` for the system and for strangers.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub actor: Option<UserRef>,
    /// The actor's role at that moment.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub role: Option<Role>,
    /// The session it was done in.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub session: Option<SessionId>,
    /// The personal token it was done with.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub token: Option<TokenId>,
    /// The address it was done from.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub ip: Option<String>,
    /// The request it was done by.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub request_id: Option<String>,
    /// The kind of record: `job`.
    #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<Entity>))]
    pub entity: Option<String>,
    /// The record.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub entity_id: Option<String>,
    /// The changed fields as they were.
    #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<Object>))]
    pub before: Option<Value>,
    /// The changed fields as they became.
    #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<Object>))]
    pub after: Option<Value>,
}

/// One step in the history of a record, without address and session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// Who; `null` for the system.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub actor: Option<UserRef>,
    /// What was done: `job.completed`.
    #[cfg_attr(feature = "openapi", schema(value_type = Action))]
    pub action: String,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// One changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Its name on the wire: `status`.
    #[cfg_attr(feature = "openapi", schema(example = "status"))]
    pub field: String,
    /// What it was; `null` = nothing.
    pub before: Value,
    /// What it became; `null` = nothing.
    pub after: Value,
}

/// The changed fields between two objects, by name; a field that is absent counts as `null`.
#[must_use]
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let fields = |value: Option<&Value>| {
        value
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let (before, after) = (fields(before), fields(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |map: &serde_json::Map<String, Value>, name: &str| {
        map.get(name).cloned().unwrap_or(Value::Null)
    };
    names
        .into_iter()
        .map(|name| Change {
            field: name.clone(),
            before: of(&before, name),
            after: of(&after, name),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

closed_enum! {
    /// Keys by which events can be ordered.
    EventSort {
        Seq = "seq",
    }
}

list_query! {
    /// Which events, in which order; the order of the journal when nothing is said.
    EventQuery filter EventFilter sort EventSort = Sort::by(EventSort::Seq, false), {
        /// Only events after this place in the journal, for catching up.
        #[garde(inner(custom(field::rule(field::place))))]
        after: Option<i64> => crate::schema::integer("Place in the journal.", 0, i64::MAX, 42),
        /// Only what happened at this instant or later.
        #[garde(skip)]
        at_from: Option<Instant> => <Instant as utoipa::PartialSchema>::schema(),
        /// Only what happened before this instant.
        #[not_below(at_from)]
        at_before: Option<Instant> => <Instant as utoipa::PartialSchema>::schema(),
        /// Only these kinds of record (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        entity: Vec<Entity> => crate::field::schema::many(<Entity as utoipa::PartialSchema>::schema()),
        /// Only this record.
        #[garde(inner(custom(text_rule(field::search))))]
        entity_id: Option<String> => crate::field::schema::exactly("01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f"),
        /// Only by these users (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        actor: Vec<UserId> => crate::field::schema::many(<UserId as utoipa::PartialSchema>::schema()),
        /// Only these actions (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        action: Vec<Action> => crate::field::schema::many(<Action as utoipa::PartialSchema>::schema()),
        /// Only with this outcome (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        outcome: Vec<Outcome> => crate::field::schema::many(<Outcome as utoipa::PartialSchema>::schema()),
    }
}

list_query! {
    /// The query of a record's history; oldest first unless `sort=-seq`.
    HistoryQuery sort EventSort = Sort::by(EventSort::Seq, false), {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_fields_that_differ_are_changes() {
        let change = |field: &str, before: Value, after: Value| Change {
            field: field.to_owned(),
            before,
            after,
        };
        let (was, is) = (
            json!({"status": "open", "rev": 1, "a": 1}),
            json!({"status": "done", "rev": 1, "b": 2}),
        );
        for (before, after, expected) in [
            (None, None, vec![]),
            (Some(&was), Some(&was), vec![]),
            (
                Some(&was),
                Some(&is),
                vec![
                    change("a", json!(1), json!(null)),
                    change("b", json!(null), json!(2)),
                    change("status", json!("open"), json!("done")),
                ],
            ),
            (
                None,
                Some(&json!({"name": "Emex"})),
                vec![change("name", json!(null), json!("Emex"))],
            ),
        ] {
            assert_eq!(changes(before, after), expected);
        }
    }
}
