//! A year of made-up books, written by the same rules as a person's clicks: each act in its order, by somebody, at its moment.

use std::collections::HashMap;

use shared::currency::Currency;
use shared::id::{JobId, Rev};
use shared::instant::Instant;

use super::dice::Dice;
use super::plan::{self, Act, Action};
use super::staff::{self, Credential, Person};
use crate::calendar::Zone;
use crate::db::{Actor, Tx};
use crate::error::ApiError;
use crate::instance::Instance;
use crate::jobs::{self, JobRecord};
use crate::{expenditures, records, settings};

const SHOP: &str = "Kingsway Labels & Prints";
const ZONE: &str = "Africa/Lagos";
const DAYS: i64 = 365;
/// Acts of one transaction.
const STEP: usize = 250;

/// Sets up a shop with one user of each role and fills it with a year of books. Blocks. Problem: `wrong_state` (the shop
/// is set up already).
pub fn demo(
    app: &Instance,
    seed: u64,
    mut progress: impl FnMut(usize, usize),
) -> Result<Vec<Credential>, ApiError> {
    let mut dice = Dice::of(seed);
    let zone = Zone::parse(ZONE).ok_or_else(|| ApiError::broken("the zone of Lagos is unknown"))?;
    let now = app.db.now();
    let begin = plan::midnight(&zone, zone.day_of(now)?.add_days(1 - DAYS))?;
    let (people, credentials) = found_shop(app, begin)?;
    let acts = plan::year(&mut dice, &zone, now, DAYS)?;
    let mut revisions = HashMap::new();
    let mut done = 0;
    for step in acts.chunks(STEP) {
        app.db.write_blocking(&Actor::host(), |tx| {
            step.iter()
                .try_for_each(|act| perform(tx, &people, &mut revisions, act))
        })?;
        done += step.len();
        progress(done, acts.len());
    }
    Ok(credentials)
}

/// Makes the shop and its people at the beginning of its books; their passwords are told this once.
pub fn found_shop(app: &Instance, at: Instant) -> Result<(Vec<Person>, Vec<Credential>), ApiError> {
    if app.db.read_blocking(settings::exist)? {
        return Err(ApiError::wrong_state(
            "The shop is set up already. Made-up people need an empty data folder.",
        ));
    }
    let credentials = staff::credentials(&app.auth)?;
    let hashes = staff::hashes(&app.auth, &credentials)?;
    let people = app.db.write_blocking(&Actor::host(), |tx| {
        let host = Actor::host();
        let mut tx = then(tx, at, &host);
        settings::create(&mut tx, SHOP, Currency::NGN.code(), ZONE)?;
        staff::add(&mut tx, &credentials, &hashes)
    })?;
    app.setup.spend().map_err(ApiError::internal)?;
    Ok((people, credentials))
}

/// The same transaction at another moment, by somebody else.
pub fn then<'t>(tx: &'t mut Tx<'_>, now: Instant, actor: &'t Actor) -> Tx<'t> {
    Tx {
        conn: tx.conn,
        now,
        actor,
        chain: tx.chain,
        head: tx.head,
    }
}

fn perform(
    tx: &mut Tx<'_>,
    people: &[Person],
    revisions: &mut HashMap<JobId, Rev>,
    act: &Act,
) -> Result<(), ApiError> {
    let person = people
        .get(act.by)
        .ok_or_else(|| ApiError::broken("an act of nobody"))?;
    let mut tx = then(tx, act.at, &person.actor);
    let seen = |revisions: &HashMap<JobId, Rev>, id: &JobId| revisions.get(id).copied();
    let changed = match &act.action {
        Action::Sell(draft) => Some(jobs::create(&mut tx, draft)?),
        Action::Spend(draft) => {
            expenditures::create(&mut tx, draft)?;
            None
        }
        Action::Complete(id) => match seen(revisions, id) {
            Some(rev) => Some(jobs::complete(&mut tx, *id, &rev.into())?),
            None => None,
        },
        Action::Correct(id, patch) => match seen(revisions, id) {
            Some(rev) => Some(jobs::update(&mut tx, *id, &rev.into(), patch)?),
            None => None,
        },
        Action::Trash(id) => {
            if let Some(rev) = revisions.remove(id) {
                records::trash::<JobRecord>(&mut tx, *id, &rev.into())?;
            }
            None
        }
    };
    if let Some(job) = changed {
        revisions.insert(job.id, job.rev);
    }
    Ok(())
}
