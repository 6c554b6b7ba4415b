//! The yes: everything that the dry run said comes in, in one transaction, or nothing.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::{CustomerId, ImportId, UserId};
use shared::imports::{ImportReport, ImportStatus, ImportTable};
use shared::text;

use super::convert::{NewExpenditure, NewItem, NewJob, NewUser};
use super::running::Work;
use super::store::{self, Batch, Row};
use super::{analysis, promise};
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;
use crate::{customers, expenditures, jobs, settings, users};

/// Records handed over at once, between two words about the progress.
const CHUNK: usize = 1_000;

/// Problem `wrong_state` when it is not to be written, when another import brought in the same rows meanwhile, or when the
/// shop's currency or calendar is another than at the dry run.
pub fn commit(tx: &mut Tx<'_>, id: ImportId, work: &Work) -> Result<(), ApiError> {
    let batch = store::find(tx.conn, id)?;
    let report: ImportReport = match &batch.report {
        Some(report) => serde_json::from_str(report).map_err(ApiError::internal)?,
        None => return Err(ApiError::broken("an import without its report")),
    };
    refuse_other_shop(tx.conn, &batch)?;
    let staged = Staged::load(tx.conn, id)?;
    staged.refuse_known(tx.conn)?;
    if !store::move_on(tx, id, (ImportStatus::Importing, ImportStatus::Done))? {
        return Err(ApiError::wrong_state("This import is not being written."));
    }
    work.begin(staged.users.len() + staged.jobs.len() + staged.expenditures.len());
    let before = promise::totals(tx.conn)?;
    let id_text = id.to_string();
    bring_in_users(tx, &id_text, &staged.users)?;
    work.did(staged.users.len());
    let mut authors = Authors::of(tx.conn, id)?;
    bring_in_jobs(tx, &id_text, &staged.jobs, &mut authors, work)?;
    bring_in_expenditures(tx, &id_text, &staged.expenditures, &mut authors, work)?;
    let after = promise::totals(tx.conn)?;
    promise::check(&report, before, after)?;
    store::forget_content(tx, id)?;
    let change = Change {
        action: Action::ImportCommitted,
        entity: Entity::Import,
        entity_id: id_text,
        before: None,
        after: Some(json!({
            "source_digest": batch.source_digest,
            "time_zone": batch.time_zone,
            "tables": report.tables,
        })),
    };
    audit::record(tx, &change)
}

/// Amounts and days were reckoned by the shop's settings of the dry run: kobo must not become yen. Problem `wrong_state`.
pub fn refuse_other_shop(conn: &mut Conn, batch: &Batch) -> Result<(), ApiError> {
    let settings = settings::read(conn)?;
    let currency = settings.currency.to_string();
    let changed = if batch.shop_currency != Some(currency) {
        "currency"
    } else if batch.shop_time_zone != Some(settings.time_zone) {
        "time zone"
    } else {
        return Ok(());
    };
    Err(ApiError::wrong_state(format!(
        "The {changed} changed since the dry run. Start the import again."
    )))
}

/// Everything that waits to be written.
struct Staged {
    users: Vec<Row>,
    jobs: Vec<Row>,
    expenditures: Vec<Row>,
}

impl Staged {
    fn load(conn: &mut Conn, id: ImportId) -> Result<Self, ApiError> {
        let mut of = |table| -> Result<Vec<Row>, ApiError> {
            let mut all: Vec<Row> = Vec::new();
            loop {
                let after = all.last().map_or(0, |row| row.position);
                let more = store::staged(conn, id, table, after)?;
                if more.is_empty() {
                    return Ok(all);
                }
                all.extend(more);
            }
        };
        Ok(Self {
            users: of(ImportTable::Users)?,
            jobs: of(ImportTable::Jobs)?,
            expenditures: of(ImportTable::Expenditures)?,
        })
    }

    /// Another import may have brought in the same file since the dry run.
    fn refuse_known(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let known = analysis::known(conn)?;
        if known.is_empty() {
            return Ok(());
        }
        for row in self
            .users
            .iter()
            .chain(&self.jobs)
            .chain(&self.expenditures)
        {
            let identity = (
                stored(&row.source_table)?,
                row.source_id.clone(),
                row.source_created.clone(),
            );
            if known.contains_key(&identity) {
                let detail =
                    "Another import brought in some of these rows meanwhile. Send the file again.";
                return Err(ApiError::wrong_state(detail));
            }
        }
        Ok(())
    }
}

