//! Turns the compiled module and the static sources into the files that are served.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use super::parts::GLUE;
use super::{Flavour, compiled, parts, sources, sprite};
use crate::outcome::{Failure, Outcome};
use crate::place;

/// Makes `frontend/dist` anew. The old one stays until the new one is complete.
pub fn make(flavour: Flavour) -> Outcome {
    let folder = PathBuf::from(place::DIST).with_extension("new");
    empty(&folder)?;
    let mut bundle = Bundle {
        folder,
        flavour,
        names: Vec::new(),
    };
    bundle.add_app()?;
    bundle.add("css", "style", "css", sources::style_sheet()?.as_bytes())?;
    bundle.add("icons", "icons", "svg", sprite::make()?.as_bytes())?;
    bundle.add_source("favicon", "favicon", "svg")?;
    bundle.add_source("early", "early", "js")?;
    let page = bundle.fill("frontend/index.html")?;
    bundle.store("index.html", page.as_bytes())?;
    let dist = Path::new(place::DIST);
    if dist.exists() {
        fs::remove_dir_all(dist).map_err(|cause| Failure::file(dist, cause))?;
    }
    fs::rename(&bundle.folder, dist).map_err(|cause| Failure::file(dist, cause))
}

/// The files made so far, and the names that placeholders stand for.
struct Bundle {
    folder: PathBuf,
    flavour: Flavour,
    names: Vec<(&'static str, String)>,
}

impl Bundle {
    /// The module and its glue, by wasm-bindgen, and the parts that are fetched later.
    fn add_app(&mut self) -> Outcome {
        let made = place::scratch("bindgen")?;
        empty(&made)?;
        let parts = parts::split(&compiled(self.flavour)?, &made).map_err(|cause| {
            let remedy = "The module must be linked with `--emit-relocs`.";
            Failure::new(format!("The pages cannot be parted: {cause}"), remedy)
        })?;
        bind(&made.join(parts::MAIN), &made, self.flavour).map_err(|cause| {
            let remedy = "Use the same version of `wasm-bindgen` and `wasm-bindgen-cli-support` in the manifests.";
            Failure::new(format!("wasm-bindgen failed: {cause}"), remedy)
        })?;
        let module = made.join("app_bg.wasm");
        self.add(
            "wasm",
            "app",
            "wasm",
            &fs::read(&module).map_err(|cause| Failure::file(&module, cause))?,
        )?;
        let mut glue = place::read(made.join(GLUE))?;
        let snippets = made.join("snippets");
        if snippets.exists() {
            glue = self.add_snippets(&made, &snippets, glue)?;
        }
        let loader = self.add_parts(&made, &parts)?;
        let by_name = serde_json::to_string(&parts::all(&loader))
            .map_err(|cause| Failure::new(cause.to_string(), "This is a fault of xtask."))?;
        self.names.push(("parts", by_name));
        self.add_scripts(&glue, &loader)
    }

    /// The parts under their new names, and the loader that knows them.
    fn add_parts(&self, made: &Path, parts: &[PathBuf]) -> Outcome<String> {
        let mut loader = place::read(made.join(parts::LOADER))?;
        for part in parts {
            let content = fs::read(part).map_err(|cause| Failure::file(part, cause))?;
            let content = parts::stripped(&content);
            let name = hashed("part", "wasm", &content);
            self.store(&name, &content)?;
            let old = part.file_name().unwrap_or_default().to_string_lossy();
            loader = loader.replace(&format!("./{old}"), &format!("./{name}"));
        }
        Ok(loader)
    }

    /// The glue, and the script that loads the parts and starts the app: one request less than two scripts.
    /// They import each other, so the names of both carry one hash of both.
    fn add_scripts(&mut self, glue: &str, loader: &str) -> Outcome {
        let boot = self.fill("frontend/boot.js")?;
        let boot = sources::plain_script(&format!("{loader}\n{boot}"));
        let glue = sources::plain_script(glue);
        let both = format!("{glue}{boot}");
        let glue_name = hashed("app", "js", both.as_bytes());
        let boot_name = hashed("boot", "js", both.as_bytes());
        // Only where it is imported: under the old name the module asks for it.
        let imports = |name: &str| format!("from \"./{name}\"");
        let glue = glue.replace(&imports(parts::LOADER), &imports(&boot_name));
        let boot = boot.replace(&imports(GLUE), &imports(&glue_name));
        self.store(&boot_name, boot.as_bytes())?;
        self.store(&glue_name, glue.as_bytes())?;
        self.names.push(("glue", format!("/{glue_name}")));
        self.names.push(("boot", format!("/{boot_name}")));
        Ok(())
    }

