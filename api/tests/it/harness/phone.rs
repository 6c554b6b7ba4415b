//! An app on a phone that shows codes.

use serde_json::json;
use totp_rs::{Builder, Secret};

use super::{Answer, Client, PASSWORD, TestApp};

/// The app; its clock is off by so many seconds.
pub struct Phone {
    pub secret: String,
    pub off_s: i64,
}

impl Phone {
    /// Takes the picture of a new secret.
    pub fn of(begun: &Answer) -> Self {
        Self {
            secret: begun.str("/secret"),
            off_s: 0,
        }
    }

    pub fn code(&self, app: &TestApp) -> String {
        self.code_at(app.now_ms())
    }

    /// The code of this moment, in milliseconds since 1970.
    pub fn code_at(&self, now_ms: i64) -> String {
        let at = now_ms / 1_000 + self.off_s;
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        let totp = Builder::new()
            .with_secret(secret)
            .with_account_name("ada")
            .build()
            .unwrap();
        totp.generate(u64::try_from(at).unwrap()).to_string()
    }

    /// Begins to set a factor up.
    pub async fn begin(who: &Client) -> Self {
        Self::of(&who.post("/me/totp", &json!({})).await.expect(201))
    }

    /// Shows the first code; the recovery codes.
    pub async fn activate(&self, app: &TestApp, who: &Client) -> Answer {
        let code = json!({"code": self.code(app)});
        who.post("/me/totp/activate", &code).await
    }
}

/// A new user of staff with a second factor, and one of their recovery codes.
pub async fn person_with_factor(app: &TestApp, username: &str) -> (Client, String) {
    app.person(username, "staff").await;
    let who = app.sign_in(username, PASSWORD).await;
    let codes = Phone::begin(&who).await.activate(app, &who).await;
    (who, codes.expect(200).str("/recovery_codes/0"))
}
