//! `cargo xtask start`: from a fresh clone to a running system.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::prerequisites::{self, BUILD};
use crate::run::{self, Step};
use crate::server;
use crate::spa::{self, Flavour};

#[derive(Args)]
pub struct Options {
    /// The port to serve on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder for the database, the key and the logs.
    #[arg(long, default_value = "data", conflicts_with = "demo")]
    data: PathBuf,
    /// Serve a throw-away database with a year of made-up books.
    #[arg(long)]
    demo: bool,
}

/// Builds what has changed, then serves until it is interrupted.
pub fn start(options: &Options) -> Outcome {
    refuse_busy_port(options.port)?;
    prerequisites::ensure(&BUILD)?;
    spa::build(Flavour::Release)?;
    let server = build_server()?;
    if options.demo {
        let books = TempDir::with_prefix("zehmo-demo-")
            .map_err(|cause| Failure::file("the temporary folder", cause))?;
        seed(&server, books.path())?;
        return serve(&server, books.path(), options.port);
    }
    fs::create_dir_all(&options.data).map_err(|cause| Failure::file(&options.data, cause))?;
    serve(&server, &options.data, options.port)
}

pub fn refuse_busy_port(port: u16) -> Outcome {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(cause) => Err(Failure::new(
            format!("Port {port} cannot be used: {cause}"),
            "End the program that uses it, or choose another: cargo xtask start --port 8081",
        )),
    }
}

/// `cargo xtask seed`: runs `zehmo seed` of the release build with these arguments.
pub fn seed_with(arguments: &[String]) -> Outcome {
    prerequisites::ensure(&BUILD)?;
    spa::build(Flavour::Release)?;
    let server = build_server()?;
    let status = Command::new(&server)
        .arg("seed")
        .args(arguments)
        .status()
        .map_err(|cause| Failure::file(&server, cause))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new(
            "`zehmo seed` failed.",
            "The reason stands above.",
        )),
    }
}

/// The release binary, with the browser app inside.
pub fn build_server() -> Outcome<PathBuf> {
    let binary = place::target().join("release/zehmo");
    embed_anew_if_changed()?;
    let mut command = run::cargo(&[
        "build",
        "--locked",
        "--release",
        "--package",
        "api",
        "--bin",
        "zehmo",
    ]);
    if let Some(commit) = run::commit() {
        command.env("ZEHMO_COMMIT", commit);
    }
    let remedy = "Mend what the compiler says above, then run the command again.";
    Step::new("server: compile", remedy).run(&mut command)?;
    Ok(binary)
}

/// Cargo does not know that the bundle is a source of the server: files that were not there at the last build are
/// not watched. So the file that embeds them counts as changed when the bundle is another.
fn embed_anew_if_changed() -> Outcome {
    let embedder = Path::new("api/src/http/spa.rs");
    let stamp = place::scratch("spa")?.join("embedded");
    let page = place::read(Path::new(place::DIST).join("index.html"))?;
    if stamp.exists() && place::read(&stamp)? == page {
        return Ok(());
    }
    let file = fs::OpenOptions::new().append(true).open(embedder);
    file.and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|cause| Failure::file(embedder, cause))?;
    place::write(stamp, page)
}

fn seed(server: &Path, data: &Path) -> Outcome {
    let mut command = Command::new(server);
    // Its output is for the person at the terminal: it names the random passwords.
    command.args(["seed", "--demo"]).env("DATA_DIR", data);
    let status = command
        .status()
        .map_err(|cause| Failure::file(server, cause))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new(
            "The demonstration books could not be written.",
            "The reason stands above.",
        )),
    }
}

fn serve(server: &Path, data: &Path, port: u16) -> Outcome {
    let mut command = Command::new(server);
    command
        .arg("serve")
        .env("PORT", port.to_string())
        .env("DATA_DIR", data);
    let mut child = command
        .spawn()
        .map_err(|cause| Failure::file(server, cause))?;
    if wait_until_ready(&mut child, port)? {
        welcome(data, port);
    }
    loop {
        if let Some(status) = server::ended(&mut child)? {
            return match status || run::interrupted() {
                true => Ok(()),
                false => Err(Failure::new(
                    "The server ended.",
                    "Its last lines above say why.",
                )),
            };
        }
        if run::interrupted() {
            return server::stop(&mut child);
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Whether the server began to answer; `false` when it ended before.
fn wait_until_ready(child: &mut Child, port: u16) -> Outcome<bool> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if server::ended(child)?.is_some() || run::interrupted() {
            return Ok(false);
        }
        if server::answers(port) {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(50));
    }
    run::end(child)?;
    Err(Failure::new(
        "The server did not answer within a minute.",
        "Its lines above say what it was doing.",
    ))
}

fn welcome(data: &Path, port: u16) {
    run::say(&format!(
        "\n  Zehmo is at http://127.0.0.1:{port}   (Ctrl-C ends it)"
    ));
    let token = data.join("setup-token");
    if token.exists() {
        run::say(&format!(
            "  First visit: the set-up page asks for the token in {}",
            token.display()
        ));
    }
}
