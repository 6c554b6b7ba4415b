//! Puts texts and rules on a sheet.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier};

use super::columns::Column;
use super::letters::{Letters, Weight};
use super::lines::{Line, lines, runs};

/// From one line to the next, in the height of the letters.
pub const LEADING: f32 = 1.3;

#[derive(Clone, Copy)]
pub enum Ink {
    Text,
    Muted,
    Rule,
}

#[derive(Clone, Copy)]
pub enum Side {
    Left,
    Right,
}

/// A text and how it is set.
#[derive(Clone, Copy)]
pub struct Set<'t> {
    pub text: &'t str,
    pub weight: Weight,
    pub size: f32,
    pub ink: Ink,
    pub side: Side,
    pub column: Column,
}

impl Set<'_> {
    pub fn lines(&self, letters: &Letters) -> Vec<Line> {
        lines(
            letters,
            self.weight,
            self.text,
            self.column.width / self.size,
        )
    }

    pub fn leading(&self) -> f32 {
        self.size * LEADING
    }
}

pub struct Pen<'s, 'd> {
    pub surface: &'s mut Surface<'d>,
    pub letters: &'s Letters,
}

impl Pen<'_, '_> {
    /// Some lines of a text that readers of all kinds come to, the first of them below `top`.
    pub fn tell(&mut self, set: &Set<'_>, lines: &[Line], top: f32) -> Identifier {
        self.within(ContentTag::Other, set, lines, top)
    }

    /// A text that is there for the eye only, because it was told before or belongs to the sheet.
    pub fn repeat(&mut self, kind: ArtifactType, set: &Set<'_>, lines: &[Line], top: f32) {
        self.within(
            ContentTag::Artifact(Artifact::with_kind(kind)),
            set,
            lines,
            top,
        );
    }

    /// A horizontal rule below `top`.
    pub fn rule(&mut self, ink: Ink, top: f32, (left, width): (f32, f32), thickness: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(left, top, width, thickness) {
            path.push_rect(rect);
        }
        let Some(path) = path.finish() else {
            return;
        };
        let tag = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
        self.surface.start_tagged(tag);
        self.surface.set_fill(Some(fill(ink)));
        self.surface.draw_path(&path);
        self.surface.end_tagged();
    }

    fn within(
        &mut self,
        tag: ContentTag<'_>,
        set: &Set<'_>,
        lines: &[Line],
        top: f32,
    ) -> Identifier {
        let id = self.surface.start_tagged(tag);
        self.surface.set_fill(Some(fill(set.ink)));
        let mut baseline = top + set.size;
        for line in lines {
            self.line(set, line, baseline);
            baseline += set.leading();
        }
        self.surface.end_tagged();
        id
    }

    fn line(&mut self, set: &Set<'_>, line: &Line, baseline: f32) {
        let runs: Vec<_> = runs(set.text, line)
            .into_iter()
            .map(|(place, direction)| {
                let text = set.text.get(place).unwrap_or_default();
                (text, self.letters.run(set.weight, text, Some(direction)))
            })
            .collect();
        let width: f32 = runs.iter().map(|(_, run)| run.width).sum();
        let first = runs.first().map_or(0.0, |(text, run)| run.hangs(text));
        let mut x = match set.side {
            Side::Left => set.column.left - first * set.size,
            Side::Right => set.column.left + set.column.width - width * set.size,
        };
        for (text, run) in runs {
            let font = self.letters.font(set.weight);
            let start = Point::from_xy(x, baseline);
            self.surface
                .draw_glyphs(start, &run.glyphs, font, text, set.size, false);
            x += run.width * set.size;
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Text => rgb::Color::new(28, 26, 21),
        Ink::Muted => rgb::Color::new(96, 92, 82),
        Ink::Rule => rgb::Color::new(226, 223, 214),
    };
    Fill {
        paint: color.into(),
        ..Fill::default()
    }
}
