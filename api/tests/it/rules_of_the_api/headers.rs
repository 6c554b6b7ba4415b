//! Headers of answers: what is sent is documented, and what is documented is sent.

use crate::harness::Answer;
use crate::harness::operation::{Operation, document, is_setup};
use crate::harness::walker::{Walker, not_set_up};

#[actix_web::test]
async fn an_answer_carries_the_headers_that_its_operation_documents() {
    let walker = Walker::start().await;
    for operation in &walker.operations {
        let (_, answer) = match is_setup(operation) {
            true => not_set_up().await.succeed(operation).await,
            false => walker.succeed(operation).await,
        };
        agree(operation, &answer);
    }
}

fn agree(operation: &Operation, answer: &Answer) {
    let documented = operation.headers(answer.status);
    let known = document()["components"]["headers"].as_object().unwrap();
    for name in known.keys() {
        let place = format!("{name} of {} {}", operation.id, answer.status);
        let said = documented.iter().find(|(header, _)| header == name);
        match (said, answer.headers.contains_key(name.as_str())) {
            (None, true) => panic!("{place} is sent, and not documented"),
            (Some((_, true)), false) => panic!("{place} is documented, and not sent"),
            _ => {}
        }
    }
    let is_counted = documented.iter().any(|(name, _)| *name == "RateLimit");
    let is_told = answer.headers.contains_key("ratelimit-policy");
    assert_eq!(is_counted, is_told, "limits of {}", operation.id);
}
