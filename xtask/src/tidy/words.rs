//! Words that do not belong into the project: unfinished work, and traces of the machine it was written on.

use super::Rule;
use super::source::Source;

/// In two halves, so that this file does not find itself.
const UNFINISHED: [(&str, &str); 8] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X"),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("coming", " soon"),
    ("#[ign", "ore"),
    ("#[all", "ow("),
];
const TRACES: [(&str, &str); 7] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("the le", "ad's"),
    ("helper", " A"),
    ("issue", " 6"),
    ("this ses", "sion of work"),
];

pub const RULES: [Rule; 2] = [
    Rule {
        name: "unfinished, switched off or silenced",
        applies: is_written,
        broken: unfinished,
    },
    Rule {
        name: "names the machine or the making of the project",
        applies: is_written,
        broken: traces,
    },
];

/// What people write; lists made by tools are left out.
fn is_written(source: &Source) -> bool {
    !source.path.ends_with("package-lock.json") && !source.path.starts_with("xtask/advisories/")
}

fn unfinished(source: &Source) -> Vec<usize> {
    lines_with(source, &UNFINISHED)
}

fn traces(source: &Source) -> Vec<usize> {
    lines_with(source, &TRACES)
}

fn lines_with(source: &Source, words: &[(&str, &str)]) -> Vec<usize> {
    let words: Vec<String> = words.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let numbered = source.text.lines().enumerate();
    numbered
        .filter(|(_, line)| words.iter().any(|word| contains_word(line, word)))
        .map(|(index, _)| index + 1)
        .collect()
}

/// Whether the word stands in the line and is not part of a longer one.
fn contains_word(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let opens = !word.starts_with(part) || !before.is_some_and(part);
        let closes = !word.ends_with(part) || !after.is_some_and(part);
        // Inside an address or a longer path such a folder is somebody else's.
        let rooted =
            !word.starts_with('/') || !before.is_some_and(|letter| part(letter) || letter == '.');
        opens && closes && rooted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_and_traces_are_found() {
        let unfinished_line = format!("// {}{}: later", "TO", "DO");
        let silenced = format!("#[all{}dead_code)]", "ow(");
        let trace = format!("cd {}{}main", "/wo", "rk/");
        let cases = [
            (unfinished_line.as_str(), true),
            (&silenced, true),
            (&trace, true),
            ("net/working, allowed", false),
            ("session", false),
        ];
        for (text, expected) in cases {
            let source = Source::new("README.md", text.to_owned());
            let found = !unfinished(&source).is_empty() || !traces(&source).is_empty();
            assert_eq!(found, expected, "{text}");
        }
    }
}
