//! Builds the standard library for the browser from its source, for toolchains that rustup cannot extend.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::WASM;
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::{self, Step};

/// Left beside the libraries that were built here.
const MARK: &str = "built-from-source-by-xtask";

pub fn built_here(libraries: &Path) -> bool {
    libraries.join(MARK).exists()
}

/// Compiles `library/` of the compiler's own version and puts the result where the compiler looks for it.
pub fn build(libraries: &Path) -> Outcome {
    let source = find_source()?;
    let made = place::scratch("sysroot")?;
    // What an earlier attempt left would be found twice by the compiler.
    fs::remove_dir_all(&made).map_err(|cause| Failure::file(&made, cause))?;
    let made = place::scratch("sysroot")?
        .canonicalize()
        .map_err(|cause| Failure::file(&made, cause))?;
    let mut command = run::cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "sysroot",
        "--target",
        WASM,
    ]);
    // The library and its dependencies need unstable features; bitcode is what link-time optimisation works on.
    command.env("RUSTC_BOOTSTRAP", "1").env(
        "RUSTFLAGS",
        "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
    );
    command
        .env("CARGO_TARGET_DIR", &made)
        .current_dir(source.join("library"));
    let remedy =
        "Install a toolchain that has the target: `rustup target add wasm32-unknown-unknown`.";
    Step::new("browser target: build from source", remedy).run(&mut command)?;
    install(&made.join(WASM).join("release/deps"), libraries)
}

fn install(built: &Path, libraries: &Path) -> Outcome {
    if libraries.exists() {
        fs::remove_dir_all(libraries).map_err(|cause| Failure::file(libraries, cause))?;
    }
    fs::create_dir_all(libraries).map_err(|cause| Failure::file(libraries, cause))?;
    for file in place::files_below(built, &[])? {
        let library = file
            .extension()
            .is_some_and(|extension| extension == "rlib");
        if let (true, Some(name)) = (library, file.file_name()) {
            fs::copy(&file, libraries.join(name)).map_err(|cause| Failure::file(&file, cause))?;
        }
    }
    place::write(libraries.join(MARK), "")?;
    // Cargo does not see that the library changed; what was compiled against another one would not fit.
    let stale = place::target().join(WASM);
    match stale.exists() {
        true => fs::remove_dir_all(&stale).map_err(|cause| Failure::file(&stale, cause)),
        false => Ok(()),
    }
}

/// The folder that holds `library/`: the toolchain's own, else that of Debian's package of the same version.
fn find_source() -> Outcome<PathBuf> {
    let sysroot = run::output_of("rustc", &["--print", "sysroot"]).map(PathBuf::from);
    let inside = sysroot.map(|root| root.join("lib/rustlib/src/rust"));
    if let Some(source) = inside.filter(|source| source.join("library/Cargo.lock").exists()) {
        return Ok(source);
    }
    let version = version()?;
    let unpacked = place::scratch("rust-src")?;
    let source = unpacked.join(format!("usr/src/rustc-{version}"));
    if !source.exists() {
        from_debian(&version, &unpacked)?;
    }
    match source.join("library/Cargo.lock").exists() {
        true => Ok(source),
        false => Err(no_source(&version)),
    }
}

fn version() -> Outcome<String> {
    let line = run::output_of("rustc", &["--version"]).unwrap_or_default();
    let number = line.split_whitespace().nth(1).map(str::to_owned);
    number.ok_or_else(|| {
        Failure::new(
            "rustc does not tell its version.",
            "Install Rust by rustup: https://rustup.rs",
        )
    })
}

/// Unpacks `rust-src` beside the target folder; it is never installed over the toolchain.
fn from_debian(version: &str, unpacked: &Path) -> Outcome {
    let script = r#"
set -eu
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | awk '/^URIs:/{print $2; exit} /^deb /{for(i=2;i<=NF;i++) if($i ~ /^http/){print $i; exit}}')
mkdir -p apt/lists/partial apt/cache/archives/partial
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie-backports main\n' "$mirror" >apt/sources.list
apt='-o Dir::Etc::sourcelist=apt/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=apt/lists -o Dir::Cache=apt/cache -o APT::Sandbox::User=root'
here=$(pwd)
apt=$(printf '%s' "$apt" | sed "s#=apt/#=$here/apt/#g")
apt-get $apt update
found=$(apt-cache $apt madison rust-src | awk -v version="$1" 'index($3, version "+") == 1 {print $3; exit}')
[ -n "$found" ] || { echo "Debian has no rust-src $1"; exit 1; }
apt-get $apt download "rust-src=$found"
dpkg -x rust-src_*.deb .
"#;
    let mut command = Command::new("bash");
    command
        .args(["-c", script, "rust-src", version])
        .current_dir(unpacked);
    Step::new(
        "browser target: fetch the library's source",
        no_source(version).remedy(),
    )
    .within(600)
    .run(&mut command)
}

fn no_source(version: &str) -> Failure {
    Failure::new(
        format!(
            "The browser target is missing, and the source of Rust {version}'s library was not found."
        ),
        "Run `rustup target add wasm32-unknown-unknown`, or `rustup component add rust-src`, where a download is possible.",
    )
}
