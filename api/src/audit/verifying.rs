//! Verifying the journal when somebody asks: long work, whose outcome is itself an event.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use serde::{Deserialize, Serialize};
use shared::audit::{Action, BadEvent, Entity, EventQuery, Verification, VerificationQuery};
use shared::id::VerificationId;
use shared::instant::Instant;
use shared::operations::{Operation, OperationKind};
use shared::page::{Page, Sort};
use shared::problem::ProblemCode;
use shared::users::UserRef;

use super::checkpoint::{self, Checkpoint};
use super::store::{self, Row, Span};
use super::verify::{Walk, verify_beside};
use super::{Change, record};
use crate::db::{Conn, Db, Tx};
use crate::error::ApiError;
use crate::http::answers::Accepted;
use crate::keyring::Keyring;
use crate::logging::{SecurityEvent, SecurityKind, SecurityLog};
use crate::paging::{Asked, Cursors};
use crate::stored::stored;
use crate::work::{self, Act, Halt, Order, Work};
use crate::{ask, operations, people};

/// How often it is written how far it is.
const TOLD_EVERY: Duration = Duration::from_millis(500);

ask!(VerificationQuery);

/// What it takes to verify the journal.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    pub keyring: &'a Keyring,
    pub db: &'a Db,
    pub security_log: &'a SecurityLog,
    /// The folder in which that log lies, with the checkpoints.
    pub trail: &'a Path,
}

/// What the event of a verification says.
#[derive(Serialize, Deserialize)]
struct Facts {
    ok: bool,
    events: u64,
    #[serde(default)]
    pruned: u64,
    erased: u64,
    checkpoints: u64,
    #[serde(default)]
    foreign: u64,
    ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bad: Option<BadEvent>,
}

/// Orders a verification. Problem: `in_progress`.
pub fn order(tx: &mut Tx<'_>) -> Result<Accepted<Operation>, ApiError> {
    let kind = OperationKind::AuditVerify;
    if work::is_going_on(tx.conn, &[kind])? {
        let detail = "The journal is being verified. Look again when that is done.";
        return Err(ApiError::new(ProblemCode::InProgress, detail).retry_after(5));
    }
    let subject = VerificationId::from_parts(tx.now, &tx.random()?).to_string();
    let order = Order {
        kind,
        subject: subject.clone(),
        only: None,
    };
    work::begin(tx, order)?;
    operations::accepted(tx.conn, &subject, kind)
}

/// Does the work of this kind; none if it is not to verify the journal.
pub fn act<'a>(kind: OperationKind, means: Means<'a>) -> Option<Act<'a>> {
    (kind == OperationKind::AuditVerify).then(|| Act {
        run: Box::new(move |work| run(means, work)),
        undo: Box::new(|_work, _problem| Ok(())),
    })
}

/// Events of the time after the beginning are for the next time: else it would never end while others work.
fn run(means: Means<'_>, work: &Work) -> Result<(), Halt> {
    let began = Stopwatch::now();
    let Means { keyring, db, .. } = means;
    // Before the newest event is looked up: one that is signed meanwhile may speak of a later one.
    let signed = checkpoints(means.trail);
    let newest = db.read_blocking(store::newest)?;
    let mut walk = db.read_blocking(|conn| Walk::begin(conn, keyring, signed))?;
    let mut told = None::<Stopwatch>;
    while db.read_blocking(|conn| walk.step(conn, newest))? {
        work.counts(walk.events(), newest);
        if told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            work.step(|_tx| Ok(()))?;
            told = Some(Stopwatch::now());
        }
        if work.is_stopped() {
            return Err(match work.is_leaving() {
                true => Halt::Stopped,
                false => Halt::Cancelled,
            });
        }
    }
    let mut verdict = walk.end();
    if verdict.bad.is_some() {
        // Something may have been erased or cut off meanwhile, as an event behind the last one tells: once more, on one picture.
        let kept = checkpoints(means.trail);
        verdict = db.read_blocking(|conn| verify_beside(conn, keyring, kept))?;
    }
    let count = |events: i64| u64::try_from(events).unwrap_or(0);
    let bad = verdict.bad.as_ref();
    let facts = Facts {
        ok: bad.is_none(),
        events: count(verdict.events - verdict.pruned),
        pruned: count(verdict.pruned),
        erased: count(verdict.erased),
        checkpoints: count(verdict.checkpoints),
        foreign: count(verdict.foreign),
        ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        bad: bad.map(|bad| BadEvent {
            seq: count(bad.seq),
            what: bad.what.to_owned(),
        }),
    };
    work.counts(verdict.events, newest);
    if let Some(bad) = bad {
        tell(means, &format!("event {}: {}", bad.seq, bad.what));
    }
    let facts = serde_json::to_value(&facts).map_err(ApiError::internal)?;
    let change = Change {
        action: Action::AuditVerified,
        entity: Entity::Audit,
        entity_id: work.subject.clone(),
        before: None,
        after: Some(facts),
    };
    work.finish(|tx| record(tx, &change))
}

