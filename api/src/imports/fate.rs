//! What becomes of one row, given what came in earlier.

use std::collections::HashMap;

use shared::imports::{ImportTable, RowOutcome};

use super::convert::{Head, OldLine, SourceFacts, differences};

/// A row's identity: table, old id, and what tells a used-again id apart.
pub type Identity = (ImportTable, String, String);

/// A row that came in earlier.
pub struct Known {
    pub digest: String,
    pub entity_id: String,
    /// None for a row that came in with a version that did not keep it.
    pub said: Option<SourceFacts>,
}

/// Rows that came in earlier, by identity: those that the part at hand may hold again.
pub type Present = HashMap<Identity, Known>;

/// Whether a row with this identity came in earlier, and whether it still says the same.
pub fn fate(head: &mut Head, comes_in: bool, present: &Present) -> (RowOutcome, Option<String>) {
    let identity = (head.table, head.old_id.clone(), head.created.clone());
    match present.get(&identity) {
        Some(known) if known.digest == head.digest => {
            head.reasons.clear();
            (RowOutcome::AlreadyHere, Some(known.entity_id.clone()))
        }
        Some(known) => {
            head.reasons =
                vec!["It was changed in the old application after it came in".to_owned()];
            if let Some(before) = &known.said {
                head.reasons.extend(differences(before, &head.said));
            }
            (RowOutcome::ChangedSince, Some(known.entity_id.clone()))
        }
        None if comes_in => (RowOutcome::New, None),
        None => (RowOutcome::LeftOut, None),
    }
}

/// A line shares its job's fate; in a job that comes in it has its own.
pub fn fate_of_line(job: RowOutcome, line: &mut OldLine) -> RowOutcome {
    match job {
        RowOutcome::New | RowOutcome::Adjusted => match &line.row.content {
            Some(_) => adjusted(RowOutcome::New, &line.row.head),
            None => RowOutcome::LeftOut,
        },
        RowOutcome::LeftOut => {
            line.row.head.reasons = vec!["Its job stays out".to_owned()];
            RowOutcome::LeftOut
        }
        // The job says the same as when it came in, so a line that stays out now stayed out then, and for the same reason.
        RowOutcome::AlreadyHere if line.row.content.is_none() => RowOutcome::LeftOut,
        RowOutcome::AlreadyHere => {
            line.row.head.reasons.clear();
            RowOutcome::AlreadyHere
        }
        RowOutcome::ChangedSince | RowOutcome::Vanished => {
            line.row.head.reasons = vec!["Its job was changed after it came in".to_owned()];
            RowOutcome::ChangedSince
        }
    }
}

pub fn adjusted(outcome: RowOutcome, head: &Head) -> RowOutcome {
    match outcome {
        RowOutcome::New if !head.reasons.is_empty() => RowOutcome::Adjusted,
        other => other,
    }
}
