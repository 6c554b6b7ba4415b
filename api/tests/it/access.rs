//! Who may call what: every operation really called as nobody and in each role, beside the committed table.

use std::fmt::Write as _;
use std::path::PathBuf;

use reqwest::Method;
use serde_json::json;
use shared::permission::{Grant, Permission, Role, Scope, ShopRules};

use crate::harness::operation::Operation;
use crate::harness::walker::{Walker, raw};
use crate::harness::{Client, bless};

/// A token of the administrator's for each scope, which has this one, too.
async fn tokens(walker: &Walker, beside: Option<Scope>) -> Vec<(Scope, Client)> {
    let admin = walker.app.admin().await;
    let mut tokens = Vec::new();
    for scope in Scope::ALL.iter().copied() {
        let beside = beside.filter(|beside| *beside != scope);
        let scopes: Vec<Scope> = [scope].into_iter().chain(beside).collect();
        let draft = json!({"name": scope.as_str(), "scopes": scopes});
        let made = admin.post("/me/tokens", &draft).await.expect(201);
        let token = made.str("/token");
        tokens.push((scope, walker.app.nobody().bearing(&token)));
    }
    tokens
}

/// The scopes whose tokens may really call it; the document must say the same.
async fn scopes_of(operation: &Operation, tokens: &[(Scope, Client)]) -> String {
    let passed = passing(operation, tokens).await;
    assert_eq!(operation.scopes, passed, "{}", operation.id);
    match passed.as_slice() {
        [] => "no".to_owned(),
        all if all.len() == tokens.len() => "any".to_owned(),
        some => some.join(" "),
    }
}

async fn passing(operation: &Operation, tokens: &[(Scope, Client)]) -> Vec<&'static str> {
    let mut passed = Vec::new();
    for (scope, client) in tokens {
        let path = raw(&operation.at("none"));
        let answer = client.send(operation.method.clone(), &path, unreadable(operation));
        let answer = answer.await;
        match answer.status {
            403 => assert_eq!(answer.body["code"], "scope_missing", "{}", operation.id),
            401 => panic!("{} as {scope}: {}", operation.id, answer.text),
            _ => passed.push(scope.as_str()),
        }
    }
    passed
}

/// The same for one that needs two: neither is enough alone.
async fn both_scopes_of(
    walker: &Walker,
    (operation, beside): (&Operation, &str),
    alone: &[(Scope, Client)],
) -> String {
    assert!(passing(operation, alone).await.is_empty());
    let right: Permission = beside.parse().unwrap();
    let tokens = tokens(walker, right.scope()).await;
    let first = scopes_of(operation, &tokens).await;
    format!("{first} with {}", right.scope().unwrap())
}

#[actix_web::test]
async fn g46_g47_access_is_the_committed_table() {
    let walker = Walker::start().await;
    let app = &walker.app;
    let callers = [
        ("nobody", app.nobody()),
        ("staff", app.staff().await),
        ("auditor", app.auditor().await),
        ("manager", app.manager().await),
        ("admin", app.admin().await),
    ];
    let tokens = tokens(&walker, None).await;
    let mut table = String::from(
        "# Every operation, called as nobody, in each role, and with an administrator's token of each scope. 401 = sign in first; no = 403; own = only one's own entry, for ten minutes.\n",
    );
    writeln!(
        table,
        "{:<28}{:<22}{}",
        "operation",
        "permission",
        columns(callers.iter().map(|(name, _)| *name).chain(["token"]))
    )
    .unwrap();
    for operation in &walker.operations {
        let mut cells = Vec::new();
        for (role, client) in &callers {
            let cell = try_it(&walker, operation, client).await;
            agree(operation, role, cell);
            cells.push(cell);
        }
        let scopes = match (&operation.permission, &operation.beside) {
            (None, _) => "yes".to_owned(),
            (Some(_), None) => scopes_of(operation, &tokens).await,
            (Some(_), Some(beside)) => both_scopes_of(&walker, (operation, beside), &tokens).await,
        };
        let permission = operation.permission.as_deref().unwrap_or("none");
        writeln!(
            table,
            "{:<28}{permission:<22}{}",
            operation.id,
            columns(cells.into_iter().chain([scopes.as_str()]))
        )
        .unwrap();
    }
    bless::compare(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/access.txt"),
        &table,
    );
}

fn columns<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let row: String = cells.map(|cell| format!("{cell:<9}")).collect();
    row.trim_end().to_owned()
}

/// The guard answers first, so a call that can do no harm tells whether it lets pass; then a real one tells for whose records.
async fn try_it(walker: &Walker, operation: &Operation, client: &Client) -> &'static str {
    let harmless = client
        .send(
            operation.method.clone(),
            &raw(&operation.at("none")),
            unreadable(operation),
        )
        .await;
    match harmless.status {
        401 if harmless.body["code"] == "sign_in" && operation.permission.is_some() => return "401",
        403 if harmless.body["code"] == "not_allowed" => return "no",
        // A fault of ours, an outage, a limit or another refusal says nothing of a right.
        200..=299 | 400 | 404 | 412 | 415 | 422 | 428 => {}
        401 if harmless.body["code"] == "sign_in" => {}
        status => panic!("{} as tried: {status} {}", operation.id, harmless.text),
    }
    let is_record =
        operation.collection().is_some() && operation.needs_match && operation.permission.is_some();
    if !is_record {
        return "yes";
    }
    for ready in walker.in_every_state(operation, client).await {
        let answer = ready.send().await;
        match answer.status {
            403 if answer.body["code"] == "not_allowed" => return "own",
            200..=299 | 404 | 409 | 422 => {}
            status => panic!("{} as tried: {status} {}", operation.id, answer.text),
        }
    }
    "yes"
}

fn unreadable(operation: &Operation) -> Option<String> {
    (operation.method != Method::GET).then(|| "{".to_owned())
}

/// What was seen must be what the document's permission says.
fn agree(operation: &Operation, role: &str, cell: &str) {
    let Some(key) = &operation.permission else {
        assert_eq!(cell, "yes", "{} is open to everybody", operation.id);
        return;
    };
    let permission: Permission = key.parse().unwrap();
    let beside = operation.beside.as_deref().map(|key| key.parse().unwrap());
    let may = |right: Permission, role| right.may(role, &ShopRules::default());
    let expected = match role.parse::<Role>() {
        Err(_nobody) => "401",
        Ok(role) if beside.is_some_and(|beside| may(beside, role) == Grant::No) => "no",
        Ok(role) => match may(permission, role) {
            Grant::No | Grant::BySetting => "no",
            Grant::Yes => "yes",
            // The wider right, of whoever may do it at any time, is the service's to ask.
            Grant::TenMinutes if role == Role::Admin => "yes",
            Grant::TenMinutes => "own",
        },
    };
    assert_eq!(cell, expected, "{} as {role}", operation.id);
}
