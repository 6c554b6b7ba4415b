//! Parts the pages that are fetched when first opened from the module that every visit needs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

/// What wasm-bindgen calls its script.
pub const GLUE: &str = "app.js";
/// What `split` makes in its folder, beside the parts themselves.
pub const MAIN: &str = "main.wasm";
pub const LOADER: &str = "parts.js";
/// Before the name of a part, in the name of the function that loads it.
const LOAD: &str = "__wasm_split_load_";

/// Splits the compiled module; answers the parts.
pub fn split(module: &Path, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let bytes = fs::read(module).map_err(|cause| cause.to_string())?;
    let main = folder.join(MAIN);
    let loader = format!("./{LOADER}");
    let glue = format!("./{GLUE}");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = &loader;
    let split = transform(options).map_err(|cause| format!("{cause:#}"))?;
    Ok(split.split_modules)
}

/// The files that a part needs, by the loader's text: its own, and those that it shares with other parts.
pub fn needed(loader: &str, part: &str) -> Option<Vec<String>> {
    let definition = |name: &str| {
        let (_, rest) = loader.split_once(&format!("const {name} = "))?;
        let (_, rest) = rest.split_once("new URL(\"./")?;
        let (file, rest) = rest.split_once('"')?;
        let (_, rest) = rest.split_once(", [")?;
        let (shared, _) = rest.split_once(']')?;
        Some((file.to_owned(), shared))
    };
    let (own, shared) = definition(&format!("{LOAD}{part}"))?;
    let mut files = vec![own];
    for name in shared.split(',').map(str::trim) {
        if !name.is_empty() {
            files.push(definition(name)?.0);
        }
    }
    Some(files)
}

/// The files that each part needs, by its name.
pub fn all(loader: &str) -> BTreeMap<&str, Vec<String>> {
    let names = loader.split(LOAD).skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once(" = ")?;
        Some((name, needed(loader, name)?))
    });
    names.collect()
}

/// The module without its custom sections (names and the like), which only debuggers read.
pub fn stripped(module: &[u8]) -> Vec<u8> {
    let (head, mut rest) = module.split_at(module.len().min(8));
    let mut kept = head.to_vec();
    while let Some((section, after)) = next_section(rest) {
        if section.first() != Some(&0) {
            kept.extend_from_slice(section);
        }
        rest = after;
    }
    kept
}

/// A section with its head, and what follows it.
fn next_section(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (at, byte) in bytes.iter().skip(1).take(5).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            let end = (at + 2).checked_add(length)?;
            return bytes.split_at_checked(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_needs_what_it_shares() {
        let load = |name: &str, file: &str, shared: &str| {
            format!(
                "{name} = makeLoad(() => {{\n    fetch(new URL(\"./{file}\", import.meta.url));\n}}\n, [{shared}]);\n"
            )
        };
        let loader = [
            load("const __chunk_4", "part.4.wasm", ""),
            load("const __chunk_5", "part.5.wasm", ""),
            load(
                "export const __wasm_split_load_shop",
                "part.s.wasm",
                "__chunk_4, __chunk_5",
            ),
            load("export const __wasm_split_load_office", "part.o.wasm", ""),
        ]
        .concat();
        let files = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(
            needed(&loader, "shop"),
            files(&["part.s.wasm", "part.4.wasm", "part.5.wasm"])
        );
        assert_eq!(needed(&loader, "office"), files(&["part.o.wasm"]));
        assert_eq!(needed(&loader, "attic"), None);
        assert_eq!(
            all(&loader).into_keys().collect::<Vec<_>>(),
            ["office", "shop"]
        );
    }

    #[test]
    fn custom_sections_are_left_out() {
        let head = b"\0asm\x01\0\0\0";
        let types = [1, 1, 0];
        let mut long = vec![0, 0x81, 0x01];
        long.extend([7; 129]);
        let module = [head.as_slice(), &[0, 2, 1, b'x'], &types, &long].concat();
        assert_eq!(stripped(&module), [head.as_slice(), &types].concat());
        assert_eq!(stripped(head), head);
    }
}
