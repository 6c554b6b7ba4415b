//! Browsers that nobody knows, and what they do.

use super::{OTHER, TestApp, from, try_sign_in};
use crate::harness::{Answer, Client, Start};

pub(super) async fn start() -> TestApp {
    with(&[]).await
}

pub(super) async fn with(variables: &[(&str, &str)]) -> TestApp {
    let start = Start::default().with("TRUSTED_PROXIES", "127.0.0.1/32");
    let start = variables
        .iter()
        .fold(start, |start, (name, value)| start.with(name, value));
    start.start().await
}

/// A browser that nobody knows, at the address of this number.
pub(super) fn stranger(app: &TestApp, number: u32) -> Client {
    let (high, low) = (number / 250, number % 250 + 1);
    from(&app.nobody(), &format!("203.0.{high}.{low}"))
}

pub(super) fn wait_s(answer: &Answer) -> i64 {
    answer.header("retry-after").parse().unwrap()
}

/// A browser that is known, signed out.
pub(super) fn till_of(client: &Client) -> Client {
    let mut till = client.clone();
    (till.token, till.csrf) = (None, None);
    till.cookies
        .retain(|(name, _)| name.starts_with("__Host-zehmo_dev_"));
    till.with_cookies()
}

/// So many failures in a row, each from an address of its own, each as soon as it may be.
pub(super) async fn besiege(app: &TestApp, username: &str, failures: u32) {
    for number in 0..failures {
        let stranger = stranger(app, number);
        let answer = try_sign_in(&stranger, username, OTHER).await;
        if answer.status == 429 {
            app.advance_seconds(wait_s(&answer));
            try_sign_in(&stranger, username, OTHER).await.expect(401);
        } else {
            answer.expect(401);
        }
    }
}

/// What happens each minute, for the time from then to now.
pub(super) async fn sweep(app: &TestApp, from_ms: i64) {
    let until_ms = app.now_ms();
    api::auth::sweep_once(&app.app.auth, from_ms, until_ms)
        .await
        .unwrap();
}
