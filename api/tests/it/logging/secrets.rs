//! No log holds a secret: of a shop that is set up, where every kind of secret is really used.

use serde_json::json;

use super::process::Server;
use crate::harness::{Client, PASSWORD, make};

const NEXT: &str = "Green-Anchor-73-Moss";
const WRONG: &str = "Quince-Wrong-42-Pear";
const FIRST: &str = "Quince-First-42-Plum";

/// Signs in, refreshes, changes the password, gives and uses a code, works and signs out; returns every secret on the way.
async fn use_secrets(server: &Server) -> Vec<String> {
    let nobody = Client::new(&format!("http://127.0.0.1:{}", server.port));
    let sign_in = |password: &str| json!({"username": "ngozi", "password": password});
    nobody
        .post("/auth/sign-in", &sign_in(WRONG))
        .await
        .expect(401);
    let mut ngozi = nobody.clone();
    ngozi.sign_in("ngozi", PASSWORD).await.expect(200);
    let mut secrets = held(&ngozi);
    let refreshed = ngozi.with_cookies().post("/auth/refresh", &json!({})).await;
    ngozi.keep_session(&refreshed.expect(200));
    secrets.extend(held(&ngozi));
    let csrf = ngozi.with_cookies().get("/auth/csrf").await.expect(200);
    secrets.push(csrf.str("/csrf_token"));
    let change = json!({"current": PASSWORD, "new": NEXT});
    let changed = ngozi.with_cookies().post("/me/password", &change).await;
    ngozi.keep_session(&changed.expect(200));
    secrets.extend(held(&ngozi));
    let draft = json!({"username": "bola", "email": "bola@quince.example", "role": "staff"});
    let made = ngozi.post("/users", &draft).await.expect(201);
    secrets.push(made.str("/activation_code"));
    for password in ["short", FIRST] {
        let choice = json!({"code": made.body["activation_code"], "password": password});
        nobody.post("/auth/activate", &choice).await;
    }
    let bola = nobody.with("x-bola", "1");
    bola.post(
        "/auth/sign-in",
        &json!({"username": "bola", "password": FIRST}),
    )
    .await
    .expect(200);
    let line = make::item("Quince line", "1", 100);
    let job = json!({"customer_name": "Quince and Sons", "items": [line]});
    ngozi.post("/jobs", &job).await.expect(201);
    ngozi.get("/jobs?q=quince").await.expect(200);
    ngozi.get("/jobs?colour=quince").await.expect(400);
    let out = ngozi
        .with_cookies()
        .post("/auth/sign-out", &json!({}))
        .await;
    out.expect(204);
    ngozi.get("/me").await.expect(401);
    secrets.extend([PASSWORD, NEXT, WRONG, FIRST].map(str::to_owned));
    secrets
}

fn held(client: &Client) -> Vec<String> {
    let cookies = client.cookies.iter().map(|(_, value)| value.clone());
    let tokens = [client.token.clone(), client.csrf.clone()];
    cookies.chain(tokens.into_iter().flatten()).collect()
}

#[actix_web::test]
async fn g72_asvs_16_2_5_no_log_of_a_working_shop_holds_a_secret_or_a_bound_value() {
    for level in ["info", "debug"] {
        let mut server = Server::start_in_production(&[
            ("LOG_LEVEL", level),
            ("RATE_LIMIT_ANON", "100000 per hour"),
            ("BOOTSTRAP_ADMIN_USERNAME", "ngozi"),
            ("BOOTSTRAP_ADMIN_EMAIL", "ngozi@quince.example"),
            ("BOOTSTRAP_ADMIN_PASSWORD", PASSWORD),
        ]);
        let mut secrets = use_secrets(&server).await;
        assert!(secrets.len() > 15);
        server.stop();
        // What a statement was given: names, searches, addresses, hashes.
        secrets.extend(["uince", "argon2"].map(str::to_owned));
        for path in [
            "stdout",
            "stderr",
            "data/logs/app.log",
            "data/logs/access.jsonl",
            "data/logs/security.jsonl",
        ] {
            let text = server.read(path);
            for secret in &secrets {
                assert!(
                    !text.contains(secret.as_str()),
                    "{secret} in {path}: {text}"
                );
            }
        }
        let written = server.read("stdout");
        assert!(written.contains("Successful login for user: ngozi"));
        assert!(written.contains(" INFO: "), "{written}");
    }
}

#[actix_web::test]
async fn g72_without_a_word_the_level_is_info() {
    let server = |variables: &[(&str, &str)]| {
        let mut server = Server::start_in_production(variables);
        server.stop();
        server.read("stdout")
    };
    let usual = server(&[]);
    assert!(
        usual.contains(" INFO: ") && !usual.contains(" DEBUG: "),
        "{usual}"
    );
}

#[actix_web::test]
async fn asvs_16_2_5_the_set_up_token_is_in_no_log() {
    let mut server = Server::start(&[("LOG_LEVEL", "debug")]);
    let token = server.read("data/setup-token").trim().to_owned();
    let draft = json!({
        "token": token, "username": "ada", "email": "ada@example.com", "password": PASSWORD,
        "shop_name": "Kingsway Labels", "currency": "NGN", "time_zone": "Africa/Lagos",
    });
    let nobody = Client::new(&format!("http://127.0.0.1:{}", server.port));
    nobody.post("/setup", &draft).await.expect(201);
    server.stop();
    for path in ["stdout", "stderr", "data/logs/security.jsonl"] {
        let text = server.read(path);
        assert!(
            !text.contains(&token) && !text.contains(PASSWORD),
            "{path}: {text}"
        );
    }
}
