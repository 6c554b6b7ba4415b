//! A small client of the API over curl, which verifies the proxy's certificate.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::{place, run};

const ORIGIN: &str = "https://localhost:8443";
const USER: &str = "owner";

/// Who calls: the administrator of the trial shop, once signed in.
pub struct Caller {
    folder: TempDir,
    password: String,
    access: Option<String>,
}

impl Caller {
    pub fn new(authority: String) -> Outcome<Self> {
        let folder = TempDir::with_prefix("zehmo-trial-")
            .map_err(|cause| Failure::file("the temporary folder", cause))?;
        place::write(folder.path().join("authority.crt"), authority)?;
        let random = run::output_of("openssl", &["rand", "-hex", "12"]);
        let random =
            random.ok_or_else(|| Failure::new("openssl was not found.", "Install openssl."))?;
        Ok(Self {
            folder,
            password: format!("Shop-{random}-9"),
            access: None,
        })
    }

    pub fn ready(&self) -> bool {
        self.ask("GET", "/health/ready", None)
            .is_ok_and(|answer| answer.status == 200)
    }

    pub fn set_up(&mut self, token: &str) -> Outcome {
        let shop = json!({
            "token": token, "username": USER, "email": "owner@example.com", "password": self.password,
            "shop_name": "Trial shop", "currency": "NGN", "time_zone": "Africa/Lagos",
        });
        self.ask("POST", "/api/v1/setup", Some(&shop))?
            .expect(201)?;
        let who = json!({ "username": USER, "password": self.password });
        let session = self
            .ask("POST", "/api/v1/auth/sign-in", Some(&who))?
            .expect(200)?;
        let access = session
            .get("access_token")
            .and_then(Value::as_str)
            .map(str::to_owned);
        self.access = Some(access.ok_or_else(|| unexpected("sign-in", "no access token"))?);
        Ok(())
    }

    /// Saves a job of one line; its number.
    pub fn record_job(&mut self, what: &str) -> Outcome<String> {
        let price = json!({ "amount_minor": 450_000, "currency": "NGN" });
        let draft =
            json!({ "items": [{ "description": what, "quantity": "1", "unit_price": price }] });
        let job = self
            .ask("POST", "/api/v1/jobs", Some(&draft))?
            .expect(201)?;
        let number = job.get("number").and_then(Value::as_str).map(str::to_owned);
        number.ok_or_else(|| unexpected("record a job", "no number"))
    }

    pub fn expect_jobs(&mut self, count: usize) -> Outcome {
        let page = self.ask("GET", "/api/v1/jobs", None)?.expect(200)?;
        match page.get("data").and_then(Value::as_array).map(Vec::len) {
            Some(found) if found == count => Ok(()),
            found => Err(unexpected(
                "the list of jobs",
                &format!("{found:?} jobs, expected {count}"),
            )),
        }
    }

    /// While the database is away, a list is neither empty nor wrong.
    pub fn expect_unavailable(&mut self) -> Outcome {
        let answer = self.ask("GET", "/api/v1/jobs", None)?;
        match answer.status {
            502..=504 => Ok(()),
            other => Err(unexpected(
                "the list of jobs without a database",
                &format!("{other}: {}", answer.body),
            )),
        }
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
        command
            .arg("--cacert")
            .arg(self.folder.path().join("authority.crt"));
        command.args([
            "--header",
            &format!("Origin: {ORIGIN}"),
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
        command.args(["--write-out", "\n%{http_code}", &format!("{ORIGIN}{path}")]);
        let output = command
            .output()
            .map_err(|cause| Failure::new(format!("curl: {cause}"), "Install curl."))?;
        if !output.status.success() {
            return Err(unexpected(path, &String::from_utf8_lossy(&output.stderr)));
        }
        Answer::read(path, &String::from_utf8_lossy(&output.stdout))
    }
}

struct Answer {
    path: String,
    status: u16,
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

    fn expect(self, status: u16) -> Outcome<Value> {
        if self.status != status {
            return Err(unexpected(
                &self.path,
                &format!("{} instead of {status}: {}", self.status, self.body),
            ));
        }
        serde_json::from_str(&self.body).map_err(|cause| unexpected(&self.path, &cause.to_string()))
    }
}

fn unexpected(what: &str, answer: &str) -> Failure {
    Failure::new(
        format!("{what}: {}", answer.trim()),
        "Look at `docker-compose --project-name zehmo-trial logs`.",
    )
}
