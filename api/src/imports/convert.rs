//! What the original's rows come to in our terms: pure, the same for every database, nothing decided yet about what is new.

mod adjust;
mod figure;
mod line;
mod moment;
mod people;
mod records;
mod source_facts;
mod when;
mod words;

use serde::{Deserialize, Serialize};
use shared::currency::Currency;
use shared::date::{Date, Month};
use shared::imports::ImportTable;
use shared::instant::Instant;
use shared::jobs::{JobStatus, PaymentMethod};
use shared::permission::Role;

use super::source::Value;
use crate::calendar::Zone;
use crate::keyring::{hex, sha256};

pub use people::{convert as users, published_passwords};
pub use records::{Names, expenditure, job, orphan};
pub use source_facts::{SourceFacts, differences};

/// By what the old rows are read.
#[derive(Clone)]
pub struct Reading {
    /// The zone of the computer that the old application ran on.
    pub source_zone: Zone,
    pub shop_zone: Zone,
    pub currency: Currency,
    /// The shop's present day: nothing may have happened after it.
    pub today: Date,
}

/// One old row: what it is, how it is told apart, and what was adjusted or why it stays out.
#[derive(Debug, Clone)]
pub struct Head {
    pub table: ImportTable,
    pub old_id: String,
    /// The third part of a row's identity, beside its table and id: the original gives ids again.
    pub created: String,
    pub digest: String,
    /// What the digest covers, as people read it; nothing for a line, which its job tells of.
    pub said: SourceFacts,
    pub label: String,
    pub occurred_at: Option<Instant>,
    pub reasons: Vec<String>,
}

/// What the row comes to; nothing when it stays out.
#[derive(Debug)]
pub struct Converted<T> {
    pub head: Head,
    pub content: Option<T>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUser {
    /// `[a-z0-9_]{3,20}`; a number is added where another user has the name.
    pub username: String,
    pub role: Role,
    pub password_hash: Option<String>,
}

#[derive(Debug)]
pub struct OldJob {
    pub row: Converted<NewJob>,
    /// As imported, also for a job that stays out: its lines' sums belong to this status and month.
    pub status: JobStatus,
    pub month: Option<Month>,
    pub lines: Vec<OldLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewJob {
    pub customer: Option<String>,
    pub done: bool,
    pub payment_method: PaymentMethod,
    pub occurred_at: Instant,
    pub occurred_on: Date,
    /// The old id of who recorded it.
    pub author: String,
    /// Filled in by the plan, from the lines that come in.
    pub items: Vec<NewItem>,
}

#[derive(Debug)]
pub struct OldLine {
    pub row: Converted<NewItem>,
    pub source_minor: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    pub description: String,
    pub quantity_milli: i64,
    pub unit_minor: i64,
    pub total_minor: i64,
}

#[derive(Debug)]
pub struct OldExpenditure {
    pub row: Converted<NewExpenditure>,
    pub month: Option<Month>,
    pub source_minor: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewExpenditure {
    pub item: NewItem,
    pub occurred_at: Instant,
    pub occurred_on: Date,
    /// The old id of who recorded it.
    pub author: String,
}

/// What a row says, in one short text: another text is another content.
fn digest(parts: &[&Value]) -> String {
    let spelled: Vec<String> = parts.iter().map(|value| value.spelled()).collect();
    hex(&sha256(spelled.join("\u{1f}").as_bytes()))
}
