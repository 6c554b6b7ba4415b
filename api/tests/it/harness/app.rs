//! A server of the test's own, in this process, on a port of its own; its clock can be moved.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;

use actix_web::dev::ServerHandle;
use api::clock::Clock;
use api::config::{Config, Environment};
use api::instance::Instance;
use serde_json::json;
use shared::instant::Instant;

use super::books;
use super::client::Client;
use super::database::TestDatabase;

/// Every test user's password.
pub const PASSWORD: &str = "Blue-Ledger-42-Kite";

pub struct TestApp {
    pub address: SocketAddr,
    pub clock: Clock,
    pub app: Instance,
    pub database: TestDatabase,
    server: ServerHandle,
    /// Users that were made, and their sessions.
    signed: Mutex<BTreeMap<String, Option<Client>>>,
}

/// How a test's server differs from the usual one.
#[derive(Default)]
pub struct Start {
    variables: Vec<(String, String)>,
    without_setup: bool,
    without_runner: bool,
    at_ms: Option<i64>,
    database: Option<TestDatabase>,
}

impl Start {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts the server's clock at this moment, in milliseconds since 1970.
    pub fn at(mut self, at_ms: i64) -> Self {
        self.at_ms = Some(at_ms);
        self
    }

    /// Keeps its rows here instead of in a database of its own.
    pub fn on(mut self, database: TestDatabase) -> Self {
        self.database = Some(database);
        self
    }

    /// Leaves the shop without its first user.
    pub fn without_setup(mut self) -> Self {
        self.without_setup = true;
        self
    }

    /// Leaves long work alone until the test asks for it.
    pub fn without_runner(mut self) -> Self {
        self.without_runner = true;
        self
    }

    pub async fn start(self) -> TestApp {
        let clock = Clock::system();
        if let Some(at_ms) = self.at_ms {
            clock.advance(at_ms - clock.now().millis());
        }
        let database = self.database.unwrap_or_else(TestDatabase::fresh);
        let app = launch(database, &self.variables, clock);
        if !self.without_runner {
            app.keep_working();
        }
        if !self.without_setup {
            app.set_up().await;
        }
        app
    }
}

impl TestApp {
    /// A shop with one admin, `ada`, in Lagos, counting in naira.
    pub async fn start() -> Self {
        Start::default().start().await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A second instance on the same PostgreSQL database, known by the same name.
    pub fn beside(&self) -> Beside {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let variables = [
            ("PUBLIC_ORIGIN".to_owned(), self.url()),
            ("ALLOWED_HOSTS".to_owned(), address.to_string()),
        ];
        let (_app, server) = serve(listener, &self.database, &variables, self.clock.clone());
        Beside { address, server }
    }

    /// Somebody with no token.
    pub fn nobody(&self) -> Client {
        Client::new(&self.url())
    }

    pub async fn admin(&self) -> Client {
        self.signed_in("ada").await
    }

    /// `tobi`, whose role is staff.
    pub async fn staff(&self) -> Client {
        self.person("tobi", "staff").await
    }

    pub async fn manager(&self) -> Client {
        self.person("musa", "manager").await
    }

    pub async fn auditor(&self) -> Client {
        self.person("audu", "auditor").await
    }

    /// A user of this name and role, made on first use, signed in.
    pub async fn person(&self, username: &str, role: &str) -> Client {
        let known = self.signed.lock().unwrap().contains_key(username);
        if !known {
            let admin = self.admin().await;
            let email = format!("{username}@example.com");
            let draft = json!({"username": username, "email": email, "role": role});
            let made = admin.post("/users", &draft).await.expect(201);
            let activation = json!({"code": made.body["activation_code"], "password": PASSWORD});
            self.nobody()
                .post("/auth/activate", &activation)
                .await
                .expect(204);
        }
        self.signed_in(username).await
    }

    pub async fn sign_in(&self, username: &str, password: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(username, password).await.expect(200);
        client
    }

    pub fn setup_token(&self) -> String {
        std::fs::read_to_string(self.database.path().join("setup-token"))
            .unwrap()
            .trim()
            .to_owned()
    }

    /// Moves the server's clock.
    pub fn advance_seconds(&self, seconds: i64) {
        self.clock.advance(seconds * 1000);
    }

    /// The server's clock, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.clock.now().millis()
    }

