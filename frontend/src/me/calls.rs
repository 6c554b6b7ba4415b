//! The calls of the account page.

use serde::Serialize;
use shared::factors::{RecoveryCodes, TotpCode, TotpSecret};
use shared::id::{DeviceId, SessionId, TokenId};
use shared::me::{MyDevice, MySession};
use shared::notices::{Notice, NoticesRead};
use shared::page::Page;
use shared::tokens::{Token, TokenDraft};

use super::whose::Whose;
use crate::client::{Call, Failure};

/// The newest first.
pub async fn notices() -> Result<Page<Notice>, Failure> {
    Call::get("/me/notices?limit=20").send().await
}

/// What comes after stays unread.
pub async fn read_notices(up_to: i64) -> Result<(), Failure> {
    let read = NoticesRead { up_to };
    Call::post("/me/notices/read").json(&read).done().await
}

/// The newest first.
pub async fn tokens(whose: Whose) -> Result<Page<Token>, Failure> {
    Call::get(whose.path("tokens?limit=200")).send().await
}

/// The token itself is in this answer alone.
pub async fn make_token(draft: &TokenDraft) -> Result<Token, Failure> {
    Call::post("/me/tokens").json(draft).send().await
}

/// It counts no more from its next call on.
pub async fn revoke_token(whose: Whose, id: TokenId) -> Result<(), Failure> {
    let path = whose.path(&format!("tokens/{id}"));
    Call::delete(path).done().await
}

/// The last used first.
pub async fn sessions(whose: Whose) -> Result<Page<MySession>, Failure> {
    Call::get(whose.path("sessions?limit=200")).send().await
}

/// The last used first.
pub async fn devices() -> Result<Page<MyDevice>, Failure> {
    Call::get("/me/devices?limit=200").send().await
}

/// Its next sign-in is a stranger's.
pub async fn forget_device(id: DeviceId) -> Result<(), Failure> {
    Call::delete(format!("/me/devices/{id}")).done().await
}

/// Signs this person out in every browser, this one too.
pub async fn end_all_sessions() -> Result<(), Failure> {
    Call::delete("/me/sessions").done().await
}

/// Signs this person out in every other browser.
pub async fn end_other_sessions() -> Result<(), Failure> {
    Call::delete("/me/sessions?others=true").done().await
}

/// Signs the other browser out at once.
pub async fn end_session(id: SessionId) -> Result<(), Failure> {
    Call::delete(format!("/me/sessions/{id}")).done().await
}

#[derive(Serialize)]
struct Nothing {}

/// Makes a secret for the phone; it counts once a code has shown that the phone has it.
pub async fn begin_totp() -> Result<TotpSecret, Failure> {
    Call::post("/me/totp").json(&Nothing {}).send().await
}

/// Turns the second factor on; the recovery codes are told this once.
pub async fn activate_totp(code: &TotpCode) -> Result<RecoveryCodes, Failure> {
    Call::post("/me/totp/activate").json(code).send().await
}

pub async fn remove_totp() -> Result<(), Failure> {
    Call::delete("/me/totp").done().await
}

/// The earlier ones count no more.
pub async fn new_recovery_codes() -> Result<RecoveryCodes, Failure> {
    Call::post("/me/recovery-codes")
        .json(&Nothing {})
        .send()
        .await
}
