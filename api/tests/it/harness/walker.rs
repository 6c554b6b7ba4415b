//! Calls any operation of the document so that it succeeds: makes the record it needs, in the state it needs.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::Method;
use serde_json::{Value, json};

use super::operation::Operation;
use super::phone::person_with_factor;
use super::{Answer, Client, PASSWORD, Start, TestApp};

/// A shop and the operations to be tried on it.
pub struct Walker {
    pub app: TestApp,
    pub operations: Vec<Operation>,
    count: AtomicU32,
}

/// A call ready to be sent.
#[derive(Clone)]
pub struct Ready {
    pub client: Client,
    pub method: Method,
    pub path: String,
    pub body: Option<String>,
}

impl Ready {
    pub async fn send(&self) -> Answer {
        if self.client.sends_files() {
            let file = super::original::Original::sample().bytes();
            return self.client.upload(&raw(&self.path), file).await;
        }
        self.client
            .send(self.method.clone(), &raw(&self.path), self.body.clone())
            .await
    }

    pub fn with(&self, name: &str, value: &str) -> Self {
        Self {
            client: self.client.with(name, value),
            ..self.clone()
        }
    }
}

/// The client's way to write an address that is not below `/api/v1`.
pub fn raw(path: &str) -> String {
    format!("/{path}")
}

impl Walker {
    pub async fn start() -> Self {
        Self::on(TestApp::start().await)
    }

    pub fn on(app: TestApp) -> Self {
        Self {
            app,
            operations: Operation::all(),
            count: AtomicU32::new(1),
        }
    }

    /// The call as this caller would make it on a record of the admin's; nothing has been sent yet.
    pub async fn ready(&self, operation: &Operation, who: &Client) -> Ready {
        if let Some(special) = self.special(operation).await {
            return special;
        }
        let id = self.id_for(operation).await;
        self.ready_on(operation, who, &id).await
    }

    /// Calls the operation successfully; states that it needs are found by trying the record's other acts first.
    pub async fn succeed(&self, operation: &Operation) -> (Ready, Answer) {
        let mut answers = Vec::new();
        for before in self.ways(operation) {
            let ready = match self.special(operation).await {
                Some(special) => special,
                None => {
                    let admin = self.app.admin().await;
                    let id = self.id_for(operation).await;
                    if let Some(act) = before {
                        self.ready_on(act, &admin, &id).await.send().await;
                    }
                    self.ready_on(operation, &admin, &id).await
                }
            };
            let answer = ready.send().await;
            if answer.status == operation.success() {
                return (ready, answer);
            }
            answers.push(answer.status_and_body());
        }
        panic!("{} never succeeded: {answers:?}", operation.id);
    }

    /// The call as this caller would make it, on new records of the admin's: untouched, and after each other act on them.
    pub async fn in_every_state(&self, operation: &Operation, who: &Client) -> Vec<Ready> {
        let admin = self.app.admin().await;
        let mut all = Vec::new();
        for before in self.ways(operation) {
            let id = self.id_for(operation).await;
            if let Some(act) = before {
                self.ready_on(act, &admin, &id).await.send().await;
            }
            all.push(self.ready_on(operation, who, &id).await);
        }
        all
    }

    /// Nothing, or one of the acts on the same record.
    fn ways<'a>(&'a self, operation: &'a Operation) -> Vec<Option<&'a Operation>> {
        let same = |other: &&Operation| {
            other.collection().is_some()
                && other.collection() == operation.collection()
                && !other.is_get()
                && other.body().is_none()
                && other.id != operation.id
        };
        let mut ways = vec![None];
        ways.extend(self.operations.iter().filter(same).map(Some));
        ways
    }

    async fn ready_on(&self, operation: &Operation, who: &Client, id: &str) -> Ready {
        let path = operation.at(id);
        let mut client = who.clone();
        if operation.needs_match {
            let place = match operation.collection() {
                Some(collection) => format!("{collection}/{id}"),
                None => path.clone(),
            };
            let seen = self.app.admin().await.get(&raw(&place)).await;
            client = client.with("if-match", seen.header("etag"));
        }
        let body = operation
            .example()
            .map(|example| self.varied(example).to_string());
        Ready {
            client,
            method: operation.method.clone(),
            path,
            body,
        }
    }

