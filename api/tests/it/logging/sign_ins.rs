//! The security guide's lines about sign-ins.

use super::process::Server;
use crate::harness::PASSWORD;

#[actix_web::test]
async fn g73_g74_g75_sign_ins_leave_the_guides_lines() {
    let mut server = Server::start_in_production(&[
        ("RATE_LIMIT_LOGIN", "100 per minute"),
        ("BOOTSTRAP_ADMIN_USERNAME", "ngozi"),
        ("BOOTSTRAP_ADMIN_EMAIL", "ngozi@example.com"),
        ("BOOTSTRAP_ADMIN_PASSWORD", PASSWORD),
    ]);
    let names = [
        "ngozi",
        "nobody_here",
        "my secret password",
        "four",
        "five",
        "six",
    ];
    for name in names.iter().chain(&["seven"]) {
        server.sign_in(name, "wrong").await;
    }
    server.stop();
    let log = server.read("stdout");
    let line = |name: &str| {
        format!(" WARNING: Failed login attempt for user: {name} from IP: 127.0.0.1 [in api/")
    };
    for name in ["ngozi", "nobody_here", "<invalid:len=18>", "six"] {
        assert_eq!(log.matches(&line(name)).count(), 1, "{name}: {log}");
    }
    assert!(!log.contains(&line("seven")), "{log}");
    let many = " WARNING: Multiple failed login attempts from IP: 127.0.0.1 [in api/";
    assert_eq!(log.matches(many).count(), 1, "{log}");
    assert!(
        !log.contains("my secret") && !log.contains(PASSWORD),
        "{log}"
    );
}

#[actix_web::test]
async fn g73_a_success_is_one_line() {
    let mut server = Server::start_in_production(&[
        ("BOOTSTRAP_ADMIN_USERNAME", "ngozi"),
        ("BOOTSTRAP_ADMIN_EMAIL", "ngozi@example.com"),
        ("BOOTSTRAP_ADMIN_PASSWORD", PASSWORD),
    ]);
    server.sign_in("NGOZI", PASSWORD).await;
    server.stop();
    let log = server.read("stdout");
    assert_eq!(
        log.matches(" INFO: Successful login for user: ngozi [in api/")
            .count(),
        1,
        "{log}"
    );
}
