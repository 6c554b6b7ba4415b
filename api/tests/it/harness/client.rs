//! A caller of the API: keeps its token and cookies, sends JSON, and shows answers in one line.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub token: Option<String>,
    pub csrf: Option<String>,
    pub cookies: Vec<(String, String)>,
    headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// `null` when the body is no JSON.
    pub body: Value,
}

impl Client {
    pub fn new(base: &str) -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            base: base.to_owned(),
            token: None,
            csrf: None,
            cookies: Vec::new(),
            headers: HeaderMap::new(),
        }
    }

    /// The same caller with one more header on each call.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        let name: HeaderName = name.parse().unwrap();
        client
            .headers
            .insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        client
    }

    /// The same caller with another line of a header that it sends already.
    pub fn with_another(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        let name: HeaderName = name.parse().unwrap();
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        client.headers.append(name, value);
        client
    }

    /// The same caller, of another instance.
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string())).await
    }

    /// The same caller, whose bodies are files of the original application.
    pub fn sending_files(&self) -> Self {
        self.with("content-type", "application/vnd.sqlite3")
    }

    pub fn sends_files(&self) -> bool {
        self.headers
            .get("content-type")
            .is_some_and(|kind| kind == "application/vnd.sqlite3")
    }

    /// A file: the status, under which name it is to be kept, and its bytes.
    pub async fn download(&self, path: &str) -> (u16, String, Vec<u8>) {
        let request = self
            .http
            .get(format!("{}/api/v1{path}", self.base))
            .headers(self.headers.clone())
            .bearer_auth(self.token.as_deref().unwrap_or_default());
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let name = response.headers().get("content-disposition");
        let name = name.map_or("", |name| name.to_str().unwrap()).to_owned();
        (status, name, response.bytes().await.unwrap().to_vec())
    }

    /// Sends a file of the original application.
    pub async fn upload(&self, path: &str, file: Vec<u8>) -> Answer {
        let mut client = self.clone();
        if !client.headers.contains_key("content-type") {
            client = client.sending_files();
        }
        client
            .try_send(Method::POST, path, Some(file))
            .await
            .expect("the server answers")
    }

    /// A business act, which has no body.
    pub async fn act(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// The same caller, claiming to have seen this answer's revision.
    pub fn seen(&self, answer: &Answer) -> Self {
        self.with("if-match", answer.headers["etag"].to_str().unwrap())
    }

    /// Signs in; keeps token, CSRF token and cookies on success.
    pub async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        let answer = self
            .post(
                "/auth/sign-in",
                &json!({"username": username, "password": password}),
            )
            .await;
        if answer.status == 200 {
            self.keep_session(&answer);
        }
        answer
    }

    /// A caller who sends this token.
    pub fn bearing(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn keep_session(&mut self, answer: &Answer) {
        self.token = answer.body["access_token"].as_str().map(str::to_owned);
        self.csrf = answer.body["csrf_token"].as_str().map(str::to_owned);
        self.keep_cookies(answer);
    }

    pub fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        self.try_send(method, path, body)
            .await
            .expect("the server answers")
    }

    /// The answer, or none when the connection broke.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<impl Into<reqwest::Body>>,
    ) -> Option<Answer> {
        let mut headers = self.headers.clone();
        if body.is_some() && !headers.contains_key("content-type") {
            headers.insert("content-type", HeaderValue::from_static("application/json"));
        }
        if let Some(token) = &self.token
            && !headers.contains_key("authorization")
        {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let path =
            match path.starts_with("/health") || path.starts_with("//") || !path.starts_with('/') {
                true => path.trim_start_matches('/').to_owned(),
                false => format!("api/v1{path}"),
            };
        let mut request = self
            .http
            .request(method, format!("{}/{path}", self.base))
            .headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.ok()?;
        Some(Answer {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        })
    }

    /// The same caller with its cookies and CSRF token, as the browser app calls the cookie endpoints.
    pub fn with_cookies(&self) -> Self {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let client = self.with("cookie", &cookies.join("; "));
        match &self.csrf {
            Some(csrf) => client.with("x-csrf-token", csrf),
            None => client,
        }
    }
}

impl Answer {
    /// The answer itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// `403 not_allowed: You may not …`, or the status and the body.
    pub fn status_and_body(&self) -> String {
        match (self.body["code"].as_str(), self.body["detail"].as_str()) {
            (Some(code), Some(detail)) => {
                format!("{} {code}: {detail}{}", self.status, self.fields())
            }
            _ => format!("{} {}", self.status, self.text),
        }
    }

    /// ` #/items/0/quantity too_small` for each field at fault.
    fn fields(&self) -> String {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let one = |error: &Value| {
            let place = ["pointer", "parameter", "header"]
                .iter()
                .find_map(|kind| error[*kind].as_str());
            format!(
                " {} {}",
                place.unwrap_or("?"),
                error["code"].as_str().unwrap_or("?")
            )
        };
        errors.iter().map(one).collect()
    }

    #[track_caller]
    pub fn str(&self, pointer: &str) -> String {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{pointer} in {}", self.text))
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}
