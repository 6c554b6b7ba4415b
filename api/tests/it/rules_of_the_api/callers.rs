//! Callers: who is asked to sign in, and who is refused, before anything else is looked at.

use super::{is_problem, walker};
use crate::harness::walker::{Ready, raw};

#[actix_web::test]
async fn g46_nobody_is_asked_to_sign_in_before_anything_else() {
    let (walker, _) = walker().await;
    let nobody = walker.app.nobody();
    let guarded = walker
        .operations
        .iter()
        .filter(|operation| operation.permission.is_some());
    for operation in guarded {
        let invalid = "Bearer error=\"invalid_token\"";
        for (client, challenge) in [
            (nobody.clone(), "Bearer"),
            (nobody.with("authorization", "Bearer rubbish"), invalid),
            (nobody.with("authorization", "Basic YTpi"), invalid),
            (nobody.with("cookie", "zehmo_rt=x"), "Bearer"),
        ] {
            let ready = Ready {
                client,
                method: operation.method.clone(),
                path: operation.at("none"),
                body: Some("{".to_owned()),
            };
            let answer = ready.send().await;
            is_problem(operation, &answer, 401, "sign_in");
            assert_eq!(
                answer.header("www-authenticate"),
                challenge,
                "{}",
                operation.id
            );
        }
    }
}

#[actix_web::test]
async fn g46_whoever_lacks_the_right_hears_403_before_anything_else() {
    let (walker, _) = walker().await;
    let callers = [
        walker.app.staff().await,
        walker.app.auditor().await,
        walker.app.manager().await,
    ];
    let mut refused = 0;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.permission.is_some())
    {
        for client in &callers {
            let garbage = (!operation.is_get()).then(|| "{".to_owned());
            let path = format!("{}?no_such_parameter=1", operation.at("none"));
            let answer = client
                .send(operation.method.clone(), &raw(&path), garbage)
                .await;
            if answer.status == 403 {
                is_problem(operation, &answer, 403, "not_allowed");
                refused += 1;
            }
        }
    }
    assert!(refused > 10, "only {refused} calls were refused");
}
