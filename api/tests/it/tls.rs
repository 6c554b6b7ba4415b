//! `zehmo tls check`: what is wrong with a certificate is told before browsers refuse it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A folder with an authority, and certificates that it signed.
struct Authority(tempfile::TempDir);

impl Authority {
    fn new() -> Self {
        let authority = Self(tempfile::tempdir().unwrap());
        authority.openssl(&format!(
            "req -x509 {KEY} -days 3650 -subj /CN=Authority -keyout authority.key -out authority.crt"
        ));
        authority
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn openssl(&self, arguments: &str) {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    /// A certificate of this machine for so many days, as the file's name.
    fn sign(&self, days: u32) -> String {
        let name = format!("of-{days}");
        let alternative = "subjectAltName=DNS:localhost,DNS:*.shop.example,IP:127.0.0.1";
        std::fs::write(self.path().join("names"), alternative).unwrap();
        self.openssl(&format!(
            "req {KEY} -subj /CN=Shop -keyout {name}.key -out {name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days {days} \
             -extfile names -out {name}.crt"
        ));
        format!("{name}.crt")
    }

    fn check(&self, what: &[&str], trusts: bool) -> Output {
        let folder = self.path().join("data");
        let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
        command.args(["tls", "check"]).args(what);
        command.current_dir(self.path()).env_clear();
        command.env("DATA_DIR", folder);
        command.env("PUBLIC_ORIGIN", "https://localhost:1");
        let authorities = match trusts {
            true => "authority.crt",
            false => "other.crt",
        };
        command.args(["--authorities", authorities]);
        command.output().unwrap()
    }
}

const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn g53_a_file_of_certificates_is_told_in_words_and_fails_below_thirty_days() {
    let authority = Authority::new();
    authority.openssl(&format!(
        "req -x509 {KEY} -days 9 -subj /CN=Other -keyout other.key -out other.crt"
    ));
    let (lasting, short) = (authority.sign(60), authority.sign(20));
    let (code, text) = said(&authority.check(&[&lasting], true));
    assert_eq!(code, Some(0), "{text}");
    let mut lines = text.lines();
    let names = lines.next().unwrap();
    assert_eq!(names, "For localhost, *.shop.example, 127.0.0.1");
    assert!(lines.next().unwrap().ends_with(": 59 days left"), "{text}");
    assert_eq!(lines.next().unwrap(), "Signed: Shop ← Authority");
    for (what, trusts, reason) in [
        (short.as_str(), true, "it runs out in 19 days"),
        (&lasting, false, "nobody who is trusted here"),
        ("of-60.key", true, "holds no certificate"),
        ("gone.crt", true, "cannot be read"),
    ] {
        let (code, text) = said(&authority.check(&[what], trusts));
        assert_eq!(code, Some(1), "{what}: {text}");
        assert!(text.contains(reason), "{what}: {text}");
        assert!(!text.contains("PRIVATE KEY"), "{text}");
    }
}

/// A server of TLS that ends with this value.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn serve(authority: &Authority, name: &str, port: u16) -> Served {
    let (certificate, key) = (format!("{name}.crt"), format!("{name}.key"));
    let mut child = Command::new("openssl")
        .args(["s_server", "-accept", &port.to_string(), "-www"])
        .args(["-cert", &certificate, "-key", &key])
        .current_dir(authority.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let served = Served(child);
    let ready = output.lines().map(Result::unwrap);
    let mut ready = ready.skip_while(|line| !line.contains("ACCEPT"));
    assert!(ready.next().is_some(), "it does not serve");
    served
}

#[test]
fn g53_an_address_is_judged_as_browsers_judge_it() {
    let authority = Authority::new();
    authority.sign(60);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let _served = serve(&authority, "of-60", port);
    for host in ["localhost", "127.0.0.1"] {
        let address = format!("https://{host}:{port}");
        let (code, text) = said(&authority.check(&[&address], true));
        assert_eq!(code, Some(0), "{address}: {text}");
        assert!(text.contains("59 days left"), "{text}");
    }
    let address = format!("https://127.0.0.2:{port}");
    let (code, text) = said(&authority.check(&[&address], true));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("it is for other names"), "{text}");
    let plain = format!("http://localhost:{port}");
    for (what, reason) in [
        (vec![plain.as_str()], "is not encrypted"),
        (vec![], "https://localhost:1 cannot be reached"),
    ] {
        let (code, text) = said(&authority.check(&what, true));
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(reason), "{text}");
    }
}
