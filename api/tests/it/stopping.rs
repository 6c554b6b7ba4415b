//! A server that is asked to stop says so first, answers meanwhile, and hears whoever has no patience.

use crate::harness::{Program, TestDatabase};
use crate::outages::{draft, is_busy};

#[actix_web::test]
async fn who_is_asked_to_stop_tells_the_proxy_first_and_answers_meanwhile() {
    let variables = [("SHUTDOWN_DELAY", "300")];
    let mut program = Program::start_with(TestDatabase::fresh(), &variables);
    let admin = program.admin().await;
    program.client().get("/health/ready").await.expect(200);
    program.signal("TERM");
    let began = std::time::Instant::now();
    let said = loop {
        let said = program.client().get("/health/ready").await;
        if said.status != 200 {
            break said;
        }
        assert!(began.elapsed().as_secs() < 30, "nothing was announced");
    };
    is_busy(&said);
    assert_eq!(said.body["detail"], "This server is about to stop.");
    program.client().get("/health/live").await.expect(200);
    admin.post("/jobs", &draft()).await.expect(201);
    // Whoever has no patience asks again.
    program.signal("INT");
    assert!(program.ended_well());
    assert!(began.elapsed().as_secs() < 120, "the delay was waited out");
}

#[actix_web::test]
async fn who_asks_a_second_time_by_the_same_signal_is_heard_too() {
    let variables = [("SHUTDOWN_DELAY", "300")];
    let mut program = Program::start_with(TestDatabase::fresh(), &variables);
    let began = std::time::Instant::now();
    program.signal("TERM");
    // Until the first is heard the second would be the same.
    while program.client().get("/health/ready").await.status == 200 {
        assert!(began.elapsed().as_secs() < 30, "nothing was announced");
    }
    program.signal("TERM");
    assert!(program.ended_well());
    assert!(began.elapsed().as_secs() < 120, "the delay was waited out");
}

#[actix_web::test]
async fn without_a_delay_a_server_that_is_asked_to_stop_stops() {
    let mut program = Program::start();
    program.signal("TERM");
    assert!(program.ended_well());
}