    /// Moves the server's clock to this instant, such as `2027-03-01T00:30:00Z`. Who is asked for afterwards signs in anew.
    pub fn at(&self, instant: &str) {
        for session in self.signed.lock().unwrap().values_mut() {
            *session = None;
        }
        let instant: Instant = instant.parse().unwrap();
        self.clock
            .advance(instant.millis() - self.clock.now().millis());
    }

    /// Every stored sum equals the rows that it counts. Each test ends with this, too.
    #[track_caller]
    pub fn books_add_up(&self) {
        let faults = books::faults(&self.database).unwrap();
        assert!(faults.is_empty(), "the books do not add up: {faults:?}");
    }

    async fn signed_in(&self, username: &str) -> Client {
        let found = self.signed.lock().unwrap().get(username).cloned();
        match found.flatten() {
            Some(client) => client,
            None => {
                let client = self.sign_in(username, PASSWORD).await;
                self.signed
                    .lock()
                    .unwrap()
                    .insert(username.to_owned(), Some(client.clone()));
                client
            }
        }
    }

    /// What makes the shop and its first user.
    pub fn setup_draft(&self) -> serde_json::Value {
        json!({
            "token": self.setup_token(), "username": "ada", "email": "ada@example.com", "password": PASSWORD,
            "shop_name": "Kingsway Labels", "currency": "NGN", "time_zone": "Africa/Lagos",
        })
    }

    async fn set_up(&self) {
        let draft = self.setup_draft();
        self.nobody().post("/setup", &draft).await.expect(201);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.books_add_up();
        }
        self.app.runner.leave();
        // The server's thread ends by itself; waiting here would block the test's runtime.
        drop(self.server.stop(false));
    }
}

/// Another instance; it stops with this value.
pub struct Beside {
    address: SocketAddr,
    server: ServerHandle,
}

impl Beside {
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

fn launch(database: TestDatabase, variables: &[(String, String)], clock: Clock) -> TestApp {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (app, server) = serve(listener, &database, variables, clock.clone());
    TestApp {
        address,
        clock,
        app,
        database,
        server,
        signed: Mutex::new(BTreeMap::new()),
    }
}

fn serve(
    listener: TcpListener,
    database: &TestDatabase,
    variables: &[(String, String)],
    clock: Clock,
) -> (Instance, ServerHandle) {
    let address = listener.local_addr().unwrap();
    let mut all: Vec<(String, String)> = [
        ("DATA_DIR", database.path().to_str().unwrap()),
        ("PUBLIC_ORIGIN", &format!("http://{address}")),
        ("PORT", &address.port().to_string()),
        ("ARGON2_MEMORY_KIB", "19456"),
        ("RATE_LIMIT_LOGIN", "10000 per minute"),
        ("RATE_LIMIT_ANON", "100000 per hour"),
        ("RATE_LIMIT_USER", "100000 per hour"),
        ("RATE_LIMIT_REFRESH", "100000 per hour"),
        ("RATE_LIMIT_EXPENSIVE", "100000 per hour"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    all.extend(database.url().map(|url| ("DATABASE_URL".to_owned(), url)));
    all.retain(|(name, _)| !variables.iter().any(|(other, _)| other == name));
    all.extend_from_slice(variables);
    let config = Config::read(&Environment::of(all)).unwrap();
    let app = Instance::start(config, clock).unwrap();
    let (send, receive) = std::sync::mpsc::channel();
    let served = app.clone();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = api::server::serve(&served, listener, 1).unwrap();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (app, receive.recv().unwrap())
}