    /// Scripts that came with crates; the glue imports them by their new names.
    fn add_snippets(&self, made: &Path, snippets: &Path, glue: String) -> Outcome<String> {
        let mut glue = glue;
        for file in place::files_below(snippets, &[])? {
            let content = place::read(&file)?;
            let name = hashed("snippet", "js", content.as_bytes());
            self.store(&name, content.as_bytes())?;
            let old = file
                .strip_prefix(made)
                .map_err(|cause| Failure::file(&file, cause))?;
            glue = glue.replace(&format!("./{}", old.display()), &format!("./{name}"));
        }
        Ok(glue)
    }

    fn add(
        &mut self,
        placeholder: &'static str,
        stem: &str,
        extension: &str,
        content: &[u8],
    ) -> Outcome {
        let name = hashed(stem, extension, content);
        self.store(&name, content)?;
        self.names.push((placeholder, format!("/{name}")));
        Ok(())
    }

    fn add_source(&mut self, placeholder: &'static str, stem: &str, extension: &str) -> Outcome {
        let content = self.fill(&format!("frontend/{stem}.{extension}"))?;
        let content = match extension {
            "js" => sources::plain_script(&content),
            _ => content,
        };
        self.add(placeholder, stem, extension, content.as_bytes())
    }

    /// A source with its placeholders replaced by the names of the files added before it.
    fn fill(&self, path: &str) -> Outcome<String> {
        let mut text = place::read(path)?;
        for (placeholder, name) in &self.names {
            text = text.replace(&format!("{{{{{placeholder}}}}}"), name);
        }
        match text.split_once("{{") {
            None => Ok(text),
            Some((_, rest)) => {
                let unknown: String = rest.chars().take_while(|letter| *letter != '}').collect();
                Err(Failure::new(
                    format!("{path}: unknown placeholder {{{{{unknown}}}}}"),
                    "Use those listed in xtask/src/spa.rs.",
                ))
            }
        }
    }

    /// Writes a file and, for release, its compressed twins.
    fn store(&self, name: &str, content: &[u8]) -> Outcome {
        let path = self.folder.join(name);
        place::write(&path, content)?;
        if self.flavour == Flavour::Release {
            let compressed = brotli(content).map_err(|cause| Failure::file(&path, cause))?;
            place::write(self.folder.join(format!("{name}.br")), compressed)?;
            let compressed = gzip(content).map_err(|cause| Failure::file(&path, cause))?;
            place::write(self.folder.join(format!("{name}.gz")), compressed)?;
        }
        Ok(())
    }
}

fn bind(module: &Path, folder: &Path, flavour: Flavour) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let dev = flavour == Flavour::Dev;
    bindgen
        .input_path(module)
        .out_name("app")
        .typescript(false)
        .omit_default_module_path(true)
        // The parts link against them.
        .keep_lld_exports(true);
    bindgen
        .debug(dev)
        .keep_debug(dev)
        .remove_name_section(!dev)
        .remove_producers_section(!dev);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|cause| format!("{cause:#}"))
}

fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|cause| Failure::file(folder, cause))?;
    }
    fs::create_dir_all(folder).map_err(|cause| Failure::file(folder, cause))
}

/// `name.0123456789abcdef.ext`: a changed file has a new address, so browsers may keep the old one for ever.
fn hashed(stem: &str, extension: &str, content: &[u8]) -> String {
    let digest = sources::hex(&Sha256::digest(content));
    let short: String = digest.chars().take(16).collect();
    format!("{stem}.{short}.{extension}")
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &settings)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_hash_of_the_content() {
        assert_eq!(hashed("boot", "js", b""), "boot.e3b0c44298fc1c14.js");
        assert_ne!(hashed("boot", "js", b"a"), hashed("boot", "js", b"b"));
    }
}
