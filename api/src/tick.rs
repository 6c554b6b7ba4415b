//! Recurring work of the whole server: each minute the sums of refusals go to the trail and the journal, each hour what
//! nothing looks at any more goes. Every change takes the one writer's turn, so instances never do the same at once.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::Duration;

use actix_web::web::Data;
use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use crate::app::App;
use crate::audit::{self, Change};
use crate::auth;
use crate::backups;
use crate::db::{Caller, Tx, forget_answers};
use crate::error::ApiError;
use crate::http::refusals::Sum;
use crate::http::upload::{self, Leftovers};
use crate::imports;
use crate::logging::{SecurityEvent, SecurityKind};
use crate::secrets;
use crate::takeout;
use crate::work;

const MINUTE: Duration = Duration::from_secs(60);
const MINUTES_PER_HOUR: u64 = 60;
/// Addresses whose refusals get an event of their own in a minute's journal.
const ADDRESSES_MAX: usize = 50;

/// Runs until it is aborted. The first hourly round comes with the first minute, for servers that never run an hour.
pub async fn keep_ticking(app: Data<App>) {
    let minutes = Cell::new(0);
    app.supervisor
        .keep("minute", || round(app.clone(), &minutes))
        .await;
}

async fn round(app: Data<App>, minutes: &Cell<u64>) -> ControlFlow<()> {
    actix_web::rt::time::sleep(MINUTE).await;
    let minute = minutes.replace(minutes.get() + 1);
    if let Err(error) = each_minute(&app).await {
        log::warn!("the sums of refused requests are not in the journal: {error}");
    }
    if let Err(error) = remove_files(&app).await {
        log::warn!("files that were asked for an hour ago are not removed: {error}");
    }
    if let Err(error) = keep_epoch(&app).await {
        log::warn!("whether a new quarter has a new key of the journal is not known: {error}");
    }
    if minute.is_multiple_of(MINUTES_PER_HOUR)
        && let Err(error) = each_hour(&app).await
    {
        log::warn!("clearing up failed; tried again in an hour: {error}");
    }
    ControlFlow::Continue(())
}

/// Writes down the past minute's refusals and forgets callers whose budget is full again.
pub async fn each_minute(app: &App) -> Result<(), ApiError> {
    app.limits.forget_idle();
    let sums = app.refusals.drain();
    for sum in sums.iter().filter(|sum| sum.untold() > 0) {
        let detail = format!(
            "{} more from {} within a minute, {} in all",
            sum.untold(),
            sum.address,
            sum.all
        );
        app.security_log.record(&SecurityEvent {
            detail: &detail,
            ..SecurityEvent::of(sum.kind)
        });
    }
    let grave = for_journal(sums);
    if grave.is_empty() {
        return Ok(());
    }
    let work = move |tx: &mut Tx<'_>| grave.iter().try_for_each(|sum| record(tx, sum));
    app.db.write_unkeyed(&Caller::default(), work).await
}

/// Removes the files of the books that are there for an hour.
pub async fn remove_files(app: &Data<App>) -> Result<(), ApiError> {
    let at = app.clone();
    let swept = move || takeout::sweep(&at.db, &at.config.exports);
    let swept = actix_web::rt::task::spawn_blocking(swept).await;
    swept.map_err(ApiError::internal)?
}

/// Removes what nothing looks at any more: answers to repeated calls after a day, operations a month after their end,
/// imports that nobody came back to for a week, and files that a killed process left.
pub async fn each_hour(app: &Data<App>) -> Result<(), ApiError> {
    let (keyring, access_ms) = (
        app.keyring.now(),
        i64::from(app.config.access_ttl_s) * 1_000,
    );
    let (gone, is_rotated) = app
        .db
        .write_unkeyed(&Caller::default(), move |tx| {
            work::forget_finished(tx)?;
            let is_rotated = auth::rotate_signing_keys(tx, &keyring, access_ms)?;
            Ok((forget_answers(tx)?, is_rotated))
        })
        .await?;
    if is_rotated {
        log::info!("the key that was published signs access tokens from the next minute on");
        let kind = SecurityKind::SecretRotated;
        app.security_log.record(&SecurityEvent {
            detail: "the signing key of access tokens, by its age",
            ..SecurityEvent::of(kind)
        });
    }
    if gone > 0 {
        log::info!("{gone} kept answers to repeated calls are older than a day and gone");
    }
    let at = app.clone();
    let swept = actix_web::rt::task::spawn_blocking(move || {
        while imports::sweep(&at.db)? {}
        let needed = at.db.read_blocking(imports::waiting_uploads)?;
        upload::sweep(&at.imports, Leftovers::Old, &needed)
            .map_err(|error| ApiError::busy_because("Old uploads cannot be removed.", error))
    });
    swept.await.map_err(ApiError::internal)??;
    keep_epoch(app).await?;
    sign_checkpoint(app).await?;
    remind_of_secrets(app).await?;
    back_up(app).await?;
    app.runner.wake();
    Ok(())
}

