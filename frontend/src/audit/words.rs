//! Events in words: what was done, and which fields it changed.

use serde_json::Value;
use shared::audit::{Action as A, Action, Change, Entity, Event, changes};
use shared::currency::Currency;

use crate::expenditures;
use crate::jobs;
use crate::ui::address::parsed;
use crate::ui::history::FieldChange;

/// Icon and deed: “recorded a job”.
pub fn did(action: &str) -> (&'static str, &'static str) {
    let known = parsed::<Action>(action);
    let row = DEEDS.iter().find(|(of, ..)| Some(*of) == known);
    row.map_or(
        ("info", "did something of another version"),
        |(_, icon, deed)| (icon, deed),
    )
}

/// Icon and deed of each word of the journal.
#[rustfmt::skip]
pub const DEEDS: [(Action, &str, &str); 64] = [
    (A::JobCreated, "plus", "recorded a job"),
    (A::JobUpdated, "pencil", "changed a job"),
    (A::JobCompleted, "circle-check", "completed a job"),
    (A::JobReopened, "circle-dashed", "reopened a job"),
    (A::JobDeleted, "trash-2", "moved a job to the trash"),
    (A::JobRestored, "rotate-ccw", "brought a job back"),
    (A::JobImported, "file-down", "brought a job in from the old books"),
    (A::ExpenditureCreated, "plus", "recorded an expenditure"),
    (A::ExpenditureUpdated, "pencil", "changed an expenditure"),
    (A::ExpenditureDeleted, "trash-2", "moved an expenditure to the trash"),
    (A::ExpenditureRestored, "rotate-ccw", "brought an expenditure back"),
    (A::ExpenditureImported, "file-down", "brought an expenditure in from the old books"),
    (A::CustomerCreated, "plus", "recorded a customer"),
    (A::CustomerRenamed, "pencil", "renamed a customer"),
    (A::UserCreated, "user-plus", "added a user"),
    (A::UserUpdated, "pencil", "changed a user"),
    (A::UserDisabled, "ban", "disabled a user"),
    (A::UserEnabled, "rotate-ccw", "let a user in again"),
    (A::UserCodeIssued, "lock", "gave a code for a new password"),
    (A::UserSignInCodeIssued, "lock", "gave a code for one sign-in"),
    (A::UserUnlocked, "lock", "ended the wait after wrong passwords"),
    (A::UserAddressForgotten, "trash-2", "had a user's e-mail address forgotten"),
    (A::UserImported, "file-down", "brought a user in from the old books"),
    (A::SettingsCreated, "settings", "set the shop up"),
    (A::SettingsUpdated, "settings", "changed the settings"),
    (A::ImportBegun, "file-down", "began an import"),
    (A::ImportCommitted, "file-down", "brought an import in"),
    (A::ImportDiscarded, "trash-2", "discarded an import"),
    (A::SessionEnded, "log-out", "ended a session"),
    (A::SessionEndedEverywhere, "log-out", "signed out everywhere"),
    (A::SessionMoved, "monitor", "went on from another address"),
    (A::KeyMade, "lock", "made a key"),
    (A::KeyRotated, "lock", "replaced a key"),
    (A::SecretRotationDue, "lock", "asked for a new secret"),
    (A::ListExported, "file-down", "took a list out as a file"),
    (A::AuditRead, "eye", "read the journal"),
    (A::AuditVerified, "circle-check", "verified the journal"),
    (A::AuditPruned, "trash-2", "cut off old events"),
    (A::AuditErased, "trash-2", "erased what events held"),
    (A::BackupMade, "package-check", "made a backup"),
    (A::BackupTried, "package-check", "tried a backup out"),
    (A::BackupDownloaded, "file-down", "downloaded a backup"),
    (A::BackupRemoved, "trash-2", "removed a backup"),
    (A::BackupRestored, "rotate-ccw", "put a backup in the place of the books"),
    (A::AuthnLoginSuccess, "user", "signed in"),
    (A::AuthnLoginSuccessAfterFail, "user", "signed in after wrong passwords"),
    (A::AuthnLoginFail, "circle-alert", "counted failed sign-ins"),
    (A::AuthnLoginFailMax, "circle-alert", "slowed down who tried wrong passwords"),
    (A::CredStuffing, "circle-alert", "saw many accounts tried out"),
    (A::AuthnLogout, "log-out", "signed out"),
    (A::AuthnPasswordChange, "lock", "set a new password"),
    (A::DeviceAdded, "monitor", "signed in with a browser that was not known"),
    (A::DeviceForgotten, "monitor", "forgot a browser"),
    (A::FactorAdded, "shield", "turned the second factor on"),
    (A::FactorRemoved, "shield", "turned the second factor off"),
    (A::FactorReset, "shield", "removed the second factor of an account"),
    (A::RecoveryCodesMade, "shield", "made new recovery codes"),
    (A::TokenMade, "plus", "made a personal token"),
    (A::TokenRevoked, "ban", "revoked a personal token"),
    (A::AuthnStepUp, "lock", "proved who is signed in"),
    (A::AuthnTokenReuse, "circle-alert", "ended a session whose key was used twice"),
    (A::AuthzFail, "ban", "refused what nobody there may do"),
    (A::InputValidationFail, "ban", "refused broken requests"),
    (A::ExcessRateLimitExceeded, "ban", "refused too many requests"),
];

