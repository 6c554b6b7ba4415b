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

/// Removes comments, and the spaces that say nothing; strings stay as they are.
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
            (None, _) if letter.is_whitespace() => {
                let is_after_mark =
                    kept.ends_with(['{', '}', ';', ',', ':', ' ']) || kept.is_empty();
                let is_before_mark = letters
                    .peek()
                    .is_none_or(|next| "{};,".contains(*next) || next.is_whitespace());
                if !is_after_mark && !is_before_mark {
                    kept.push(' ');
                }
            }
            (None, '}') if kept.ends_with(';') => {
                kept.pop();
                kept.push(letter);
            }
            _ => kept.push(letter),
        }
    }
    kept
}

/// A script without the lines that are comments, indentation and empty lines.
pub fn plain_script(script: &str) -> String {
    let mut is_comment = false;
    let mut says_something = |line: &&str| {
        let begins = line.starts_with("/*");
        let is_told = is_comment || begins || line.starts_with("//") || line.is_empty();
        is_comment = (is_comment || begins) && !line.ends_with("*/");
        !is_told
    };
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| says_something(line))
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
        let spaced = "a > b,\n.c :is(d, e) { margin: 0 auto; --none: ; }\n@media (width < 48rem) { a { color: red } }\n";
        let plain = "a > b,.c :is(d,e){margin:0 auto;--none:}@media (width < 48rem){a{color:red}}";
        assert_eq!(without_comments(spaced), plain);
        assert_eq!(
            without_comments(css),
            "a{content:\"/* kept */\";color:var(--text)}"
        );
    }

    #[test]
    fn a_script_is_sent_without_its_comments() {
        let script = "// Why.\nimport a from \"./a.js\";\n\n/**\n * @param {any} x\n */\n    f(\"// kept\"); /* kept */\n/* short */\ng();\n";
        let plain = "import a from \"./a.js\";\nf(\"// kept\"); /* kept */\ng();\n";
        assert_eq!(plain_script(script), plain);
    }
}
