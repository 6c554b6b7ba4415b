//! A text in lines: whole words as far as they fit, and each line in the order in which its letters are drawn.

use std::ops::Range;

use harfrust::Direction;
use unicode_bidi::ParagraphBidiInfo;

use super::letters::{Letters, Weight};

/// So that a text is not broken by what calculating with fractions leaves over.
const SLACK: f32 = 0.001;

/// A line of a text, with the space at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: Range<usize>,
    /// The lines until a line ends by itself read in one direction.
    paragraph: Range<usize>,
}

/// The lines of a text; `within` is measured in the height of the letters. A text that is empty has none.
pub fn lines(letters: &Letters, weight: Weight, text: &str, within: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive('\n') {
        let bare = paragraph.strip_suffix('\n').unwrap_or(paragraph);
        let parts = broken(letters, weight, bare, within);
        lines.extend(parts.into_iter().map(|part| Line {
            text: part.start + start..part.end + start,
            paragraph: start..start + bare.len(),
        }));
        start += paragraph.len();
    }
    lines
}

/// A paragraph where its lines end.
fn broken(letters: &Letters, weight: Weight, text: &str, within: f32) -> Vec<Range<usize>> {
    let within = within + SLACK;
    if letters.width(weight, text.trim_end_matches(' ')) <= within {
        return std::iter::once(0..text.len()).collect();
    }
    let mut lines = Vec::new();
    let (mut start, mut used, mut at) = (0, 0.0, 0);
    for word in text.split_inclusive(' ') {
        let width = letters.width(weight, word.trim_end_matches(' '));
        if used + width > within && at > start {
            lines.push(start..at);
            (start, used) = (at, 0.0);
        }
        if width > within {
            for (piece, width) in letters.pieces(weight, word) {
                if used + width > within && at + piece > start && !is_space(word, piece) {
                    lines.push(start..at + piece);
                    (start, used) = (at + piece, 0.0);
                }
                used += width;
            }
        } else {
            used += letters.width(weight, word);
        }
        at += word.len();
    }
    lines.push(start..text.len());
    lines
}

fn is_space(word: &str, at: usize) -> bool {
    word.get(at..).is_some_and(|rest| rest.starts_with(' '))
}

/// The pieces of a line from left to right, each with its direction. Figures beside Hebrew or Arabic stay in theirs.
pub fn runs(text: &str, line: &Line) -> Vec<(Range<usize>, Direction)> {
    if line.text.is_empty() {
        return Vec::new();
    }
    let paragraph = line.paragraph.clone();
    let start = paragraph.start;
    let bidi = ParagraphBidiInfo::new(text.get(paragraph).unwrap_or_default(), None);
    let (levels, runs) = bidi.visual_runs(line.text.start - start..line.text.end - start);
    let direction = |run: &Range<usize>| match levels.get(run.start).is_some_and(|l| l.is_rtl()) {
        true => Direction::RightToLeft,
        false => Direction::LeftToRight,
    };
    let place = |run: Range<usize>| run.start + start..run.end + start;
    runs.into_iter()
        .map(|run| (place(run.clone()), direction(&run)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_as_far_as_they_fit() {
        let letters = Letters::load().unwrap();
        let check = |text: &str, within: f32, expected: &[&str]| {
            let lines = lines(&letters, Weight::Plain, text, within);
            let told: Vec<&str> = lines.iter().map(|line| &text[line.text.clone()]).collect();
            assert_eq!(told, expected);
        };
        check("", 9.0, &[]);
        check("Ada & Sons", 99.0, &["Ada & Sons"]);
        check("Ada & Sons", 3.0, &["Ada & ", "Sons"]);
        check("one\ntwo", 99.0, &["one", "two"]);
        check("one\n\ntwo", 99.0, &["one", "", "two"]);
        check("WWWWWW", 2.0, &["WW", "WW", "WW"]);
        check("a WWWWWW b", 2.0, &["a ", "WW", "WW", "WW ", "b"]);
        // A letter keeps its marks.
        check("ẹ́ẹ́ẹ́", 0.6, &["ẹ́", "ẹ́", "ẹ́"]);
        check("שלום שלום", 3.0, &["שלום ", "שלום"]);
    }

    #[test]
    fn figures_beside_names_from_right_to_left_keep_their_direction() {
        let letters = Letters::load().unwrap();
        for (text, expected) in [
            ("Ada 5", vec![("Ada 5", Direction::LeftToRight)]),
            (
                "שלום 1,500.00",
                vec![
                    ("1,500.00", Direction::LeftToRight),
                    ("שלום ", Direction::RightToLeft),
                ],
            ),
            (
                "Ada שלום 12 b",
                vec![
                    ("Ada ", Direction::LeftToRight),
                    ("12", Direction::LeftToRight),
                    ("שלום ", Direction::RightToLeft),
                    (" b", Direction::LeftToRight),
                ],
            ),
        ] {
            let lines = lines(&letters, Weight::Plain, text, 99.0);
            let told: Vec<_> = runs(text, &lines[0])
                .into_iter()
                .map(|(place, direction)| (&text[place], direction))
                .collect();
            assert_eq!(told, expected);
        }
    }
}
