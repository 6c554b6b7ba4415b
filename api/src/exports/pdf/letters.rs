//! The letters of a PDF and how wide a text is in them. DejaVu Sans Condensed has ₦, each letter of Yoruba, Arabic and Hebrew,
//! and figures that are all of one width.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use harfrust::{BufferClusterLevel, Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::error::ApiError;

/// What stands for a letter that is missing.
const BOX: &str = "□";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Strong,
}

pub struct Letters {
    plain: Face,
    strong: Face,
    /// Letters of the texts that no face has.
    missing: RefCell<BTreeSet<char>>,
}

struct Face {
    font: Font,
    file: FontRef<'static>,
    tables: ShaperData,
    /// The glyph of the box and its width.
    instead: (GlyphId, f32),
}

/// A piece of text that runs in one direction, from left to right as it is drawn; measured in the height of the letters.
pub struct Run {
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

impl Run {
    /// How far it begins with the space at the end of a text that reads from right to left.
    pub fn hangs(&self, text: &str) -> f32 {
        let first = self.glyphs.first();
        let first = first.filter(|glyph| text.get(glyph.text_range.clone()) == Some(" "));
        let at_end = first.filter(|glyph| glyph.text_range.end == text.len());
        at_end.map_or(0.0, |glyph| glyph.x_advance)
    }
}

impl Letters {
    pub fn load() -> Result<Self, ApiError> {
        Ok(Self {
            plain: Face::of(dejavu::sans_condensed::regular())?,
            strong: Face::of(dejavu::sans_condensed::bold())?,
            missing: RefCell::default(),
        })
    }

    pub fn font(&self, weight: Weight) -> Font {
        self.face(weight).font.clone()
    }

    /// Letters that stand as boxes in what was measured so far.
    pub fn missing(&self) -> Vec<char> {
        self.missing.borrow().iter().copied().collect()
    }

    pub fn run(&self, weight: Weight, text: &str, direction: Option<Direction>) -> Run {
        let face = self.face(weight);
        let mut glyphs = face.shape(text, direction);
        for glyph in &mut glyphs {
            if glyph.glyph_id.to_u32() == 0 {
                let letters = text.get(glyph.text_range.clone()).unwrap_or_default();
                self.missing.borrow_mut().extend(letters.chars());
                (glyph.glyph_id, glyph.x_advance) = face.instead;
            }
        }
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Run { glyphs, width }
    }

    pub fn width(&self, weight: Weight, text: &str) -> f32 {
        self.run(weight, text, None).width
    }

    /// The pieces of a text that must not be torn, in its order: where each begins and how wide it is.
    pub fn pieces(&self, weight: Weight, text: &str) -> BTreeMap<usize, f32> {
        let mut pieces = BTreeMap::new();
        let glyphs = self.run(weight, text, None).glyphs.into_iter();
        // A mark has no width of its own, and stays with its letter.
        for glyph in glyphs.filter(|glyph| glyph.x_advance > 0.0) {
            *pieces.entry(glyph.text_range.start).or_default() += glyph.x_advance;
        }
        pieces
    }

    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Plain => &self.plain,
            Weight::Strong => &self.strong,
        }
    }
}

impl Face {
    fn of(bytes: &'static [u8]) -> Result<Self, ApiError> {
        let file = FontRef::new(bytes).map_err(ApiError::internal)?;
        let font = Font::new(bytes.into(), 0).ok_or_else(|| ApiError::broken("no font"))?;
        let mut face = Self {
            font,
            tables: ShaperData::new(&file),
            file,
            instead: (GlyphId::new(0), 0.0),
        };
        let boxed = face.shape(BOX, None).into_iter().next();
        let boxed = boxed.filter(|glyph| glyph.glyph_id.to_u32() != 0);
        let boxed = boxed.ok_or_else(|| ApiError::broken("a font without a box"))?;
        face.instead = (boxed.glyph_id, boxed.x_advance);
        Ok(face)
    }

    /// Without a direction, that of the first letter which has one.
    fn shape(&self, text: &str, direction: Option<Direction>) -> Vec<KrillaGlyph> {
        let shaper = self.tables.shaper(&self.file).build();
        let mut buffer = UnicodeBuffer::new();
        // A mark is told by its own glyph, so that no text needs to be told beside its letters.
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if let Some(direction) = direction {
            buffer.set_direction(direction);
        }
        let per_em = float(shaper.units_per_em());
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let starts: BTreeSet<u32> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster)
            .collect();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        glyphs
            .map(|(info, place)| {
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    float(place.x_advance) / per_em,
                    float(place.x_offset) / per_em,
                    float(place.y_offset) / per_em,
                    0.0,
                    told(info.cluster, &starts, text),
                    None,
                )
            })
            .collect()
    }
}

/// Which letters a glyph stands for: those from its own start to the next one's.
fn told(start: u32, starts: &BTreeSet<u32>, text: &str) -> Range<usize> {
    let place = |at: u32| usize::try_from(at).unwrap_or(text.len());
    let next = starts.range(start + 1..).next();
    place(start)..next.map_or(text.len(), |next| place(*next))
}

/// Measures of a font are small whole numbers.
fn float(units: i32) -> f32 {
    i16::try_from(units).map_or(f32::from(i16::MAX), f32::from)
}
