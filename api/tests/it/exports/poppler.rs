//! Reads PDF by poppler's programs, which know nothing of how it was written.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Kept;

/// What a program of poppler makes of the file.
pub fn read(program: &[&str], kept: &Kept) -> String {
    let mut reader = Command::new(program[0])
        .args(&program[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program:?}: {error}"));
    let bytes = kept.bytes.clone();
    let mut into = reader.stdin.take().unwrap();
    let writing = std::thread::spawn(move || into.write_all(&bytes).unwrap());
    let output = reader.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success(), "{program:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The sheets as they lie there, without the marks by which poppler tells directions.
pub fn sheets(kept: &Kept) -> Vec<String> {
    let text = read(&["pdftotext", "-layout", "-", "-"], kept);
    let text = text.replace(['\u{202a}', '\u{202b}', '\u{202c}'], "");
    let mut sheets: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    assert_eq!(
        sheets.pop().as_deref(),
        Some(""),
        "each ends with a form feed"
    );
    sheets
}

/// The table as a screen reader comes through it: head, rows and sums, each with its cells.
pub fn table(kept: &Kept) -> Vec<Vec<String>> {
    let structure = read(&["pdfinfo", "-struct-text", "-"], kept);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut span = 1;
    let lines = structure.lines().map(str::trim);
    for line in lines.skip_while(|line| !line.starts_with("Table")) {
        match line.trim_end_matches(':') {
            "TR" => rows.push(Vec::new()),
            "TH" | "TD" => {
                let row = rows.last_mut().unwrap();
                row.resize(row.len() + span, String::new());
                span = 1;
            }
            attribute if attribute.starts_with("/ColSpan ") => {
                span = attribute.trim_start_matches("/ColSpan ").parse().unwrap();
            }
            text if text.starts_with('"') => {
                let text = &text[1..text.len() - 1];
                rows.last_mut().unwrap().last_mut().unwrap().push_str(text);
            }
            "P (block)" => break,
            _ => {}
        }
    }
    // What runs to the edge of the table is followed by no cell.
    if let Some(last) = rows.last_mut() {
        last.resize(last.len() + span - 1, String::new());
    }
    rows
}
