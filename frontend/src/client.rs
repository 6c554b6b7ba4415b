//! Calls the API: bearer token, idempotency key, revision and problems; names no feature.

pub mod early;
pub mod upload;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::Rev;
use shared::problem::{FieldError, Problem, ProblemCode};

use crate::browser;
use crate::session;

const BASE: &str = "/api/v1";

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server answered with a problem.
    Refused(Box<Refusal>),
    /// No answer came: no connection, or the server is away.
    Offline,
    /// An answer came that is not of the expected form.
    Unreadable,
}

/// A problem and what its headers add.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub problem: Problem,
    pub retry_after_s: Option<u32>,
}

impl Failure {
    /// The code of the server's problem.
    pub fn code(&self) -> Option<ProblemCode> {
        self.refusal().map(|refusal| refusal.problem.code)
    }

    pub fn is(&self, code: ProblemCode) -> bool {
        self.code() == Some(code)
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Offline | Self::Unreadable => None,
        }
    }

    /// The fields that the server found wrong.
    pub fn fields(&self) -> &[FieldError] {
        self.refusal()
            .map_or(&[], |refusal| &refusal.problem.errors)
    }

    /// What to tell the person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.problem.detail.clone(),
            Self::Offline => "There is no connection to the server.".to_owned(),
            Self::Unreadable => {
                "The server's answer could not be read. Reload the page to get its newest version."
                    .to_owned()
            }
        }
    }

    pub fn request_id(&self) -> Option<String> {
        self.refusal()
            .map(|refusal| refusal.problem.request_id.clone())
            .filter(|id| !id.is_empty())
    }
}

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

    pub fn key(self, key: &Key) -> Self {
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
        let text = async {
            let answer = self.answer().await?;
            answer.text().await.map_err(|_| Failure::Offline)
        };
        text.boxed_local()
    }

    /// Sends where no answer but “done” is expected.
    pub async fn done(self) -> Result<(), Failure> {
        self.answer().await.map(|_| ())
    }

    /// Sends and gives the raw answer, whose status is below 400.
    pub async fn answer(self) -> Result<Response, Failure> {
        if self.broken {
            return Err(Failure::Unreadable);
        }
        if self.open {
            return self.once(None).await;
        }
        let mut token = session::access::bearer().await?;
        loop {
            let failure = match self.once(Some(&token)).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            if !session_is_over(&failure) {
                return Err(failure);
            }
            token = session::access::bearer_instead_of(&token).await?;
        }
    }

    async fn once(&self, token: Option<&str>) -> Result<Response, Failure> {
        let mut request = RequestBuilder::new(&self.address)
            .method(self.method.clone())
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
        };
        session::note_connection(response.is_ok());
        let response = response?;
        if let Some(date) = response.headers().get("Date") {
            browser::learn_server_clock(&date);
        }
        if response.status() >= 400 {
            return Err(refusal(response).await);
        }
        if !self.open && self.method != Method::GET {
            session::note_change();
        }
        Ok(response)
    }
}

/// Only these 401 answers are mended by a new token; wrong credentials and a wished step-up are the caller's business.
fn session_is_over(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Some(ProblemCode::SignIn | ProblemCode::SessionExpired)
    )
}

async fn refusal(response: Response) -> Failure {
    let retry_after_s = response
        .headers()
        .get("Retry-After")
        .and_then(|text| text.parse().ok());
    let Ok(text) = response.text().await else {
        return Failure::Offline;
    };
    understood(&text, retry_after_s)
}

/// A problem's text as a failure.
fn understood(text: &str, retry_after_s: Option<u32>) -> Failure {
    match serde_json::from_str::<Problem>(text) {
        Ok(problem) => Failure::Refused(Box::new(Refusal {
            problem,
            retry_after_s,
        })),
        Err(why) => {
            leptos::logging::error!("unreadable problem: {why}");
            Failure::Unreadable
        }
    }
}
