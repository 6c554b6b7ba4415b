//! Files that are generated, committed, and read in review.

use std::path::Path;

/// Whether files are to be written instead of compared.
pub fn is_asked() -> bool {
    std::env::var_os("ZEHMO_BLESS").is_some()
}

/// Compares the committed file with what this run made; with `ZEHMO_BLESS` set, writes it instead.
#[track_caller]
pub fn compare(path: &Path, made: &str) {
    if is_asked() {
        std::fs::write(path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let differs = kept
        .lines()
        .zip(made.lines())
        .find(|(kept, made)| kept != made);
    assert!(
        kept == made,
        "{} is not what this build makes; the first difference: {differs:?}. Run `cargo xtask bless` and read what changed.",
        path.display()
    );
}
