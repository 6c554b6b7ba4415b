//! Builds the browser app into `frontend/dist`: wasm, glue, style, icons and page, under names that carry
//! their content's hash, each with a `.br` and a `.gz` beside it.
//!
//! The contract with `frontend/`:
//!
//! | Source | Becomes | Placeholder |
//! |---|---|---|
//! | crate `frontend` | `/app.<hash>.wasm` | `{{wasm}}` |
//! | its wasm-bindgen glue | `/app.<hash>.js`, which `boot.js` imports as `./app.js` | `{{glue}}` |
//! | pages of a group, and what only they share | `/part.<hash>.wasm`, fetched when first opened or a moment after the first page | |
//! | `boot.js` (may name `{{wasm}}`), with the loader of the parts before it | `/boot.<hash>.js` | `{{boot}}` |
//! | their names by group, as JSON | | `{{parts}}` |
//! | `early.js` (names the parts) | `/early.<hash>.js` | `{{early}}` |
//! | `styles/{tokens,base,ui,pages,print}.css`, joined | `/style.<hash>.css` | `{{css}}` |
//! | `icons/icons.svg`, or each `icons/NAME.svg` as `<symbol id="NAME">` | `/icons.<hash>.svg` | `{{icons}}` |
//! | `favicon.svg` | `/favicon.<hash>.svg` | `{{favicon}}` |
//! | `index.html` (names all of them) | `/index.html` | |
//!
//! The glue's default export takes `{ module_or_path: "{{wasm}}" }`. The width of an icon's line is left to the
//! style sheet (`stroke-width`), so that one shape serves all sizes.

mod bundle;
pub mod parts;
mod sources;
mod sprite;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};
use crate::{place, toolchain};

/// How the browser app is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Small and compressed: what is served, measured and tested.
    Release,
    /// Quick to build, with debug information, uncompressed.
    Dev,
}

/// Builds the browser app, unless `frontend/dist` already holds what these sources give.
pub fn build(flavour: Flavour) -> Outcome {
    toolchain::ensure_wasm()?;
    let stamp = place::scratch("spa")?.join("stamp");
    let wanted = sources::fingerprint(flavour)?;
    let complete = stamp.exists() && Path::new(place::DIST).join("index.html").exists();
    if complete && place::read(&stamp)? == wanted {
        run::say("  ✓ browser app (unchanged)");
        return Ok(());
    }
    let mut command = compile(flavour);
    Step::new(
        "browser app: compile",
        "Mend what the compiler says above, then run `cargo xtask spa`.",
    )
    .run(&mut command)?;
    run::timed("browser app: bundle", || bundle::make(flavour))?;
    place::write(stamp, wanted)
}

fn compile(flavour: Flavour) -> Command {
    let mut command = run::cargo(&[
        "rustc",
        "--locked",
        "--package",
        "frontend",
        "--target",
        toolchain::WASM,
    ]);
    command.arg("--config").arg(compiler_flags());
    if flavour == Flavour::Release {
        command.args(["--profile", "wasm"]);
    }
    // What the pages refer to, so that they can be parted from the rest.
    command.args(["--", "-Clink-arg=--emit-relocs"]);
    command
}

/// One code for all views instead of one for each: a fifth smaller, and quicker to compile. And no paths of this
/// computer in what is served, so that another one builds the same bytes.
fn compiler_flags() -> String {
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    let registry = place::cargo_home().map(|home| home.join("registry/src"));
    let sources = run::output_of("rustc", &["--print", "sysroot"])
        .map(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib/src/rust"));
    for (path, name) in [(registry, "crates"), (sources, "rust")] {
        if let Some(path) = path {
            flags.push(format!("--remap-path-prefix={}={name}", path.display()));
        }
    }
    let flags: Vec<String> = flags.iter().map(|flag| format!("{flag:?}")).collect();
    format!("target.{}.rustflags=[{}]", toolchain::WASM, flags.join(","))
}

/// The compiled module, before wasm-bindgen.
fn compiled(flavour: Flavour) -> Outcome<PathBuf> {
    let profile = match flavour {
        Flavour::Release => "wasm",
        Flavour::Dev => "debug",
    };
    let module = place::target()
        .join(toolchain::WASM)
        .join(profile)
        .join("frontend.wasm");
    match module.exists() {
        true => Ok(module),
        false => Err(Failure::new(
            format!("{} was not built.", module.display()),
            "The crate `frontend` must have a binary of that name.",
        )),
    }
}
