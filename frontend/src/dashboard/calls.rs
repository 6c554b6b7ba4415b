//! The call of the dashboard.

use shared::dashboard::Dashboard;

use crate::client::{Call, Failure};

pub async fn dashboard() -> Result<Dashboard, Failure> {
    Call::get("/dashboard").send().await
}
