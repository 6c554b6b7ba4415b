//! A small client of the API over curl: enough to set a shop up, fill it a little and look at it.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::{place, run};

/// The administrator of a trial shop.
pub const ADMIN: &str = "owner";
/// Who calls: nobody at first, then the administrator.
pub struct Caller {
    origin: String,
    /// Holds the certificate to trust, when the origin is https.
    folder: TempDir,
    /// Of both people; made up anew each time.
    pub password: String,
    access: Option<String>,
}

impl Caller {
    pub fn new(origin: &str) -> Outcome<Self> {
        let folder = TempDir::with_prefix("zehmo-trial-");
        let folder = folder.map_err(|cause| Failure::file("the temporary folder", cause))?;
        let random = run::output_of("openssl", &["rand", "-hex", "12"]);
        let random =
            random.ok_or_else(|| Failure::new("openssl was not found.", "Install openssl."))?;
        Ok(Self {
            origin: origin.to_owned(),
            folder,
            password: format!("Shop-{random}-9"),
            access: None,
        })
    }

    /// Believes this authority's certificates.
    pub fn trust(&self, authority: &str) -> Outcome {
        place::write(self.folder.path().join("authority.crt"), authority)
    }

    pub fn ready(&self) -> bool {
        self.ask("GET", "/health/ready", None)
            .is_ok_and(|answer| answer.status == 200)
    }

    /// Makes the shop and its administrator, and signs in.
    pub fn set_up(&mut self, token: &str) -> Outcome {
        let shop = json!({
            "token": token, "username": ADMIN, "email": "owner@example.com", "password": self.password,
            "shop_name": "Trial shop", "currency": "NGN", "time_zone": "Africa/Lagos",
        });
        self.post("/api/v1/setup", &shop)?.expect(201)?;
        let who = json!({ "username": ADMIN, "password": self.password });
        let session = self.post("/api/v1/auth/sign-in", &who)?.expect(200)?;
        self.access = Some(text(&session, "access_token", "sign-in")?);
        Ok(())
    }

    /// Saves a job of one line; its number.
    pub fn record_job(&self, what: &str) -> Outcome<String> {
        let price = json!({ "amount_minor": 450_000, "currency": "NGN" });
        let draft = json!({
            "customer_name": "Ada's tailoring",
            "items": [{ "description": what, "quantity": "1.5", "unit_price": price }],
        });
        let job = self.post("/api/v1/jobs", &draft)?.expect(201)?;
        text(&job, "number", "a new job")
    }

    pub fn expect_jobs(&self, count: u64) -> Outcome {
        let sum = self.ask("GET", "/api/v1/jobs/summary", None)?.expect(200)?;
        match sum.get("count").and_then(Value::as_u64) {
            Some(found) if found == count => Ok(()),
            found => Err(unexpected(
                "the jobs that are there",
                &format!("{found:?}, expected {count}"),
            )),
        }
    }

    /// While the database is away, a list is neither empty nor wrong.
    pub fn expect_unavailable(&self) -> Outcome {
        let answer = self.ask("GET", "/api/v1/jobs", None)?;
        match answer.status {
            502..=504 => Ok(()),
            other => Err(unexpected(
                "the list of jobs without a database",
                &format!("{other}: {}", answer.body),
            )),
        }
    }

    pub fn post(&self, path: &str, body: &Value) -> Outcome<Answer> {
        self.ask("POST", path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Outcome<Answer> {
        let mut command = Command::new("curl");
        command.args([
            "--silent",
            "--show-error",
            "--max-time",
            "30",
            "--request",
            method,
        ]);
        let authority = self.folder.path().join("authority.crt");
        if authority.exists() {
            command.arg("--cacert").arg(authority);
        }
        command.args([
            "--header",
            &format!("Origin: {}", self.origin),
            "--header",
            "Accept: application/json",
        ]);
        if let Some(access) = &self.access {
            command.args(["--header", &format!("Authorization: Bearer {access}")]);
        }
        if let Some(body) = body {
            command.args([
                "--header",
                "Content-Type: application/json",
                "--data",
                &body.to_string(),
            ]);
        }
        command.args([
            "--write-out",
            "\n%{http_code}",
            &format!("{}{path}", self.origin),
        ]);
        let output = command
            .output()
            .map_err(|cause| Failure::new(format!("curl: {cause}"), "Install curl."))?;
        if !output.status.success() {
            return Err(unexpected(path, &String::from_utf8_lossy(&output.stderr)));
        }
        Answer::read(path, &String::from_utf8_lossy(&output.stdout))
    }
}

pub struct Answer {
    path: String,
    pub status: u16,
    body: String,
}

impl Answer {
    fn read(path: &str, printed: &str) -> Outcome<Self> {
        let (body, status) = printed.rsplit_once('\n').unwrap_or(("", printed));
        let status = status
            .trim()
            .parse()
            .map_err(|_| unexpected(path, printed))?;
        Ok(Self {
            path: path.to_owned(),
            status,
            body: body.to_owned(),
        })
    }

    pub fn expect(self, status: u16) -> Outcome<Value> {
        if self.status != status {
            return Err(unexpected(
                &self.path,
                &format!("{} instead of {status}: {}", self.status, self.body),
            ));
        }
        self.json()
    }

    fn json(&self) -> Outcome<Value> {
        serde_json::from_str(&self.body).map_err(|cause| unexpected(&self.path, &cause.to_string()))
    }
}

/// A field that must be a text.
pub fn text(answer: &Value, field: &str, what: &str) -> Outcome<String> {
    let found = answer.get(field).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| unexpected(what, &format!("no {field} in the answer")))
}

fn unexpected(what: &str, answer: &str) -> Failure {
    Failure::new(
        format!("{what}: {}", answer.trim()),
        "The server's log says more: target/xtask/log, or that of its container.",
    )
}
