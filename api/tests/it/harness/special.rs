//! Calls that need a secret of the moment.

use serde_json::json;

use super::operation::Operation;
use super::phone::{Phone, person_with_factor};
use super::walker::{Ready, Walker};
use super::{Client, PASSWORD};

impl Walker {
    /// Calls that need a secret of the moment.
    pub async fn special(&self, operation: &Operation) -> Option<Ready> {
        let app = &self.app;
        let (client, body) = match operation.id.as_str() {
            "start_session" => (
                app.nobody(),
                json!({"username": "ada", "password": PASSWORD}),
            ),
            "refresh_session" | "end_session" => {
                (app.sign_in("ada", PASSWORD).await.with_cookies(), json!({}))
            }
            "create_import" => {
                let admin = app.admin().await;
                super::make::dry_run(&admin).await;
                let ready = self.bare(operation, admin.sending_files());
                let path = format!("{}?time_zone=Africa/Lagos", ready.path);
                return Some(Ready { path, ..ready });
            }
            "make_backup" | "verify_journal" => {
                self.wait_for_work().await;
                return Some(self.bare(operation, app.admin().await));
            }
            "issue_csrf_token" => {
                let client = app.sign_in("ada", PASSWORD).await.with_cookies();
                return Some(self.bare(operation, client));
            }
            "activate_user" => {
                let draft = self.varied(json!({"username": "", "email": "", "role": "staff"}));
                let made = app.admin().await.post("/users", &draft).await.expect(201);
                (
                    app.nobody(),
                    json!({"code": made.body["activation_code"], "password": PASSWORD}),
                )
            }
            "end_my_sessions" => {
                let name = format!("leaving_{}", self.next());
                app.person(&name, "staff").await;
                return Some(self.bare(operation, app.sign_in(&name, PASSWORD).await));
            }
            "change_my_password" => {
                let number = self.next();
                let name = format!("changing_{number}");
                app.person(&name, "staff").await;
                (
                    app.sign_in(&name, PASSWORD).await,
                    json!({"current": PASSWORD, "new": format!("{PASSWORD}-{number}")}),
                )
            }
            _ if operation.path == "/api/v1/setup" => (app.nobody(), app.setup_draft()),
            _ => return self.with_factor(operation).await,
        };
        Some(Ready {
            body: Some(body.to_string()),
            ..self.bare(operation, client)
        })
    }

    /// A backup, beside another one: the only one may not be removed.
    pub async fn backup(&self, admin: &Client) -> String {
        loop {
            self.wait_for_work().await;
            let list = admin.get("/backups").await.expect(200);
            let rows = list.body["data"].as_array().unwrap();
            if rows.len() >= 2 {
                return rows[0]["id"].as_str().unwrap().to_owned();
            }
            admin.act("/backups").await.expect(202);
        }
    }

    /// Until no long work goes on.
    pub async fn wait_for_work(&self) {
        let going_on = "SELECT id AS line FROM operations WHERE finished_at IS NULL";
        while !self.app.database.lines(going_on).is_empty() {
            self.app.run_work().await;
        }
    }

    /// Those of whoever has a second factor.
    async fn with_factor(&self, operation: &Operation) -> Option<Ready> {
        let app = &self.app;
        let (client, body) = match operation.id.as_str() {
            "finish_sign_in" => {
                let name = format!("waiting_{}", self.next());
                let (_, recovery_code) = person_with_factor(app, &name).await;
                let sign_in = json!({"username": name, "password": PASSWORD});
                let waits = app
                    .nobody()
                    .post("/auth/sign-in", &sign_in)
                    .await
                    .expect(401);
                let ticket = waits.str("/mfa/ticket");
                (
                    app.nobody(),
                    json!({"ticket": ticket, "recovery_code": recovery_code}),
                )
            }
            "activate_my_totp" => {
                let name = format!("showing_{}", self.next());
                app.person(&name, "staff").await;
                let who = app.sign_in(&name, PASSWORD).await;
                let phone = Phone::begin(&who).await;
                let code = phone.code(app);
                (who, json!({"code": code}))
            }
            "remove_my_totp" | "make_my_recovery_codes" => {
                let name = format!("holding_{}", self.next());
                let (who, _) = person_with_factor(app, &name).await;
                return Some(self.bare(operation, who));
            }
            _ => return self.taking_out(operation).await,
        };
        Some(Ready {
            body: Some(body.to_string()),
            ..self.bare(operation, client)
        })
    }

    /// Those of the books to take along: a person waits for one file at a time.
    async fn taking_out(&self, operation: &Operation) -> Option<Ready> {
        let admin = self.app.admin().await;
        let order = json!({"what": "everything", "format": "zip"});
        match operation.id.as_str() {
            "order_export" => {
                self.wait_for_work().await;
                Some(Ready {
                    body: Some(order.to_string()),
                    ..self.bare(operation, admin)
                })
            }
            "download_export" => {
                self.wait_for_work().await;
                let begun = admin.post("/exports", &order).await.expect(202);
                self.wait_for_work().await;
                Some(Ready {
                    path: operation.at(&begun.str("/id")),
                    ..self.bare(operation, admin)
                })
            }
            _ => None,
        }
    }
}
