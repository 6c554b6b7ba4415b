//! A file as the rules see it: its text, and for Rust the code alone, without comments and the inside of strings.

/// One file of the project.
pub struct Source {
    /// Relative to the workspace, with `/`.
    pub path: String,
    pub text: String,
    /// As `text`, line by line, with comments and string contents blanked in Rust files.
    pub code: String,
    /// The first line (from 1) of the file's unit tests, or one past its end.
    tests_from: usize,
}

impl Source {
    pub fn new(path: &str, text: String) -> Self {
        let code = if path.ends_with(".rs") {
            blank(&text)
        } else {
            text.clone()
        };
        let whole =
            path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/");
        let first = code
            .lines()
            .position(|line| line.trim() == "#[cfg(test)]")
            .map_or(usize::MAX, |index| index + 1);
        Self {
            path: path.to_owned(),
            text,
            code,
            tests_from: if whole { 0 } else { first },
        }
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Numbered lines of code outside tests.
    pub fn product(&self) -> impl Iterator<Item = (usize, &str)> {
        self.numbered()
            .take_while(|(number, _)| *number < self.tests_from)
    }

    /// Numbered lines of code.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// The lines outside tests that contain one of `words`.
    pub fn product_lines_with(&self, words: &[&str]) -> Vec<usize> {
        self.product()
            .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
            .map(|(number, _)| number)
            .collect()
    }
}

/// Replaces comments and the contents of strings and characters by spaces; lines and columns stay.
fn blank(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let before = at
            .checked_sub(1)
            .and_then(|index| letters.get(index))
            .copied()
            .unwrap_or(' ');
        let end = match letter {
            '/' if next == '/' => line_end(&letters, at),
            '/' if next == '*' => comment_end(&letters, at),
            '"' => string_end(&letters, at),
            'r' if !is_name(before) || before == 'b' => raw_end(&letters, at).unwrap_or(at),
            '\'' => character_end(&letters, at).unwrap_or(at),
            _ => at,
        };
        if end <= at {
            out.push(letter);
            at += 1;
            continue;
        }
        let comment = letter == '/';
        for (index, &inside) in letters.iter().enumerate().take(end).skip(at) {
            let edge = !comment && (index == at || index + 1 == end);
            out.push(if inside == '\n' || edge { inside } else { ' ' });
        }
        at = end;
    }
    out
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn line_end(letters: &[char], from: usize) -> usize {
    letters
        .iter()
        .skip(from)
        .position(|letter| *letter == '\n')
        .map_or(letters.len(), |length| from + length)
}

fn comment_end(letters: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while let (Some(a), Some(b)) = (letters.get(at), letters.get(at + 1)) {
        match (a, b) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    letters.len()
}

fn string_end(letters: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(letter) = letters.get(at) {
        match letter {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    letters.len()
}

/// The end of `r"…"` or `r#"…"#`; `None` when it is a name that begins with r.
fn raw_end(letters: &[char], from: usize) -> Option<usize> {
    let hashes = letters
        .iter()
        .skip(from + 1)
        .take_while(|letter| **letter == '#')
        .count();
    if letters.get(from + 1 + hashes) != Some(&'"') {
        return None;
    }
    let close: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    let body = from + 2 + hashes;
    let length = letters
        .get(body..)?
        .windows(close.len())
        .position(|window| window == close.as_slice())?;
    Some(body + length + close.len())
}

/// The end of a character literal; `None` for a lifetime.
fn character_end(letters: &[char], from: usize) -> Option<usize> {
    match letters.get(from + 1)? {
        '\\' => letters
            .iter()
            .skip(from + 3)
            .position(|letter| *letter == '\'')
            .map(|length| from + 4 + length),
        _ if letters.get(from + 2) == Some(&'\'') => Some(from + 3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked() {
        let cases = [
            ("a // b { \nc", "a        \nc"),
            ("a /* { /* } */ */ b", "a                 b"),
            (r#"x("{\" }") y"#, r#"x("     ") y"#),
            ("let r = r#\"a\"b\"#;", "let r = r      #;"),
            (
                "match c { '{' => 1, '\\'' => 2 }",
                "match c { ' ' => 1, '  ' => 2 }",
            ),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
        ];
        for (text, expected) in cases {
            assert_eq!(blank(text), expected, "{text}");
        }
    }

    #[test]
    fn unit_tests_are_not_product_code() {
        let source = Source::new(
            "a/src/b.rs",
            "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { x.ok(); } }\n".to_owned(),
        );
        assert_eq!(source.product().count(), 1);
        assert!(source.product_lines_with(&[".ok()"]).is_empty());
    }
}