/// A trail that cannot be read tells nothing; the operator hears of it.
fn checkpoints(trail: &Path) -> Vec<Checkpoint> {
    checkpoint::in_trail(trail).unwrap_or_else(|(path, error)| {
        log::error!(
            "no checkpoint is compared, because {} cannot be read: {error}",
            path.display()
        );
        Vec::new()
    })
}

/// Somebody was at the database itself.
fn tell(means: Means<'_>, what: &str) {
    log::error!("the journal is not as it was written: {what}");
    means.security_log.record(&SecurityEvent {
        detail: what,
        ..SecurityEvent::of(SecurityKind::AuditTampered)
    });
}

/// One page of what verifications found.
pub fn list(
    conn: &mut Conn,
    cursors: &Cursors,
    query: &VerificationQuery,
) -> Result<Page<Verification>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let after = asked.window.after.first().map(|seq| seq.parse());
    let span = Span {
        after: after.transpose().map_err(ApiError::internal)?,
        newest_first: !query.sort.as_ref().is_some_and(Sort::ascends),
        limit: asked.window.limit,
    };
    let verified = EventQuery {
        action: vec![Action::AuditVerified],
        ..EventQuery::default()
    };
    let rows = store::page(conn, &verified, i64::MAX, &span)?;
    let counted = asked.counted(|| store::count(conn, &verified, i64::MAX))?;
    let (rows, page) = asked.cut(rows, counted, |row| vec![row.seq.to_string()])?;
    let people = people::named(conn, rows.iter().filter_map(|row| row.actor.as_deref()))?;
    let data = rows.into_iter().map(|row| show(row, &people));
    let data = data.collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// One of them. Problem: `not_found`, also for one that is not done.
pub fn one(conn: &mut Conn, id: VerificationId) -> Result<Verification, ApiError> {
    let record = (Entity::Audit, id.to_string());
    let found = store::newest_of(conn, (record.0, &record.1), Action::AuditVerified)?;
    let row = found.ok_or_else(ApiError::not_found)?;
    let people = people::named(conn, row.actor.as_deref().into_iter())?;
    show(row, &people)
}

fn show(row: Row, people: &HashMap<String, UserRef>) -> Result<Verification, ApiError> {
    let facts = serde_json::from_str(row.after.as_deref().unwrap_or_default());
    let Facts {
        ok,
        events,
        pruned,
        erased,
        checkpoints,
        foreign,
        ms,
        bad,
    } = facts.map_err(ApiError::internal)?;
    Ok(Verification {
        id: stored(row.entity_id.as_deref().unwrap_or_default())?,
        created_at: Instant::from_millis(row.at),
        created_by: row.actor.as_ref().and_then(|id| people.get(id).cloned()),
        ok,
        events,
        pruned,
        erased,
        checkpoints,
        foreign,
        ms,
        bad,
    })
}
