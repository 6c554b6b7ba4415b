//! Jobs as a file: a row a job, or a row an item.

use shared::files::JobRows;
use shared::instant::Instant;
use shared::jobs::{Job, JobExport, JobItem, JobQuery};
use shared::page::Deleted;

use super::record::JobRecord;
use crate::customers;
use crate::db::Conn;
use crate::error::ApiError;
use crate::exports::{Cell, Column, Give, Kind, Paper, Shape, TRASHED, decimal, ordered, span};
use crate::records::{self, Exported, between};
use crate::settings::Shop;

const WALK_IN: &str = "Walk-in";

impl Exported for JobRecord {
    type Export = JobExport;

    fn list(asked: &JobExport) -> JobQuery {
        asked.list()
    }

    fn shape(asked: &JobExport) -> Shape {
        Shape {
            format: asked.format,
            separator: asked.separator,
        }
    }

    fn paper(
        conn: &mut Conn,
        asked: &JobExport,
        shop: &Shop,
        now: Instant,
    ) -> Result<Paper, ApiError> {
        let by_completion = asked.completed_on_from.or(asked.completed_on_to).is_some();
        let (from, to) = match by_completion {
            true => (asked.completed_on_from, asked.completed_on_to),
            false => (asked.occurred_on_from, asked.occurred_on_to),
        };
        let days = span(from, to, shop.zone.day_of(now)?);
        let (title, list) = match asked.rows {
            JobRows::Jobs => ("Jobs", "jobs"),
            JobRows::Items => ("Items of jobs", "job-items"),
        };
        Ok(Paper {
            title,
            name: format!("{list}-{days}"),
            columns: columns(asked),
            asked: in_words(conn, asked, shop)?,
        })
    }

    fn cells(asked: &JobExport, job: &Job, give: &mut Give<'_>) -> Result<(), ApiError> {
        match asked.rows {
            JobRows::Jobs => give(&whole(asked, job)),
            // An imported job may have no items; its total must not be missing from the sum.
            JobRows::Items if job.items.is_empty() => give(&no_line(asked, job)),
            JobRows::Items => job
                .items
                .iter()
                .try_for_each(|item| give(&line(asked, job, item))),
        }
    }
}

fn columns(asked: &JobExport) -> Vec<Column> {
    let column = |(head, kind)| Column { head, kind };
    let first = [("Number", Kind::Text), ("Customer", Kind::Text)];
    let what: &[_] = match asked.rows {
        JobRows::Jobs => &[("Items", Kind::Text), ("Total", Kind::Total)],
        JobRows::Items => &[
            ("Item", Kind::Text),
            ("Quantity", Kind::Quantity),
            ("Unit price", Kind::Amount),
            ("Line total", Kind::Total),
        ],
    };
    let last = [
        ("Paid by", Kind::Text),
        ("Status", Kind::Text),
        ("Date", Kind::Day),
        ("Completed", Kind::Day),
        ("By", Kind::Text),
        ("Recorded", Kind::Moment),
    ];
    let trash = (asked.deleted != Deleted::None).then_some((TRASHED, Kind::Moment));
    let all = first.iter().chain(what).chain(&last).copied().chain(trash);
    all.map(column).collect()
}

fn whole(asked: &JobExport, job: &Job) -> Vec<Cell> {
    let items = job.items.iter();
    let items = items.map(|item| format!("{} × {}", item.quantity.shown(), item.description));
    let what = [
        Cell::Several(items.collect()),
        Cell::Amount(job.total.amount_minor().into()),
    ];
    around(asked, job, what)
}

fn line(asked: &JobExport, job: &Job, item: &JobItem) -> Vec<Cell> {
    let what = [
        Cell::text(item.description.as_str()),
        Cell::Quantity(item.quantity.milli()),
        Cell::Amount(item.unit_price.amount_minor().into()),
        Cell::Amount(item.line_total.amount_minor().into()),
    ];
    around(asked, job, what)
}

fn no_line(asked: &JobExport, job: &Job) -> Vec<Cell> {
    let total = Cell::Amount(job.total.amount_minor().into());
    around(
        asked,
        job,
        [Cell::Nothing, Cell::Nothing, Cell::Nothing, total],
    )
}

/// What is told of the job before and after that.
fn around<const N: usize>(asked: &JobExport, job: &Job, what: [Cell; N]) -> Vec<Cell> {
    let customer = job.customer.as_ref();
    let customer = customer.map_or(WALK_IN, |customer| customer.name.as_str());
    let first = [Cell::text(job.number.as_str()), Cell::text(customer)];
    let last = [
        Cell::text(job.payment_method.label()),
        Cell::text(job.status.label()),
        Cell::Day(job.occurred_on),
        Cell::day(job.completed_on),
        Cell::text(job.created_by.username.as_str()),
        Cell::Moment(job.created_at),
    ];
    let trash = (asked.deleted != Deleted::None)
        .then(|| job.deleted_at.map_or(Cell::Nothing, Cell::Moment));
    first
        .into_iter()
        .chain(what)
        .chain(last)
        .chain(trash)
        .collect()
}

/// The filters in force and the order.
fn in_words(
    conn: &mut Conn,
    asked: &JobExport,
    shop: &Shop,
) -> Result<Vec<(&'static str, String)>, ApiError> {
    let listed = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(", "));
    let statuses = asked.status.iter().map(|status| status.label()).collect();
    let methods = asked
        .payment_method
        .iter()
        .map(|method| method.label())
        .collect();
    let amount =
        |minor: Option<i64>| minor.map(|minor| decimal(minor.into(), shop.currency.exponent()));
    let ids: Vec<String> = asked.customer_id.iter().map(ToString::to_string).collect();
    let known = customers::names(conn, &ids)?;
    let customers = ids
        .iter()
        .map(|id| known.get(id).map_or(id.as_str(), |known| &known.name))
        .collect();
    let filters = [
        (
            "Date",
            between(asked.occurred_on_from, asked.occurred_on_to),
        ),
        (
            "Completed",
            between(asked.completed_on_from, asked.completed_on_to),
        ),
        ("Status", listed(statuses)),
        ("Paid by", listed(methods)),
        ("Customer", listed(customers)),
        ("Customer", asked.walk_in.then(|| WALK_IN.to_owned())),
        (
            "Total",
            between(amount(asked.total_min), amount(asked.total_max)),
        ),
        ("Search", asked.q.clone()),
    ];
    let mut words: Vec<_> = filters
        .into_iter()
        .filter_map(|(what, told)| Some((what, told?)))
        .collect();
    words.extend(records::in_words(
        conn,
        &asked.created_by,
        asked.updated_since,
        asked.deleted,
    )?);
    let order = asked.sort.clone().unwrap_or_else(JobQuery::default_sort);
    words.push(("Order", ordered(&order)));
    Ok(words)
}
