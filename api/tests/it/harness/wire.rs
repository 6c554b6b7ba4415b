//! A wire between the server and PostgreSQL that loses one message when a test says so.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

/// What the next commit loses, together with its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    Nothing,
    /// The commit never arrives: nothing is saved.
    Commit,
    /// The commit is made, and its answer is lost.
    Answer,
}

pub struct Wire {
    port: u16,
    loss: Arc<Mutex<Loss>>,
}

/// How the server ends a change.
const COMMIT: &[u8] = b"RELEASE SAVEPOINT change; COMMIT\0";
/// `ReadyForQuery`, no transaction open.
const DONE: &[u8] = b"Z\0\0\0\x05I";

impl Wire {
    /// To the PostgreSQL server of this address.
    pub fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let loss = Arc::new(Mutex::new(Loss::Nothing));
        let (shared, url) = (Arc::clone(&loss), url.to_owned());
        // Ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                carry(client.unwrap(), &url, &shared);
            }
        });
        Self { port, loss }
    }

    /// The same database by this wire.
    pub fn url(&self, url: &str) -> String {
        let (place, _parameters) = url.split_once('?').unwrap_or((url, ""));
        let (_, user) = place.split_once("://").unwrap();
        let (user, rest) = user.split_once('@').unwrap();
        let (_, name) = rest.split_once('/').unwrap();
        format!(
            "postgresql://{user}@127.0.0.1:{}/{name}?sslmode=disable&gssencmode=disable",
            self.port
        )
    }

    pub fn lose(&self, loss: Loss) {
        *self.loss.lock().unwrap() = loss;
    }

    /// Whether what was to be lost is lost.
    pub fn has_lost(&self) -> bool {
        *self.loss.lock().unwrap() == Loss::Nothing
    }
}

type Ends = (Box<dyn Read + Send>, Box<dyn Write + Send>);

/// Where a PostgreSQL server listens: `?host=/folder`, or host and port.
fn connect(url: &str) -> (Ends, Box<dyn Fn() + Send + Sync>) {
    let parameter = |name: &str| {
        let (_, parameters) = url.split_once('?')?;
        parameters
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")))
    };
    match parameter("host") {
        Some(folder) if folder.starts_with('/') => {
            let port = parameter("port").unwrap_or("5432");
            let socket = UnixStream::connect(format!("{folder}/.s.PGSQL.{port}")).unwrap();
            let (read, write) = (socket.try_clone().unwrap(), socket.try_clone().unwrap());
            let close = move || drop(socket.shutdown(Shutdown::Both));
            ((Box::new(read), Box::new(write)), Box::new(close))
        }
        _ => {
            let (_, rest) = url.split_once('@').unwrap();
            let host = rest.split(['/', '?']).next().unwrap();
            let place = match host.contains(':') {
                true => host.to_owned(),
                false => format!("{host}:5432"),
            };
            let socket = TcpStream::connect(place).unwrap();
            let (read, write) = (socket.try_clone().unwrap(), socket.try_clone().unwrap());
            let close = move || drop(socket.shutdown(Shutdown::Both));
            ((Box::new(read), Box::new(write)), Box::new(close))
        }
    }
}

fn carry(client: TcpStream, url: &str, loss: &Arc<Mutex<Loss>>) {
    let ((mut from_server, mut to_server), close_server) = connect(url);
    let (mut from_client, mut to_client) =
        (client.try_clone().unwrap(), client.try_clone().unwrap());
    let close: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
        drop(client.shutdown(Shutdown::Both));
        close_server();
    });
    let swallowing = Arc::new(Mutex::new(false));
    let (swallows, hang_up, loss) = (
        Arc::clone(&swallowing),
        Arc::clone(&close),
        Arc::clone(loss),
    );
    std::thread::spawn(move || {
        copy(&mut from_client, |message| {
            let is_commit = message.windows(COMMIT.len()).any(|part| part == COMMIT);
            let mut loss = loss.lock().unwrap();
            match *loss {
                Loss::Commit if is_commit => {
                    *loss = Loss::Nothing;
                    return false;
                }
                Loss::Answer if is_commit => {
                    *swallows.lock().unwrap() = true;
                    *loss = Loss::Nothing;
                }
                _ => {}
            }
            drop(loss);
            to_server.write_all(message).is_ok()
        });
        hang_up();
    });
    std::thread::spawn(move || {
        let mut swallowed = Vec::new();
        copy(&mut from_server, |message| {
            if !*swallowing.lock().unwrap() {
                return to_client.write_all(message).is_ok();
            }
            swallowed.extend_from_slice(message);
            !swallowed.ends_with(DONE)
        });
        close();
    });
}

/// Until an end is reached, or `each` has enough.
fn copy(from: &mut dyn Read, mut each: impl FnMut(&[u8]) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if !each(&buffer[..length]) {
            return;
        }
    }
}
