//! What anybody can send without being let in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::has_the_guides_form;
use super::process::Server;

#[actix_web::test]
async fn g71_what_strangers_send_is_no_error_of_ours_and_fills_no_log() {
    let mut server = Server::start(&[]);
    for _ in 0..20 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.write_all(b"NO REQUEST AT ALL\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        server.get("/api/v1/jobs").send().await.unwrap();
    }
    server.stop();
    let said = server.read("stdout");
    assert_eq!(
        said.matches("Refused a request that cannot be read")
            .count(),
        1,
        "{said}"
    );
    for wrong in ["ERROR", "actix", "busy: "] {
        assert!(!said.contains(wrong), "{wrong}: {said}");
    }
    for line in said.lines() {
        assert!(has_the_guides_form(line), "{line}");
    }
}
