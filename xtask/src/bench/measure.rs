//! What is measured in one shop.

use std::time::Duration;

use serde_json::{Value, json};

use super::floors::Floors;
use super::load::{self, Client, Figures, Request};
use super::shop::Shop;
use crate::outcome::{Failure, Outcome};
use crate::run;

/// As many as there are workers for hashing by default on two cores.
const HASH_WORKERS: usize = 2;
const CONNECTIONS: [usize; 2] = [1, 16];

/// One line of the table.
pub struct Line {
    pub what: String,
    pub connections: usize,
    pub figures: Figures,
}

/// All that was seen in a shop of this size.
pub struct Measured {
    pub jobs: u32,
    pub lines: Vec<Line>,
    pub ready_after: Duration,
    pub idle_kib: u64,
    pub busy_kib: u64,
    /// The list's bytes sent by a bare handler, 16 connections.
    pub bytes_floor: f64,
    /// The list's SQL alone, one connection.
    pub sql_floor: f64,
    pub hash_floor: f64,
}

impl Measured {
    pub fn line(&self, what: &str, connections: usize) -> Option<&Figures> {
        let found = self
            .lines
            .iter()
            .find(|line| line.what == what && line.connections == connections);
        found.map(|line| &line.figures)
    }
}

pub const LIST: &str = "list of 50 jobs";
pub const PLAIN_LIST: &str = "list of 50 jobs, not compressed";
pub const DASHBOARD: &str = "dashboard";
pub const ONE: &str = "one job";
pub const ONE_BY_TOKEN: &str = "one job, by personal token";
pub const CREATE: &str = "create a job of 3 items";
pub const SIGN_IN: &str = "sign in";

pub const LIST_PATH: &str = "/api/v1/jobs?limit=50";

/// What is asked over and over.
pub struct Question {
    pub what: &'static str,
    path: String,
    client: Client,
    by: By,
}

/// By what is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Session,
    PersonalToken,
}

impl Question {
    fn of_browser(what: &'static str, path: &str) -> Self {
        Self {
            what,
            path: path.to_owned(),
            client: Client::Browser,
            by: By::Session,
        }
    }

    /// Whether a build of before personal tokens can be asked as well.
    pub fn suits_any_build(&self) -> bool {
        self.by == By::Session
    }

    /// Asks by so many connections. The right to ask is a fresh one.
    pub fn drive(&self, shop: &Shop, connections: usize, lasting: Duration) -> Outcome<Line> {
        let session = shop.sign_in()?;
        let access = match self.by {
            By::Session => session,
            By::PersonalToken => shop.personal_token(&session)?,
        };
        let port = shop.server.port;
        let figures = timed(shop, self.what, connections, || {
            load::drive(port, connections, lasting, |_| {
                Request::get(self.client, port, &self.path, &access)
            })
        })?;
        Ok(Line {
            what: self.what.to_owned(),
            connections,
            figures,
        })
    }
}

/// All that is read of a shop whose newest jobs are these.
pub fn questions(list: &[u8]) -> Outcome<Vec<Question>> {
    let one = format!("/api/v1/jobs/{}", newest(list, "id")?);
    let month = month_before(&newest(list, "occurred_on")?)?;
    let month = format!(
        "/api/v1/jobs/summary?status=done&occurred_on_from={month}-01&occurred_on_to={month}-28"
    );
    Ok(vec![
        Question::of_browser(LIST, LIST_PATH),
        Question {
            what: PLAIN_LIST,
            path: LIST_PATH.to_owned(),
            client: Client::Plain,
            by: By::Session,
        },
        Question::of_browser(
            "list, open jobs of a customer's name",
            "/api/v1/jobs?limit=50&status=open&q=ban",
        ),
        Question::of_browser("list of 50 expenditures", "/api/v1/expenditures?limit=50"),
        Question::of_browser("sum of a status", "/api/v1/jobs/summary?status=open"),
        Question::of_browser("sum of a month's filter", &month),
        Question::of_browser(ONE, &one),
        Question {
            by: By::PersonalToken,
            ..Question::of_browser(ONE_BY_TOKEN, &one)
        },
        Question::of_browser(DASHBOARD, "/api/v1/dashboard"),
    ])
}