    /// What stands in the address: a word of the list it is limited to, or a new record.
    pub async fn id_for(&self, operation: &Operation) -> String {
        let Some((_, _, schema)) = operation.parameters("path").into_iter().next() else {
            return String::new();
        };
        if operation.id == "reset_user_factors" {
            let name = format!("holding_{}", self.next());
            let (who, _) = person_with_factor(&self.app, &name).await;
            return who.get("/me").await.expect(200).str("/user/id");
        }
        let ways_in = [
            "list_user_sessions",
            "list_user_tokens",
            "revoke_user_token",
        ];
        if ways_in.contains(&operation.id.as_str()) {
            let admin = self.app.admin().await;
            let draft = self.varied(json!({"name": "", "scopes": ["jobs.read"]}));
            let token = admin.post("/me/tokens", &draft).await.expect(201);
            let me = admin.get("/me").await.expect(200);
            return format!("{} {}", me.str("/user/id"), token.str("/id"));
        }
        match schema["enum"][0].as_str() {
            Some(word) => word.to_owned(),
            None => self.record(operation.collection().unwrap()).await,
        }
    }

    /// A new record of this collection, made by the admin.
    pub async fn record(&self, collection: &str) -> String {
        let admin = self.app.admin().await;
        let creates = |operation: &&Operation| {
            operation.path == collection
                && operation.method == Method::POST
                && operation.body().is_some()
        };
        if let Some(create) = self.operations.iter().find(creates) {
            let draft = self.varied(create.example().unwrap());
            let made = admin.post(&raw(collection), &draft).await.expect(201);
            return made.body["id"]
                .as_str()
                .or(made.body["user"]["id"].as_str())
                .unwrap()
                .to_owned();
        }
        if collection == "/api/v1/imports" {
            return super::make::dry_run(&admin).await;
        }
        if collection == "/api/v1/operations" {
            let import = super::make::dry_run(&admin).await;
            let import = admin.get(&format!("/imports/{import}")).await.expect(200);
            return import.str("/operation");
        }
        if collection == "/api/v1/backups" {
            return self.backup(&admin).await;
        }
        if collection == "/api/v1/me/notices" {
            // It has no id: it is an event of the account.
            let draft = json!({"name": "Till", "scopes": ["jobs.read"]});
            admin.post("/me/tokens", &draft).await.expect(201);
            return String::new();
        }
        self.cause(collection, &admin).await;
        let list = admin.get(&raw(collection)).await.expect(200);
        let rows = list.body["data"].as_array().unwrap();
        let row = rows.iter().find(|row| row["current"] != true).unwrap();
        row["id"].as_str().unwrap().to_owned()
    }

    /// Makes a record come to be where there is no call for it.
    async fn cause(&self, collection: &str, admin: &Client) {
        match collection {
            "/api/v1/customers" => {
                let number = self.next();
                let draft = json!({"customer_name": format!("Customer {number}"), "items": [super::make::item("Banner", "1", 100)]});
                admin.post("/jobs", &draft).await.expect(201);
            }
            "/api/v1/me/sessions" | "/api/v1/me/devices" => {
                drop(self.app.sign_in("ada", PASSWORD).await)
            }
            "/api/v1/audit/verifications" => {
                self.wait_for_work().await;
                admin.act("/audit/verifications").await.expect(202);
                self.wait_for_work().await;
            }
            other => panic!("nothing is known that makes a record of {other}"),
        }
    }

    pub fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// What must be unique is made so, and what must lie ahead is left to the server.
    pub fn varied(&self, mut example: Value) -> Value {
        let number = self.next();
        if let Some(members) = example.as_object_mut() {
            members.remove("expires_on");
        }
        if example["username"].is_string() {
            example["username"] = json!(format!("user_{number}"));
        }
        if example["email"].is_string() {
            example["email"] = json!(format!("user_{number}@example.com"));
        }
        if example["name"].is_string() {
            example["name"] = json!(format!("Name {number}"));
        }
        example
    }

    pub fn bare(&self, operation: &Operation, client: Client) -> Ready {
        Ready {
            client,
            method: operation.method.clone(),
            path: operation.path.clone(),
            body: None,
        }
    }
}

/// A shop without its first user.
pub async fn not_set_up() -> Walker {
    Walker::on(Start::default().without_setup().start().await)
}
