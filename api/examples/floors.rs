//! What the machine can do without us, for `cargo xtask bench` to compare with: raw hashes, a handler that sends
//! fixed bytes, the list's SQL alone. Knows nothing of the application.

use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};
use argon2::{Algorithm, Argon2, Params, Version};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["hash", workers, seconds] => print(hashes(workers.parse()?, seconds.parse()?)?),
        ["serve", port, file] => serve(port.parse()?, std::fs::read(file)?),
        ["sql", database, seconds] => print(lists(database, seconds.parse()?)?),
        _ => Err("floors hash WORKERS SECONDS | serve PORT FILE | sql FILE-OR-URL SECONDS".into()),
    }
}

fn print(per_second: f64) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{per_second}")?)
}

/// Argon2id hashes a second with the server's default parameters, by so many threads.
fn hashes(workers: usize, seconds: u64) -> Result<f64, Failure> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let begun = Instant::now();
    let threads: Vec<_> = (0..workers)
        .map(|_| thread::spawn(move || hash_until(until)))
        .collect();
    let mut count = 0_u32;
    for thread in threads {
        count += thread.join().map_err(|_| "a thread stopped")??;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

fn hash_until(until: Instant) -> Result<u32, Failure> {
    let params = Params::new(65_536, 2, 1, Some(32)).map_err(|cause| cause.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut count = 0;
    let mut out = [0; 32];
    while Instant::now() < until {
        argon2
            .hash_password_into(b"a password of a shop", b"sixteen bytes ok", &mut out)
            .map_err(|cause| cause.to_string())?;
        count += 1;
    }
    Ok(count)
}

/// Answers every request with these bytes, until it is ended.
fn serve(port: u16, body: Vec<u8>) -> Result<(), Failure> {
    let body = Data::new(Bytes::from(body));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(body.clone())
            .default_service(web::to(same))
    })
    .tcp_nodelay(true)
    .bind(("127.0.0.1", port))?
    .run();
    Ok(actix_web::rt::System::new().block_on(server)?)
}

async fn same(body: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(body.get_ref().clone())
}

#[derive(QueryableByName)]
struct JobRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = BigInt)]
    total_minor: i64,
}

#[derive(QueryableByName)]
struct ItemRow {
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = BigInt)]
    line_total_minor: i64,
}

/// A file of SQLite, or PostgreSQL by its address.
#[derive(diesel::MultiConnection)]
enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

fn connect(database: &str) -> Result<Conn, ConnectionError> {
    match database.starts_with("postgres://") {
        true => PgConnection::establish(database).map(Conn::Postgres),
        false => SqliteConnection::establish(database).map(Conn::Sqlite),
    }
}

/// How often a second the newest 50 jobs can be read with customers and items, one connection.
fn lists(database: &str, seconds: u64) -> Result<f64, Failure> {
    let mut conn = connect(database)?;
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let mut count = 0_u32;
    let mut read = 0;
    while Instant::now() < until {
        read += list(&mut conn)?;
        count += 1;
    }
    match read {
        0 => Err("the database holds no jobs".into()),
        _ => Ok(f64::from(count) / begun.elapsed().as_secs_f64()),
    }
}

fn list(conn: &mut Conn) -> Result<usize, Failure> {
    let jobs: Vec<JobRow> = diesel::sql_query(
        "SELECT jobs.id, jobs.number, customers.name, jobs.total_minor FROM jobs \
         LEFT JOIN customers ON customers.id = jobs.customer_id WHERE jobs.deleted_at IS NULL \
         ORDER BY jobs.occurred_on DESC, jobs.occurred_at DESC, jobs.id DESC LIMIT 51",
    )
    .load(conn)?;
    let ids: Vec<String> = jobs.iter().map(|job| format!("'{}'", job.id)).collect();
    let items: Vec<ItemRow> = diesel::sql_query(format!(
        "SELECT description, line_total_minor FROM job_items WHERE job_id IN ({}) ORDER BY job_id, position",
        ids.join(",")
    ))
    .load(conn)?;
    let seen = jobs.iter().filter(|job| {
        job.total_minor >= 0 && !job.number.is_empty() && job.name.as_deref() != Some("")
    });
    Ok(seen.count()
        + items
            .iter()
            .filter(|item| item.line_total_minor >= 0 && !item.description.is_empty())
            .count())
}
