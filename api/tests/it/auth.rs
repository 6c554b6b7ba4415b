//! Signing in and staying signed in, seen from outside.

mod activation;
mod clock;
mod enrolment;
mod factors;
mod growth;
mod guessing;
mod hand_over;
mod imported;
mod keys;
mod layers;
mod lifetime;
mod lost_factor;
mod notices;
mod proof;
mod refresh;
pub mod reread;
mod revocation;
mod root_secret;
mod siege;
mod sign_in;
mod strangers;
mod token_life;
mod tokens;
mod traces;
mod unlock;
mod ways_in;

use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, TestApp};

/// Another password that passes every rule.
const OTHER: &str = "Green-Anchor-73-Moss";

async fn try_sign_in(client: &Client, username: &str, password: &str) -> Answer {
    client
        .post(
            "/auth/sign-in",
            &json!({"username": username, "password": password}),
        )
        .await
}

pub async fn refresh(client: &Client) -> Answer {
    client
        .with_cookies()
        .post("/auth/refresh", &json!({}))
        .await
}

/// The value of the refresh cookie that an answer sets.
fn refresh_cookie(answer: &Answer) -> Option<String> {
    set_cookies(answer)
        .into_iter()
        .find(|cookie| cookie.starts_with("__Host-zehmo_rt_"))
}

fn set_cookies(answer: &Answer) -> Vec<String> {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

/// The problem without what differs from request to request.
fn bare(answer: &Answer) -> Value {
    let mut body = answer.body.clone();
    for member in ["request_id", "instance"] {
        body.as_object_mut().unwrap().remove(member);
    }
    body
}

/// The same caller, seen by the server as coming from this address.
fn from(client: &Client, address: &str) -> Client {
    client.with("x-forwarded-for", address)
}
