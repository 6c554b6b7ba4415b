//! Proves that the journal is whole: every event in its place, unchanged, and chained to the one before it.

use std::collections::{BTreeSet, HashMap};

use shared::instant::Instant;

use super::chain;
use super::checkpoint::Checkpoint;
use super::erasing;
use super::pruning::{self, Head};
use super::store::{self, Row};
use super::witnesses::{Finding, Witnesses};
use crate::db::{ChainKey, Conn};
use crate::error::ApiError;
use crate::keyring::{self, Keyring};

/// Events read at a time.
const STEP: i64 = 1000;

/// What the proof found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many events are in their place and chained, up to the first that is not.
    pub events: i64,
    /// Events that were cut off at the beginning, as a later event tells.
    pub pruned: i64,
    /// Events whose facts were erased, as a later event tells; their digests still stand in the chain.
    pub erased: i64,
    /// Checkpoints from outside the database that agree with it.
    pub checkpoints: i64,
    /// Those that no key of this journal signed: another database's, or made up.
    pub foreign: i64,
    pub bad: Option<Finding>,
}

/// Walks the journal from its first event to its last.
pub fn verify(conn: &mut Conn, keyring: &Keyring) -> Result<Verdict, ApiError> {
    verify_beside(conn, keyring, Vec::new())
}

/// The same, beside the checkpoints that were kept outside the database.
pub fn verify_beside(
    conn: &mut Conn,
    keyring: &Keyring,
    checkpoints: Vec<Checkpoint>,
) -> Result<Verdict, ApiError> {
    let mut walk = Walk::begin(conn, keyring, checkpoints)?;
    while walk.step(conn, i64::MAX)? {}
    Ok(walk.end())
}

/// What lies around this place of the journal, a line each.
pub fn around(conn: &mut Conn, seq: i64) -> Result<Vec<String>, ApiError> {
    let rows = store::after(conn, seq - 3, 5)?.into_iter();
    let line = |row: Row| {
        let (at, who) = (Instant::from_millis(row.at), row.actor.unwrap_or_default());
        let what = row.entity_id.unwrap_or_default();
        format!(
            "  {:>6}  {at}  {}  {} {what}  {who}\n",
            row.seq, row.action, row.entity
        )
    };
    Ok(rows.map(line).collect())
}

/// The proof, as far as it has come. Events are never changed, so that it may read them from one picture of the database or,
/// step by step, from many.
pub struct Walk {
    keys: HashMap<i64, ChainKey>,
    prev: String,
    witnesses: Witnesses,
    /// The place and the code of the last event that was cut off at the beginning, and whether an event has told of it.
    cut: Option<(Head, bool)>,
    /// Events without their facts that no event has told of yet.
    emptied: BTreeSet<i64>,
    verdict: Verdict,
}

impl Walk {
    pub fn begin(
        conn: &mut Conn,
        keyring: &Keyring,
        checkpoints: Vec<Checkpoint>,
    ) -> Result<Self, ApiError> {
        let keys = chain::all_keys(conn, keyring)?.into_iter();
        let odd = |seq: i64| Finding {
            seq,
            what: "it has no place in the journal, or a value of another kind",
        };
        let bad = store::first_odd(conn)?.map(odd);
        Ok(Self {
            keys: keys.map(|key| (key.epoch, key)).collect(),
            prev: chain::ORIGIN.to_owned(),
            witnesses: Witnesses::new(checkpoints),
            cut: None,
            emptied: BTreeSet::new(),
            verdict: Verdict {
                bad,
                ..Verdict::default()
            },
        })
    }

    /// Looks at the next events, up to this place; whether there may be more.
    pub fn step(&mut self, conn: &mut Conn, newest: i64) -> Result<bool, ApiError> {
        if self.verdict.bad.is_some() {
            return Ok(false);
        }
        let limit = STEP.min(newest - self.verdict.events);
        if limit < 1 {
            return Ok(false);
        }
        let rows = store::after(conn, self.verdict.events, limit)?;
        let is_full = rows.len() >= usize::try_from(STEP).unwrap_or(usize::MAX);
        if let (0, Some(first)) = (self.verdict.events, rows.first()) {
            self.begin_behind(first);
        }
        for row in rows {
            if let Some(what) = self.fault(&row) {
                let seq = self.verdict.events + 1;
                self.verdict.bad = Some(Finding { seq, what });
                return Ok(false);
            }
            self.pass(row);
        }
        Ok(is_full)
    }

    /// How many events were found sound up to here.
    pub fn events(&self) -> i64 {
        self.verdict.events
    }

    /// What was found, after the last step.
    pub fn end(self) -> Verdict {
        let mut verdict = self.verdict;
        match self.cut {
            Some(((seq, _), true)) => verdict.pruned = seq,
            Some((_, false)) if verdict.bad.is_none() => {
                verdict.events = 0;
                verdict.bad = Some(Finding {
                    seq: 1,
                    what: "it is missing",
                });
            }
            _ => {}
        }
        let emptied = self.emptied.first();
        verdict.bad = verdict.bad.or(emptied.map(|seq| Finding {
            seq: *seq,
            what: "its facts were removed, and no event tells that they were erased",
        }));
        if verdict.bad.is_none() {
            let heard = self.witnesses.judge(verdict.pruned, verdict.events);
            (verdict.checkpoints, verdict.foreign) = (heard.agree, heard.foreign);
            verdict.bad = heard.bad;
        }
        verdict
    }

    /// The first event that is there may follow others that were cut off: a later one must tell so.
    fn begin_behind(&mut self, first: &Row) {
        if first.seq > 1 {
            let head = (first.seq - 1, first.prev.clone());
            self.verdict.events = head.0;
            self.prev.clone_from(&head.1);
            self.witnesses.see_cut(&head);
            self.cut = Some((head, false));
        }
    }

    fn fault(&self, row: &Row) -> Option<&'static str> {
        let Some(key) = self.keys.get(&row.epoch) else {
            return Some("its epoch has no key");
        };
        if row.seq != self.verdict.events + 1 {
            return Some("it is missing");
        }
        if row.prev != self.prev {
            return Some("it does not follow the event before it");
        }
        let code = chain::code(key, row.seq, &row.prev, &row.stored_text());
        if !keyring::same(code.as_bytes(), row.mac.as_bytes()) {
            return Some("it was changed");
        }
        let digest = chain::payload_digest(row.before.as_deref(), row.after.as_deref());
        let differs = !keyring::same(digest.as_bytes(), row.payload_digest.as_bytes());
        (differs && !is_erased(row)).then_some("its facts were changed")
    }

    fn pass(&mut self, row: Row) {
        self.verdict.events = row.seq;
        self.witnesses.see(&row);
        if is_erased(&row) && row.payload_digest != chain::payload_digest(None, None) {
            self.emptied.insert(row.seq);
        }
        if let (Some((head, is_told)), Some(told)) = (&mut self.cut, pruning::told_by(&row)) {
            *is_told |= told == *head;
        }
        for told in erasing::told_by(&row) {
            self.verdict.erased += i64::from(self.emptied.remove(&told));
        }
        self.prev = row.mac;
    }
}

fn is_erased(row: &Row) -> bool {
    row.before.is_none() && row.after.is_none()
}