/// A quarter of the year has a key of the journal to itself, from its first minute on.
pub async fn keep_epoch(app: &Data<App>) -> Result<(), ApiError> {
    if !follow_epoch(app).await? {
        return Ok(());
    }
    let keyring = app.keyring.now();
    let begin = move |tx: &mut Tx<'_>| audit::begin_epoch(tx, &keyring);
    if app.db.write_unkeyed(&Caller::default(), begin).await? {
        log::info!("a new quarter has begun, and with it a new key of the journal");
    }
    follow_epoch(app).await.map(|_is_over| ())
}

/// Another instance may have begun one; whether the present one's quarter is over.
async fn follow_epoch(app: &Data<App>) -> Result<bool, ApiError> {
    let at = app.clone();
    let follow = move || audit::follow_epoch(&at.db, &at.keyring.now());
    let followed = actix_web::rt::task::spawn_blocking(follow).await;
    followed.map_err(ApiError::internal)?
}

/// Says outside the database which event is the newest one now.
async fn sign_checkpoint(app: &Data<App>) -> Result<(), ApiError> {
    let keyring = app.keyring.now();
    let sign = move |tx: &mut Tx<'_>| audit::sign(tx, &keyring);
    let checkpoint = app.db.write_unkeyed(&Caller::default(), sign).await?;
    let line = checkpoint.to_string();
    log::info!("{line}");
    app.security_log.record(&SecurityEvent {
        detail: &line,
        ..SecurityEvent::of(SecurityKind::AuditCheckpoint)
    });
    Ok(())
}

/// Tells whoever can replace them that secrets are old.
async fn remind_of_secrets(app: &Data<App>) -> Result<(), ApiError> {
    let (config, keyring) = (app.config.clone(), app.keyring.now());
    let remind = move |tx: &mut Tx<'_>| secrets::remind(tx, (&config, &keyring));
    let overdue = app.db.write_unkeyed(&Caller::default(), remind).await?;
    for sentence in overdue {
        log::warn!("secret_rotation_due: {sentence}");
        app.security_log.record(&SecurityEvent {
            detail: &sentence,
            ..SecurityEvent::of(SecurityKind::SecretRotationDue)
        });
    }
    Ok(())
}

/// Orders a backup that is due, or a trial of one.
async fn back_up(app: &Data<App>) -> Result<(), ApiError> {
    let settings = app.config.backups.clone();
    let order = move |tx: &mut Tx<'_>| backups::order_due(tx, &settings);
    app.db.write_unkeyed(&Caller::default(), order).await?;
    let settings = app.config.backups.clone();
    let swept = actix_web::rt::task::spawn_blocking(move || backups::sweep(&settings));
    let swept = swept.await.map_err(ApiError::internal)?;
    swept.map_err(|fault| ApiError::busy_because("Unfinished backups cannot be removed.", fault))
}

/// An attack from very many addresses makes no more events than one from a few.
fn for_journal(sums: Vec<Sum>) -> Vec<Sum> {
    let mut grave: Vec<Sum> = sums.into_iter().filter(|sum| sum.grave > 0).collect();
    grave.sort_by_key(|sum| std::cmp::Reverse(sum.grave));
    let rest = grave.split_off(grave.len().min(ADDRESSES_MAX));
    for sum in rest {
        let others = grave
            .iter_mut()
            .skip(ADDRESSES_MAX)
            .find(|others| others.kind == sum.kind);
        match others {
            Some(others) => others.grave = others.grave.saturating_add(sum.grave),
            None => grave.push(Sum {
                address: "others".to_owned(),
                ..sum
            }),
        }
    }
    grave
}

fn record(tx: &mut Tx<'_>, sum: &Sum) -> Result<(), ApiError> {
    let minute_ms = tx.now.millis() - tx.now.millis().rem_euclid(60_000);
    let change = Change {
        action: action_of(sum.kind),
        entity: Entity::Refusals,
        entity_id: format!("{}/{}", Instant::from_millis(minute_ms), sum.address),
        before: None,
        after: Some(json!({ "address": sum.address, "refused": sum.grave })),
    };
    audit::record_refused(tx, &change)
}

/// The names of the trail, in the journal.
fn action_of(kind: SecurityKind) -> Action {
    match kind {
        SecurityKind::InputValidationFail => Action::InputValidationFail,
        SecurityKind::ExcessRateLimitExceeded => Action::ExcessRateLimitExceeded,
        _ => Action::AuthzFail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_makes_a_bounded_number_of_events_that_count_everything() {
        let sums: Vec<Sum> = (0..200_u64)
            .map(|number| Sum {
                address: format!("192.0.2.{number}"),
                kind: match number % 2 {
                    0 => SecurityKind::AuthzFail,
                    _ => SecurityKind::ExcessRateLimitExceeded,
                },
                all: number,
                grave: number,
            })
            .collect();
        let events = for_journal(sums);
        assert_eq!(events.len(), ADDRESSES_MAX + 2);
        assert_eq!(
            events.iter().map(|sum| sum.grave).sum::<u64>(),
            (0..200_u64).sum::<u64>()
        );
        assert!(
            events
                .iter()
                .skip(ADDRESSES_MAX)
                .all(|sum| sum.address == "others")
        );
    }
}
