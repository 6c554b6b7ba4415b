//! Which files decide what the browser app becomes.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Flavour;
use crate::outcome::{Failure, Outcome};
use crate::{place, run};

/// Style sheets in the order of their layers; those that exist are joined.
const STYLES: [&str; 6] = ["tokens", "base", "ui", "pages", "slices", "print"];

/// A text that changes when the sources, the compiler or the way of building change.
pub fn fingerprint(flavour: Flavour) -> Outcome<String> {
    let mut hash = Sha256::new();
    hash.update(match flavour {
        Flavour::Release => "release",
        Flavour::Dev => "dev",
    });
    hash.update(run::output_of("rustc", &["--version", "--verbose"]).unwrap_or_default());
    for file in inputs()? {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file).map_err(|cause| Failure::file(&file, cause))?);
    }
    Ok(hex(&hash.finalize()))
}

fn inputs() -> Outcome<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = [
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "xtask/src/spa.rs",
    ]
    .map(PathBuf::from)
    .into();
    for folder in ["frontend", "shared", "xtask/src/spa"] {
        files.extend(place::files_below(
            Path::new(folder),
            &["dist", "e2e", "node_modules"],
        )?);
    }
    Ok(files)
}

/// All style sheets as one, without comments and indentation.
pub fn style_sheet() -> Outcome<String> {
    let mut sheet = String::new();
    for name in STYLES {
        let path = Path::new("frontend/styles")
            .join(name)
            .with_extension("css");
        if path.exists() {
            sheet.push_str(&without_comments(&place::read(path)?));
        }
    }
    Ok(sheet)
}

/// Removes comments outside strings, then indentation and empty lines.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut quote = None;
    let mut letters = css.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '/') if letters.peek() == Some(&'*') => skip_comment(&mut letters),
            (None, '"' | '\'') => {
                quote = Some(letter);
                kept.push(letter);
            }
            (Some(open), _) if open == letter => {
                quote = None;
                kept.push(letter);
            }
            _ => kept.push(letter),
        }
    }
    kept.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn skip_comment(letters: &mut impl Iterator<Item = char>) {
    letters.next();
    let mut before = ' ';
    for letter in letters {
        if before == '*' && letter == '/' {
            return;
        }
        before = letter;
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        let css =
            "/* head */\na {\n  content: \"/* kept */\"; /* gone */\n\n  color: var(--text);\n}\n";
        assert_eq!(
            without_comments(css),
            "a {\ncontent: \"/* kept */\";\ncolor: var(--text);\n}\n"
        );
    }
}