/// Asks for everything in turn, with one connection and with sixteen.
pub fn measure(shop: &Shop, floors: &Floors, lasting: Duration) -> Outcome<Measured> {
    let idle_kib = shop.server.resident_kib()?;
    let ready_after = shop.server.ready_after;
    let access = shop.sign_in()?;
    let list = shop.get(LIST_PATH, &access)?;
    let mut lines = Vec::new();
    for question in questions(&list)? {
        for connections in CONNECTIONS {
            lines.push(question.drive(shop, connections, lasting)?);
        }
    }
    lines.extend(writes(shop, lasting)?);
    Ok(Measured {
        jobs: shop.jobs,
        lines,
        ready_after,
        idle_kib,
        busy_kib: shop.server.resident_kib()?,
        bytes_floor: floors.same_bytes(&list, 16, lasting)?.per_second(),
        sql_floor: floors.lists(&shop.address(), lasting)?,
        hash_floor: floors.hashes(HASH_WORKERS, lasting)?,
    })
}

fn writes(shop: &Shop, lasting: Duration) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for connections in CONNECTIONS {
        lines.push(create(shop, connections, lasting)?);
    }
    let port = shop.server.port;
    let figures = timed(shop, SIGN_IN, HASH_WORKERS, || {
        load::drive(port, HASH_WORKERS, lasting, |_| shop.sign_in_request())
    })?;
    lines.push(Line {
        what: SIGN_IN.to_owned(),
        connections: HASH_WORKERS,
        figures,
    });
    Ok(lines)
}

/// Records jobs by so many connections.
pub fn create(shop: &Shop, connections: usize, lasting: Duration) -> Outcome<Line> {
    let (port, access) = (shop.server.port, shop.sign_in()?);
    let figures = timed(shop, CREATE, connections, || {
        load::drive(port, connections, lasting, |number| {
            Request::post(port, "/api/v1/jobs", Some(&access), draft(number))
        })
    })?;
    Ok(Line {
        what: CREATE.to_owned(),
        connections,
        figures,
    })
}

fn timed(
    shop: &Shop,
    what: &str,
    connections: usize,
    work: impl FnOnce() -> Outcome<Figures>,
) -> Outcome<Figures> {
    run::timed(
        &format!(
            "{}, {} jobs: {what}, {connections} at once",
            shop.database.name(),
            shop.jobs
        ),
        work,
    )
}

fn draft(number: u64) -> String {
    let item = |what: &str, quantity: &str, price: u64| {
        let price = json!({ "amount_minor": price, "currency": "NGN" });
        json!({ "description": what, "quantity": quantity, "unit_price": price })
    };
    let items = [
        item("Banner 2 m", "1", 450_000),
        item("Business cards", "2.5", 350_000),
        item("Design", "1", 100_000 + number),
    ];
    json!({ "customer_name": format!("Customer {}", number % 500), "items": items, "status": "done" }).to_string()
}

/// A field of the newest job.
fn newest(list: &[u8], field: &str) -> Outcome<String> {
    let page: Value = serde_json::from_slice(list).map_err(|cause| empty(&cause.to_string()))?;
    let found = page
        .pointer(&format!("/data/0/{field}"))
        .and_then(Value::as_str);
    found
        .map(str::to_owned)
        .ok_or_else(|| empty("no job in it"))
}

/// `2026-01-31` → `2025-12`: a month that is whole.
fn month_before(day: &str) -> Outcome<String> {
    let mut parts = day.split('-').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(1))) => Ok(format!("{:04}-12", year - 1)),
        (Some(Ok(year)), Some(Ok(month))) => Ok(format!("{year:04}-{:02}", month - 1)),
        _ => Err(empty("its newest job has no day")),
    }
}

fn empty(why: &str) -> Failure {
    Failure::new(
        format!("The list of jobs cannot be used: {why}"),
        "Remove target/xtask/bench and run it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_before_january_is_december_of_the_year_before() {
        for (day, expected) in [("2026-11-29", "2026-10"), ("2026-01-31", "2025-12")] {
            assert_eq!(month_before(day).ok().as_deref(), Some(expected), "{day}");
        }
    }
}
