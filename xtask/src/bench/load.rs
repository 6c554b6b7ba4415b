//! A bounded HTTP client: so many connections, each asking again as soon as it was answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome};

/// How long each request took, in microseconds, sorted; and for how long all of them ran.
pub struct Figures {
    times_us: Vec<u64>,
    lasted: Duration,
}

impl Figures {
    pub fn per_second(&self) -> f64 {
        let count = u32::try_from(self.times_us.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.lasted.as_secs_f64()
    }

    /// The time, in milliseconds, that `percent` of the requests did not exceed.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let last = self.times_us.len().saturating_sub(1);
        let index = (self.times_us.len() * percent / 100).min(last);
        let micros = self.times_us.get(index).copied().unwrap_or_default();
        Duration::from_micros(micros).as_secs_f64() * 1000.0
    }
}

/// What Chromium says of itself on every call of the browser app, as far as a server looks at it.
const BROWSER: &str = "Accept: application/json\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n\
    Connection: keep-alive\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n";
/// What a program says that knows no compression.
const PLAIN: &str = "Accept: application/json\r\n";

/// Who asks. The time of an answer goes to its last byte for both; none of them decompresses it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Client {
    Browser,
    Plain,
}

impl Client {
    fn headers(self) -> &'static str {
        match self {
            Self::Browser => BROWSER,
            Self::Plain => PLAIN,
        }
    }
}

/// A request, ready to be written.
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    pub fn get(client: Client, port: u16, path: &str, access: &str) -> Self {
        let said = client.headers();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{said}Authorization: Bearer {access}\r\n"
        );
        Self {
            head,
            body: String::new(),
        }
    }

    pub fn post(port: u16, path: &str, access: Option<&str>, body: String) -> Self {
        let right = access
            .map(|access| format!("Authorization: Bearer {access}\r\n"))
            .unwrap_or_default();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{BROWSER}Origin: http://127.0.0.1:{port}\r\nContent-Type: application/json\r\n{right}"
        );
        Self { head, body }
    }

    fn bytes(&self) -> Vec<u8> {
        format!(
            "{}Content-Length: {}\r\n\r\n{}",
            self.head,
            self.body.len(),
            self.body
        )
        .into_bytes()
    }
}

/// Keeps `connections` busy for `lasting` with what `make` gives for each running number.
pub fn drive(
    port: u16,
    connections: usize,
    lasting: Duration,
    make: impl Fn(u64) -> Request + Sync,
) -> Outcome<Figures> {
    let counter = AtomicU64::new(0);
    let begun = Instant::now();
    let answers: Vec<Outcome<Vec<u64>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| {
                    worker(port, begun + lasting, || {
                        make(counter.fetch_add(1, Ordering::Relaxed))
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err(broken("a worker stopped")))
            })
            .collect()
    });
    let lasted = begun.elapsed();
    let mut times_us = Vec::new();
    for answer in answers {
        times_us.extend(answer?);
    }
    times_us.sort_unstable();
    match times_us.is_empty() {
        false => Ok(Figures { times_us, lasted }),
        true => Err(broken("nothing was answered in time")),
    }
}

fn worker(port: u16, until: Instant, make: impl Fn() -> Request) -> Outcome<Vec<u64>> {
    let mut connection = Connection::open(port)?;
    let mut times = Vec::new();
    while Instant::now() < until {
        let request = make().bytes();
        let begun = Instant::now();
        connection.ask(&request)?;
        times.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(times)
}

/// One kept-alive connection.
pub struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .map_err(|cause| broken(&cause.to_string()))?;
        stream
            .set_nodelay(true)
            .map_err(|cause| broken(&cause.to_string()))?;
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .map_err(|cause| broken(&cause.to_string()))?;
        Ok(Self {
            reader: BufReader::new(stream),
        })
    }

    pub fn send(&mut self, request: &Request) -> Outcome<Vec<u8>> {
        self.ask(&request.bytes())
    }

    /// The body of a 2xx answer; anything else is a failure of the run.
    fn ask(&mut self, request: &[u8]) -> Outcome<Vec<u8>> {
        let answer = self
            .exchange(request)
            .map_err(|cause| broken(&cause.to_string()))?;
        match answer.status.starts_with('2') {
            true => Ok(answer.body),
            false => Err(broken(&format!(
                "{}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            ))),
        }
    }

    fn exchange(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.reader.get_mut().write_all(request)?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line
            .split_whitespace()
            .nth(1)
            .unwrap_or("no answer")
            .to_owned();
        let mut length = None;
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().ok();
            }
        }
        let body = match length {
            Some(length) => self.exactly(length)?,
            None => self.chunks()?,
        };
        Ok(Answer { status, body })
    }

    fn exactly(&mut self, length: usize) -> std::io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16).unwrap_or_default();
            let chunk = self.exactly(length)?;
            body.extend(chunk);
            self.exactly(2)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

struct Answer {
    status: String,
    body: Vec<u8>,
}

fn broken(why: &str) -> Failure {
    Failure::new(
        format!("The load could not be driven: {why}"),
        "Look at target/xtask/log/server-bench.log.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_from_the_sorted_times() {
        let figures = Figures {
            times_us: (1..=100).map(|n| n * 1000).collect(),
            lasted: Duration::from_secs(2),
        };
        assert!((figures.percentile_ms(50) - 51.0).abs() < 0.001);
        assert!((figures.percentile_ms(99) - 100.0).abs() < 0.001);
        assert!((figures.per_second() - 50.0).abs() < 0.001);
    }
}
