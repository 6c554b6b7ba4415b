//! Acts on jobs, and the job itself on the wire.
use super::JobAction::{Complete, Edit, Reopen, Restore, Trash};
use super::*;
use crate::currency::Currency;
use crate::id::Rev;
use crate::jobs::PaymentMethod;
use crate::money::Money;
use crate::users::UserRef;

const ADA: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
const OBI: &str = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e60";

fn job(status: JobStatus, deleted: bool) -> Job {
    let at = Instant::from_millis(1_000_000);
    Job {
        id: ADA.parse().unwrap(),
        number: "J-2026-00042".to_owned(),
        customer: None,
        status,
        items: Vec::new(),
        total: Money::zero(Currency::NGN),
        payment_method: PaymentMethod::Cash,
        occurred_at: at,
        occurred_on: at.date_utc(),
        completed_at: None,
        completed_on: None,
        created_by: UserRef {
            id: ADA.parse().unwrap(),
            username: "ada".to_owned(),
        },
        created_at: at,
        updated_at: at,
        deleted_at: deleted.then_some(at),
        rev: Rev::FIRST,
    }
}

#[test]
fn every_field_of_a_job_is_on_the_wire() {
    let value = serde_json::to_value(job(JobStatus::Open, false)).unwrap();
    for key in [
        "id",
        "number",
        "customer",
        "status",
        "items",
        "total",
        "payment_method",
        "occurred_at",
        "occurred_on",
        "completed_at",
        "completed_on",
        "created_by",
        "created_at",
        "updated_at",
        "deleted_at",
        "rev",
    ] {
        assert!(value.get(key).is_some(), "{key}");
    }
    assert_eq!(value["customer"], serde_json::Value::Null);
    assert_eq!(value.as_object().unwrap().len(), 16);
}

fn check(
    role: Role,
    user: &str,
    minutes: i64,
    (status, deleted): (JobStatus, bool),
    expected: &[JobAction],
) {
    let job = job(status, deleted);
    let now = job.created_at.plus_ms(minutes * 60_000);
    let found = actions(&job, user.parse().unwrap(), role, now);
    assert_eq!(
        found, expected,
        "{role} {user} {minutes} {status} {deleted}"
    );
}

#[test]
fn an_admin_may_do_whatever_the_state_allows() {
    check(
        Role::Admin,
        OBI,
        99,
        (JobStatus::Open, false),
        &[Complete, Edit, Trash],
    );
    check(
        Role::Admin,
        OBI,
        99,
        (JobStatus::Ready, false),
        &[Complete, Edit, Trash],
    );
    check(
        Role::Admin,
        OBI,
        99,
        (JobStatus::Done, false),
        &[Reopen, Edit, Trash],
    );
    check(Role::Admin, OBI, 99, (JobStatus::Done, true), &[Restore]);
    check(Role::Admin, ADA, 1, (JobStatus::Void, false), &[Trash]);
}

#[test]
fn a_manager_corrects_and_undoes_the_own_entry() {
    check(
        Role::Manager,
        OBI,
        1,
        (JobStatus::Open, false),
        &[Complete, Edit],
    );
    check(
        Role::Manager,
        ADA,
        1,
        (JobStatus::Open, false),
        &[Complete, Edit, Trash],
    );
    check(Role::Manager, ADA, 1, (JobStatus::Open, true), &[Restore]);
}

#[test]
fn staff_complete_and_undo_the_own_entry_for_ten_minutes() {
    check(
        Role::Staff,
        ADA,
        10,
        (JobStatus::Open, false),
        &[Complete, Trash],
    );
    check(Role::Staff, ADA, 11, (JobStatus::Open, false), &[Complete]);
    check(Role::Staff, OBI, 1, (JobStatus::Done, false), &[]);
    check(Role::Staff, ADA, 1, (JobStatus::Done, true), &[Restore]);
    check(Role::Staff, OBI, 1, (JobStatus::Done, true), &[]);
}

#[test]
fn an_auditor_only_looks() {
    check(Role::Auditor, ADA, 1, (JobStatus::Open, false), &[]);
}