fn bring_in_users(tx: &mut Tx<'_>, id: &str, rows: &[Row]) -> Result<(), ApiError> {
    let mut new = Vec::with_capacity(rows.len());
    for row in rows {
        let user: NewUser = content(row)?;
        new.push(users::Imported {
            id: entity(row)?,
            username: user.username,
            role: user.role,
            password_hash: user.password_hash,
            source: source(row),
        });
    }
    users::import(tx, id, new)
}

fn bring_in_jobs(
    tx: &mut Tx<'_>,
    id: &str,
    rows: &[Row],
    authors: &mut Authors,
    work: &Work,
) -> Result<(), ApiError> {
    let mut customers: HashMap<String, CustomerId> = HashMap::new();
    let mut new = Vec::with_capacity(rows.len());
    for row in rows {
        let job: NewJob = content(row)?;
        new.push((job, row));
    }
    // Numbers follow the dates; the old id decides between equal ones.
    new.sort_by_key(|(job, row)| (job.occurred_at, row.position));
    let mut imported = Vec::with_capacity(new.len());
    for (job, row) in new {
        let customer = match &job.customer {
            Some(name) => Some(customer_named(tx, &mut customers, name)?),
            None => None,
        };
        imported.push(jobs::Imported {
            id: entity(row)?,
            customer,
            done: job.done,
            payment_method: job.payment_method,
            occurred_at: job.occurred_at,
            occurred_on: job.occurred_on,
            created_by: authors.author(tx, id, &job.author)?,
            items: job.items.into_iter().map(item).collect(),
            source: source(row),
        });
    }
    for chunk in imported.chunks(CHUNK) {
        jobs::import(tx, id, chunk)?;
        work.did(chunk.len());
    }
    Ok(())
}

fn bring_in_expenditures(
    tx: &mut Tx<'_>,
    id: &str,
    rows: &[Row],
    authors: &mut Authors,
    work: &Work,
) -> Result<(), ApiError> {
    for rows in rows.chunks(CHUNK) {
        let mut new = Vec::with_capacity(rows.len());
        for row in rows {
            let old: NewExpenditure = content(row)?;
            new.push(expenditures::Imported {
                id: entity(row)?,
                description: old.item.description,
                quantity_milli: old.item.quantity_milli,
                unit_cost_minor: old.item.unit_minor,
                total_minor: old.item.total_minor,
                occurred_at: old.occurred_at,
                occurred_on: old.occurred_on,
                created_by: authors.author(tx, id, &old.author)?,
                source: source(row),
            });
        }
        expenditures::import(tx, id, &new)?;
        work.did(rows.len());
    }
    Ok(())
}

/// Who is who: the old ids of users with their records here, and the one who stands for the unknown.
struct Authors {
    known: HashMap<String, UserId>,
    stand_in: Option<UserId>,
}

impl Authors {
    fn of(conn: &mut Conn, id: ImportId) -> Result<Self, ApiError> {
        let mut known = HashMap::new();
        for (old_id, entity_id) in store::users(conn, id)? {
            if let Some(entity_id) = entity_id {
                known.insert(old_id, stored(&entity_id)?);
            }
        }
        Ok(Self {
            known,
            stand_in: None,
        })
    }

    fn author(&mut self, tx: &mut Tx<'_>, import: &str, old_id: &str) -> Result<UserId, ApiError> {
        if let Some(id) = self.known.get(old_id).copied().or(self.stand_in) {
            return Ok(id);
        }
        let id = users::stand_in(tx, import)?;
        self.stand_in = Some(id);
        Ok(id)
    }
}

fn customer_named(
    tx: &mut Tx<'_>,
    known: &mut HashMap<String, CustomerId>,
    name: &str,
) -> Result<CustomerId, ApiError> {
    let key = text::key(name);
    match known.get(&key) {
        Some(id) => Ok(*id),
        None => {
            let id = customers::named(tx, name)?.id;
            known.insert(key, id);
            Ok(id)
        }
    }
}

fn item(item: NewItem) -> jobs::ImportedItem {
    jobs::ImportedItem {
        description: item.description,
        quantity_milli: item.quantity_milli,
        unit_price_minor: item.unit_minor,
        line_total_minor: item.total_minor,
    }
}

fn content<T: DeserializeOwned>(row: &Row) -> Result<T, ApiError> {
    let text = row.content.as_deref().unwrap_or("null");
    serde_json::from_str(text).map_err(ApiError::internal)
}

fn entity<T: std::str::FromStr>(row: &Row) -> Result<T, ApiError> {
    stored(row.entity_id.as_deref().unwrap_or_default())
}

/// "jobs 571".
fn source(row: &Row) -> String {
    format!("{} {}", row.source_table, row.source_id)
}
