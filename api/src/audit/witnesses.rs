//! What lies outside the database and speaks of the journal: checkpoints that were signed for it.

use std::collections::HashMap;

use shared::audit::Action;
use shared::instant::Instant;

use super::checkpoint::{self, Checkpoint};
use super::history;
use super::pruning::Head;
use super::store::Row;

/// The first event that is not as it was written, and in what it differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub seq: i64,
    pub what: &'static str,
}

/// Checkpoints in the order of their events, beside the journal that is walked past them.
pub struct Witnesses {
    all: Vec<Witness>,
    next: usize,
    /// Public keys, as the journal itself says.
    keys: HashMap<String, String>,
    /// Backups that took the place of the books.
    restored: Vec<Restored>,
}

/// A backup that took the place of the books.
struct Restored {
    seq: i64,
    made_at: Instant,
    at: Instant,
}

impl Restored {
    fn of(row: &Row) -> Option<Self> {
        let made_at = history::facts(row)?.get("made_at")?.as_str()?.parse();
        Some(Self {
            seq: row.seq,
            made_at: made_at.into_iter().next()?,
            at: Instant::from_millis(row.at),
        })
    }
}

struct Witness {
    said: Checkpoint,
    agrees: bool,
}

/// What they came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Those that agree.
    pub agree: i64,
    /// Those that no key of this journal signed.
    pub foreign: i64,
    pub bad: Option<Finding>,
}

impl Witnesses {
    pub fn new(mut all: Vec<Checkpoint>) -> Self {
        all.sort_by_key(|said| said.seq);
        let unheard = |said| Witness {
            said,
            agrees: false,
        };
        Self {
            all: all.into_iter().map(unheard).collect(),
            next: 0,
            keys: HashMap::new(),
            restored: Vec::new(),
        }
    }

    /// The journal begins behind this event, which was cut off.
    pub fn see_cut(&mut self, (seq, code): &Head) {
        for witness in &mut self.all {
            witness.agrees = witness.said.seq == *seq && witness.said.mac == *code;
        }
    }

    /// The next event of the journal, found sound.
    pub fn see(&mut self, row: &Row) {
        if let Some((name, public)) = checkpoint::key_in(row) {
            self.keys.entry(name).or_insert(public);
        }
        if row.action == Action::BackupRestored.as_str() {
            self.restored.extend(Restored::of(row));
        }
        while let Some(witness) = self.all.get_mut(self.next) {
            if witness.said.seq > row.seq {
                break;
            }
            witness.agrees |= witness.said.seq == row.seq && witness.said.mac == row.mac;
            self.next += 1;
        }
    }

    /// The journal began behind one event, and ended with the other.
    pub fn judge(&self, cut: i64, newest: i64) -> Heard {
        let mut heard = Heard::default();
        for Witness { said, agrees } in self.all.iter().filter(|one| one.said.seq >= cut) {
            let public = self.keys.get(&said.key);
            let is_signed = public.is_some_and(|public| said.is_signed_by(public));
            match (is_signed, *agrees) {
                (false, _) => heard.foreign += 1,
                (true, true) => heard.agree += 1,
                (true, false) if self.is_of_books_before(said) => {}
                (true, false) if heard.bad.is_none() => heard.bad = Some(fault(said, newest)),
                (true, false) => {}
            }
        }
        // Whoever cuts off nearly everything cuts off the key as well.
        let knows_none = self.keys.is_empty() && self.restored.is_empty();
        if heard.foreign > 0 && knows_none {
            heard.bad = Some(Finding {
                seq: newest + 1,
                what: "it is missing: checkpoints were signed, and no event tells their key",
            });
        }
        heard
    }

    /// A backup of an earlier moment took the place of the books that it was signed for.
    fn is_of_books_before(&self, said: &Checkpoint) -> bool {
        let replaces = |restored: &Restored| {
            let is_between = restored.made_at <= said.at && said.at <= restored.at;
            is_between && restored.seq <= said.seq
        };
        self.restored.iter().any(replaces)
    }
}

fn fault(said: &Checkpoint, newest: i64) -> Finding {
    match said.seq > newest {
        true => Finding {
            seq: newest + 1,
            what: "it is missing, and a checkpoint was signed for a later one",
        },
        false => Finding {
            seq: said.seq,
            what: "it is not the one that a checkpoint was signed for",
        },
    }
}
