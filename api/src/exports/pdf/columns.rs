//! How wide each column is, and which way the sheet lies: upright if every column finds its room there.

/// What a column needs, measured in the height of the letters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Need {
    /// Of its widest text in one line.
    pub whole: f32,
    /// Of its widest word.
    pub word: f32,
    /// Of its head in one line.
    pub head: f32,
    /// Its texts may run over several lines.
    pub wraps: bool,
}

impl Need {
    /// With its head in one line.
    fn headed(self) -> Self {
        Self {
            whole: self.whole.max(self.head),
            ..self
        }
    }
}

/// From where to where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub left: f32,
    pub width: f32,
}

/// A sheet and its columns, in points.
#[derive(Clone, Debug)]
pub struct Layout {
    pub width: f32,
    pub height: f32,
    /// The height of the letters.
    pub size: f32,
    pub columns: Vec<Column>,
}

/// Around what is printed.
pub const MARGIN: f32 = 36.0;
/// Between two columns.
const GAP: f32 = 9.0;
/// A4.
const SHORT: f32 = 595.276;
const LONG: f32 = 841.89;
/// A text that is longer than this goes on in the next line, even if the sheet could be turned for it.
const COMFORT: f32 = 16.0;
/// A word that is longer may be broken.
const WORD: f32 = 9.0;

impl Layout {
    pub fn of(needs: &[Need]) -> Self {
        let headed: Vec<Need> = needs.iter().map(|need| need.headed()).collect();
        let [upright, large, small, smallest] = [
            (SHORT, LONG, 8.0),
            (LONG, SHORT, 8.0),
            (LONG, SHORT, 7.0),
            (LONG, SHORT, 6.0),
        ]
        .map(|(width, height, size)| Self::empty(width, height, size));
        let tries = [
            (upright.clone(), headed.as_slice(), COMFORT),
            (upright, needs, COMFORT),
            (large.clone(), &headed, COMFORT),
            (large, needs, WORD),
            (small, needs, WORD),
        ];
        let holds = |(layout, needs, at_most): &(Self, &[Need], f32)| layout.holds(needs, *at_most);
        match tries.into_iter().find(holds) {
            Some((layout, needs, _)) => layout.filled(needs),
            None => smallest.filled(needs),
        }
    }

    /// From margin to margin.
    pub fn room(&self) -> f32 {
        self.width - 2.0 * MARGIN
    }

    fn empty(width: f32, height: f32, size: f32) -> Self {
        Self {
            width,
            height,
            size,
            columns: Vec::new(),
        }
    }

    fn holds(&self, needs: &[Need], at_most: f32) -> bool {
        let wanted = needs.iter().map(|need| match need.wraps {
            true => need.whole.min(at_most),
            false => need.whole,
        });
        wanted.sum::<f32>() <= self.free(needs)
    }

    /// What the columns share, in the height of the letters.
    fn free(&self, needs: &[Need]) -> f32 {
        let gaps: f32 = needs.iter().skip(1).map(|_| GAP).sum();
        (self.room() - gaps) / self.size
    }

    fn filled(mut self, needs: &[Need]) -> Self {
        let widths = shared_out(needs, self.free(needs));
        let mut left = MARGIN;
        for width in widths {
            let width = width * self.size;
            self.columns.push(Column { left, width });
            left += width + GAP;
        }
        self
    }
}

/// Figures and days are as wide as they are; texts have what is left, the short ones all that they want.
fn shared_out(needs: &[Need], free: f32) -> Vec<f32> {
    let asks = |level: f32| {
        needs.iter().map(move |need| match need.wraps {
            true => need.whole.min(level.max(need.word.min(WORD))),
            false => need.whole,
        })
    };
    let whole: f32 = asks(f32::MAX).sum();
    if whole <= free {
        return widened(needs, asks(f32::MAX).collect(), free - whole);
    }
    // The level up to which texts are granted what they want, found by halving.
    let (mut low, mut high) = (0.0, free);
    for _ in 0..32 {
        let middle = (low + high) / 2.0;
        match asks(middle).sum::<f32>() <= free {
            true => low = middle,
            false => high = middle,
        }
    }
    let widths: Vec<f32> = asks(low).collect();
    let over = widths.iter().sum::<f32>() - free;
    match over > 0.0 {
        true => squeezed(needs, widths, over),
        false => widths,
    }
}

/// What is left goes to the texts, to each as its own width is.
fn widened(needs: &[Need], widths: Vec<f32>, left: f32) -> Vec<f32> {
    let texts: f32 = needs
        .iter()
        .filter(|need| need.wraps)
        .map(|need| need.whole)
        .sum();
    let more = |need: &Need| {
        if need.wraps && texts > 0.0 {
            left * need.whole / texts
        } else {
            0.0
        }
    };
    needs
        .iter()
        .zip(widths)
        .map(|(need, width)| width + more(need))
        .collect()
}

/// Where not even words have room, they are broken rather than figures.
fn squeezed(needs: &[Need], widths: Vec<f32>, over: f32) -> Vec<f32> {
    let texts = needs.iter().zip(&widths).filter(|(need, _)| need.wraps);
    let texts: f32 = texts.map(|(_, width)| *width).sum();
    let left = (1.0 - over / texts.max(f32::EPSILON)).max(0.1);
    let less = |need: &Need, width: f32| if need.wraps { width * left } else { width };
    needs
        .iter()
        .zip(widths)
        .map(|(need, width)| less(need, width))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(whole: f32, word: f32, wraps: bool) -> Need {
        Need {
            whole,
            word,
            head: word,
            wraps,
        }
    }

    #[test]
    fn a_sheet_is_turned_only_when_its_columns_need_it() {
        let few = [need(20.0, 8.0, true), need(6.0, 6.0, false)];
        let many = [need(8.0, 8.0, false); 8];
        assert!(Layout::of(&few).width < Layout::of(&few).height);
        assert!(Layout::of(&many).width > Layout::of(&many).height);
    }

    #[test]
    fn columns_fill_the_sheet_and_figures_keep_their_width() {
        for needs in [
            vec![need(20.0, 8.0, true), need(6.0, 6.0, false)],
            vec![
                need(900.0, 300.0, true),
                need(60.0, 9.0, true),
                need(6.0, 6.0, false),
            ],
            vec![need(9.0, 9.0, true); 14],
        ] {
            let layout = Layout::of(&needs);
            let last = layout.columns.last().unwrap();
            let right = last.left + last.width;
            assert!((right - (layout.width - MARGIN)).abs() < 0.1, "{layout:?}");
            for (need, column) in needs.iter().zip(&layout.columns) {
                let kept = need.wraps || column.width >= need.whole * layout.size - 0.01;
                assert!(kept, "{layout:?}");
            }
        }
    }
}
