//! `access.jsonl`: who asked for what, with which outcome. Never a query string, a body or a header.

use std::io;
use std::net::IpAddr;
use std::path::Path;

use chrono::{SecondsFormat, Utc};
use serde::Serialize;

use super::line::escaped;
use super::queue::Queue;
use super::{FLUSH_TIME, put_record, trail};

/// One answered request.
#[derive(Clone, Copy)]
pub struct AccessRecord<'a> {
    pub request_id: &'a str,
    pub ip: IpAddr,
    /// The signed-in user's id.
    pub actor: Option<&'a str>,
    pub method: &'a str,
    /// The route's template, `/api/v1/jobs/{id}`.
    pub route: &'a str,
    /// What stood in place of `{id}`.
    pub object_id: Option<&'a str>,
    pub status: u16,
    /// Size of the body, unless it is streamed.
    pub bytes: Option<u64>,
    /// Milliseconds from the first byte read to the answer's head.
    pub ms: u64,
}

/// The trail of all requests; clones share it.
#[derive(Clone)]
pub struct AccessLog {
    queue: Queue,
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    request_id: &'a str,
    ip: IpAddr,
    actor: Option<&'a str>,
    method: &'a str,
    route: &'a str,
    object_id: Option<&'a str>,
    status: u16,
    bytes: Option<u64>,
    ms: u64,
}

impl AccessLog {
    /// Opens `access.jsonl` in this folder.
    pub fn open(folder: &Path) -> io::Result<Self> {
        trail(folder, "access.jsonl").map(|queue| Self { queue })
    }

    /// Queues the record; never waits and never fails.
    pub fn record(&self, request: &AccessRecord<'_>) {
        let object_id = request.object_id.map(escaped);
        let line = Line {
            at: Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
            request_id: request.request_id,
            ip: request.ip,
            actor: request.actor,
            method: request.method,
            route: request.route,
            object_id: object_id.as_deref(),
            status: request.status,
            bytes: request.bytes,
            ms: request.ms,
        };
        put_record(&self.queue, &line);
    }

    /// Waits until everything recorded so far is written, for a bounded time; whether it was.
    pub fn flush(&self) -> bool {
        self.queue.flush(FLUSH_TIME)
    }
}
