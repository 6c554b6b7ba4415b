//! What is measured in one shop.

use std::time::Duration;

use serde_json::{Value, json};

use super::floors::Floors;
use super::load::{self, Figures, Request};
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
pub const DASHBOARD: &str = "dashboard";
pub const ONE: &str = "one job";
pub const CREATE: &str = "create a job of 3 items";
pub const SIGN_IN: &str = "sign in";

/// Asks for everything in turn, with one connection and with sixteen.
pub fn measure(shop: &Shop, floors: &Floors, lasting: Duration) -> Outcome<Measured> {
    let port = shop.server.port;
    let idle_kib = shop.server.resident_kib()?;
    let ready_after = shop.server.ready_after;
    let access = shop.sign_in()?;
    let list = shop.get("/api/v1/jobs?limit=50", &access)?;
    let one = format!("/api/v1/jobs/{}", first_id(&list)?);
    let questions = [
        (LIST, "/api/v1/jobs?limit=50"),
        (
            "list, open jobs of a customer's name",
            "/api/v1/jobs?limit=50&status=open&q=ban",
        ),
        ("list of 50 expenditures", "/api/v1/expenditures?limit=50"),
        ("sum of this filter", "/api/v1/jobs/summary?status=open"),
        (ONE, one.as_str()),
        (DASHBOARD, "/api/v1/dashboard"),
    ];
    let mut lines = Vec::new();
    for (what, path) in questions {
        let access = shop.sign_in()?;
        for connections in CONNECTIONS {
            let figures = timed(shop, what, connections, || {
                load::drive(port, connections, lasting, |_| {
                    Request::get(port, path, &access)
                })
            })?;
            lines.push(Line {
                what: what.to_owned(),
                connections,
                figures,
            });
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
    let port = shop.server.port;
    let mut lines = Vec::new();
    let access = shop.sign_in()?;
    for connections in CONNECTIONS {
        let figures = timed(shop, CREATE, connections, || {
            load::drive(port, connections, lasting, |number| {
                Request::post(port, "/api/v1/jobs", Some(&access), draft(number))
            })
        })?;
        lines.push(Line {
            what: CREATE.to_owned(),
            connections,
            figures,
        });
    }
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

fn first_id(list: &[u8]) -> Outcome<String> {
    let page: Value = serde_json::from_slice(list).map_err(|cause| empty(&cause.to_string()))?;
    let id = page.pointer("/data/0/id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| empty("no job in it"))
}

fn empty(why: &str) -> Failure {
    Failure::new(
        format!("The list of jobs cannot be used: {why}"),
        "Remove target/xtask/bench and run it again.",
    )
}