/// What people call a kind of record.
pub const fn kind(entity: Entity) -> &'static str {
    match entity {
        Entity::Job => "Jobs",
        Entity::Expenditure => "Expenditures",
        Entity::Customer => "Customers",
        Entity::User => "Users",
        Entity::Settings => "Settings",
        Entity::Import => "Imports",
        Entity::Session => "Sessions",
        Entity::Audit => "The journal itself",
        Entity::Export => "Exports",
        Entity::Key => "Keys",
        Entity::Backup => "Backups",
        Entity::SignIn => "Sign-ins",
        Entity::Refusals => "Refused requests",
    }
}

/// Where the record of this event is shown.
pub fn record_of(event: &Event) -> Option<String> {
    let page = match parsed::<Entity>(event.entity.as_deref()?)? {
        Entity::Job => "/jobs",
        Entity::Expenditure => "/expenditures",
        Entity::Customer => "/customers",
        Entity::User => "/users",
        Entity::Import => "/settings/import",
        _ => return None,
    };
    Some(format!("{page}/{}", event.entity_id.as_deref()?))
}

/// What the event changed, each field in words: its name, before and after.
pub fn told(event: &Event, currency: Currency) -> Vec<(String, String, String)> {
    let words = match event.entity.as_deref().and_then(parsed::<Entity>) {
        Some(Entity::Job) => Some(jobs::history::WORDS.change),
        Some(Entity::Expenditure) => Some(expenditures::history::WORDS.change),
        _ => None,
    };
    let line = |change: Change| match words {
        Some(words) => words(&change, currency).map(named),
        None => Some((
            name(&change.field),
            plain(&change.before),
            plain(&change.after),
        )),
    };
    let all = changes(event.before.as_ref(), event.after.as_ref());
    all.into_iter().filter_map(line).collect()
}

fn named(change: FieldChange) -> (String, String, String) {
    (change.name.to_owned(), change.before, change.after)
}

/// `last_seen_at` as `Last seen at`.
fn name(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A fact as it can be read without a programmer.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(plain).collect();
            all.join(", ")
        }
        Value::Object(map) if map.contains_key("erasable") => "not kept here".to_owned(),
        Value::Object(map) => {
            let all = map.iter().filter(|(_, value)| !value.is_null());
            let all: Vec<String> = all
                .map(|(field, value)| format!("{} {}", field.replace('_', " "), plain(value)))
                .collect();
            all.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use serde_json::json;

    #[test]
    fn every_word_of_the_journal_has_a_sentence_of_its_own() {
        let told: BTreeSet<&str> = Action::ALL
            .iter()
            .map(|action| did(action.as_str()).1)
            .collect();
        assert_eq!(told.len(), Action::ALL.len());
        assert!(!told.contains("did something of another version"));
        assert_eq!(did("job.painted").1, "did something of another version");
    }

    #[test]
    fn facts_of_any_shape_can_be_read() {
        for (value, read) in [
            (json!(null), ""),
            (json!(true), "yes"),
            (json!(["a", 1]), "a, 1"),
            (json!({"erasable": "5f"}), "not kept here"),
            (
                json!({"format": "csv", "query": {"status": ["open"]}, "x": null}),
                "format csv, query status open",
            ),
        ] {
            assert_eq!(plain(&value), read);
        }
        assert_eq!(name("last_seen_at"), "Last seen at");
        assert_eq!(name(""), "");
    }
}
