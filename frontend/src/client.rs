//! Calls the API: bearer token, idempotency key, revision and problems; names no feature and no session.

mod abort;
pub mod bearer;
pub mod download;
pub mod early;
mod failure;
pub mod upload;

use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::Rev;

use crate::browser;
use crate::task::{pause, within};
use abort::AbortOnDrop;
use bearer::{bearer, proof_for};
use failure::understood;
pub use failure::{Failure, Refusal};

const BASE: &str = "/api/v1";
/// Nobody waits longer for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// When a change is sent again whose answer did not come: its key makes it count once.
const AGAIN_AFTER: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Names one intended change, so that sending it twice makes one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    pub fn fresh() -> Self {
        Self(browser::random_hex())
    }

    /// The text kept with a draft.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key kept with a draft.
    pub fn kept(text: String) -> Self {
        Self(text)
    }
}

/// One call, built step by step and then sent.
#[derive(Clone)]
pub struct Call {
    method: Method,
    address: String,
    body: Option<String>,
    headers: Vec<(&'static str, String)>,
    timeout: Duration,
    keyed: bool,
    open: bool,
    broken: bool,
}

impl Call {
    pub fn get(path: impl AsRef<str>) -> Self {
        Self::new(Method::GET, path.as_ref())
    }

    pub fn post(path: impl AsRef<str>) -> Self {
        Self::new(Method::POST, path.as_ref())
    }

    pub fn patch(path: impl AsRef<str>) -> Self {
        Self::new(Method::PATCH, path.as_ref())
    }

    pub fn delete(path: impl AsRef<str>) -> Self {
        Self::new(Method::DELETE, path.as_ref())
    }

    fn new(method: Method, path: &str) -> Self {
        Self {
            method,
            address: format!("{BASE}{path}"),
            body: None,
            headers: Vec::new(),
            timeout: TIMEOUT,
            keyed: false,
            open: false,
            broken: false,
        }
    }

    pub fn query(mut self, query: &impl Serialize) -> Self {
        match serde_html_form::to_string(query) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => self.address = format!("{}?{text}", self.address),
            Err(_) => self.broken = true,
        }
        self
    }

    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(text) => self.body = Some(text),
            Err(_) => self.broken = true,
        }
        self
    }

    /// The revision that the person saw; the server refuses the change when it is no longer the last one.
    pub fn seen(self, rev: Rev) -> Self {
        self.header("If-Match", format!("\"{}\"", rev.0))
    }

    pub fn key(mut self, key: &Key) -> Self {
        self.keyed = true;
        self.header("Idempotency-Key", key.as_str().to_owned())
    }

    /// Nobody asked for this call: it does not count as work, so it does not keep the session alive.
    pub fn background(self) -> Self {
        self.header("X-Background", "1".to_owned())
    }

    /// No bearer: sign-in, set-up and what else is open to strangers.
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Waits no longer than this for the answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sends and reads the answer.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let text = self.text().await?;
        serde_json::from_str(&text).map_err(|why| {
            leptos::logging::error!("unreadable answer: {why}");
            Failure::Unreadable
        })
    }

    /// The same for every kind of answer, so that its code exists once.
    fn text(self) -> LocalBoxFuture<'static, Result<String, Failure>> {
        self.answer().boxed_local()
    }

    /// Sends where no answer but “done” is expected.
    pub async fn done(self) -> Result<(), Failure> {
        self.text().await.map(|_| ())
    }

    /// A change whose answer does not come is asked about with its key, until it is known or the timeout ends.
    async fn answer(self) -> Result<String, Failure> {
        if self.broken {
            return Err(Failure::Unreadable);
        }
        let was_offline = browser::is_offline();
        let mut outcome = self.once_with_proof().await;
        if !self.keyed || (was_offline && outcome == Err(Failure::Offline)) {
            return outcome;
        }
        for wait in AGAIN_AFTER {
            if !is_unknown(&outcome) {
                return outcome;
            }
            asks_again(true);
            pause(wait).await;
            outcome = self.once_with_token().await;
            asks_again(false);
        }
        match is_unknown(&outcome) {
            true => Err(Failure::Unknown),
            false => outcome,
        }
    }

    /// A call that wants a proof of who is calling goes on by itself when it has one, once.
    async fn once_with_proof(&self) -> Result<String, Failure> {
        match self.once_with_token().await {
            Err(failure) if proof_for(&failure).await => self.once_with_token().await,
            outcome => outcome,
        }
    }

    async fn once_with_token(&self) -> Result<String, Failure> {
        let Some(bearer) = bearer().filter(|_| !self.open) else {
            return self.once(None).await;
        };
        let mut token = bearer.token().await?;
        let mut is_new = false;
        loop {
            let failure = match self.once(Some(&token)).await {
                Err(failure) if failure.is_end_of_session() => failure,
                outcome => return outcome,
            };
            // A new token that is refused as well would be refused for ever: only a sign-in helps.
            token = match is_new {
                true => bearer.after_sign_in().await,
                false => bearer.instead_of(token).await,
            }
            .map_err(|_| failure)?;
            is_new = !is_new;
        }
    }

    async fn once(&self, token: Option<&str>) -> Result<String, Failure> {
        let told = within(self.timeout, self.fetch(token)).await;
        let told = told.unwrap_or(Err(Failure::Offline));
        if let Some(bearer) = bearer() {
            bearer.heard(told != Err(Failure::Offline));
            if told.is_ok() && !self.open && self.method != Method::GET {
                bearer.changed();
            }
        }
        told
    }

    async fn fetch(&self, token: Option<&str>) -> Result<String, Failure> {
        let abort = AbortOnDrop::new();
        let mut request = RequestBuilder::new(&self.address)
            .method(self.method.clone())
            .abort_signal(abort.signal().as_ref())
            .header("Accept", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", &format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = match &self.body {
            Some(body) => request
                .header("Content-Type", "application/json")
                .body(body),
            None => request.build(),
        }
        .map_err(|_| Failure::Unreadable)?;
        let response = match early::answer(&self.method, &self.address).await {
            Some(asked) => asked.map_err(|()| Failure::Offline),
            None => request.send().await.map_err(|_| Failure::Offline),
        }?;
        read(response).await
    }
}

async fn read(response: Response) -> Result<String, Failure> {
    let header = |name| response.headers().get(name);
    if let Some(date) = header("Date") {
        browser::learn_server_clock(&date);
    }
    let retry_after_s = header("Retry-After").and_then(|text| text.parse().ok());
    let Ok(text) = response.text().await else {
        return Err(Failure::Offline);
    };
    match response.status() {
        ..400 => Ok(text),
        _ => Err(understood(&text, retry_after_s)),
    }
}

/// Whether a change may have been made though nobody said so.
fn is_unknown(outcome: &Result<String, Failure>) -> bool {
    match outcome {
        Err(Failure::Offline) => true,
        Err(failure) => failure.is_unknown_outcome(),
        Ok(_) => false,
    }
}

fn asks_again(again: bool) {
    if let Some(bearer) = bearer() {
        bearer.asks_again(again);
    }
}
