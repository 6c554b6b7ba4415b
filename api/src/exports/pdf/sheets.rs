//! Which rows stand on which sheet, counted before the first is drawn, so that each can say of how many it is one.

use std::ops::Range;

/// A row, or as many of its lines as a sheet has room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub row: usize,
    pub lines: Range<usize>,
}

/// What a sheet has room for, in points.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Of the first sheet, below what stands above its table.
    pub first: f32,
    pub other: f32,
    pub line: f32,
    /// Above and below the lines of a row.
    pub padding: f32,
}

impl Room {
    pub fn of_row(&self, lines: usize) -> f32 {
        let lines = u16::try_from(lines).unwrap_or(u16::MAX);
        f32::from(lines) * self.line + 2.0 * self.padding
    }
}

/// `lines` of each row. A row goes whole to the next sheet if that holds it, and is divided only if none does.
pub fn sheets(lines: &[usize], room: Room) -> Vec<Vec<Piece>> {
    let mut sheets = vec![Vec::new()];
    let mut left = room.first;
    for (row, &lines) in lines.iter().enumerate() {
        let mut done = 0;
        loop {
            let rest = lines - done;
            let fits = held(left, rest, room);
            let is_divided = rest > held(room.other, rest, room);
            let here = if fits == rest || is_divided { fits } else { 0 };
            if here > 0 {
                let sheet = sheets.last_mut();
                let lines = done..done + here;
                sheet.into_iter().for_each(|sheet| {
                    sheet.push(Piece {
                        row,
                        lines: lines.clone(),
                    })
                });
                left -= room.of_row(here);
                done += here;
            }
            if done == lines {
                break;
            }
            sheets.push(Vec::new());
            left = room.other;
        }
    }
    sheets
}

/// How many of these lines fit into it. A whole sheet holds at least one.
fn held(left: f32, lines: usize, room: Room) -> usize {
    let least = usize::from(left >= room.other);
    let fits = (1..=lines).take_while(|lines| room.of_row(*lines) <= left);
    fits.last().unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        first: 50.0,
        other: 100.0,
        line: 10.0,
        padding: 5.0,
    };

    fn told(lines: &[usize]) -> Vec<Vec<(usize, Range<usize>)>> {
        let piece = |piece: Piece| (piece.row, piece.lines);
        let sheets = sheets(lines, ROOM);
        sheets
            .into_iter()
            .map(|sheet| sheet.into_iter().map(piece).collect())
            .collect()
    }

    #[test]
    fn rows_stay_whole_where_a_sheet_holds_them() {
        assert_eq!(told(&[]), [vec![]]);
        assert_eq!(told(&[1, 1]), [vec![(0, 0..1), (1, 0..1)]]);
        assert_eq!(
            told(&[1, 2, 1]),
            [vec![(0, 0..1), (1, 0..2)], vec![(2, 0..1)]]
        );
        assert_eq!(told(&[1, 9]), [vec![(0, 0..1)], vec![(1, 0..9)]]);
    }

    #[test]
    fn a_row_that_no_sheet_holds_goes_on_in_the_next_line_by_line() {
        let expected = [
            vec![(0, 0..1), (1, 0..2)],
            vec![(1, 2..11)],
            vec![(1, 11..12), (2, 0..1)],
        ];
        assert_eq!(told(&[1, 12, 1]), expected);
    }
}
