//! Draws a draft, sheet by sheet.

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::ArtifactType;
use krilla::{Document, SerializeSettings};

use super::columns::{Column, MARGIN};
use super::draft::{Cell, Draft, Row};
use super::letters::Weight;
use super::lines::Line;
use super::pen::{Ink, LEADING, Pen, Set, Side};
use super::sheets::{Piece, Room, sheets};
use super::tags::{Tags, Told};
use crate::error::ApiError;
use crate::exports::asker::Asker;

/// The language of the words that are ours. What people typed is in whichever they speak.
const LANGUAGE: &str = "en";
const SHOP_SIZE: f32 = 10.0;
const TITLE_SIZE: f32 = 18.0;
const FOOT_SIZE: f32 = 7.0;
/// At the end of each sheet, for its number.
const FOOT: f32 = 46.0;
/// Above and below the lines of a row.
const PADDING: f32 = 2.5;
/// Above the head of the table.
const ABOVE_HEAD: f32 = 8.0;
const HAIR: f32 = 0.5;

/// Makes the whole document.
pub fn document(draft: &Draft, asker: &Asker) -> Result<Vec<u8>, ApiError> {
    let mut drawing = Drawing::of(draft);
    let mut lines = Vec::new();
    for row in &drawing.rows {
        asker.waits()?;
        let cells = draft.cells(*row);
        let most = cells
            .iter()
            .map(|cell| cell.set.lines(&draft.letters).len());
        lines.push(most.max().unwrap_or_default().max(1));
    }
    let sheets = sheets(&lines, drawing.room());
    let mut document = Document::new_with(SerializeSettings {
        configuration: ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|_| ApiError::broken("no such kind of PDF"))?,
        ..SerializeSettings::default()
    });
    for (at, pieces) in sheets.iter().enumerate() {
        asker.waits()?;
        let number = format!("Page {} of {}", at + 1, sheets.len());
        drawing.sheet(&mut document, (at, &number), pieces, &lines)?;
    }
    document.set_tag_tree(drawing.tags.finish());
    let mut outline = Outline::new();
    let start = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(draft.title.to_owned(), start));
    document.set_outline(outline);
    document.set_metadata(about(draft));
    let made = document.finish();
    made.map_err(|error| ApiError::broken(format!("a PDF could not be made: {error}")))
}

fn about(draft: &Draft) -> Metadata {
    let program = format!("Zehmo {}", env!("CARGO_PKG_VERSION"));
    // Which document it is: what was asked for, by whom and when.
    let facts: Vec<&str> = draft.facts.iter().map(|(_, told)| told.as_str()).collect();
    Metadata::new()
        .document_id(format!(
            "{} {} {}",
            draft.shop,
            draft.title,
            facts.join(" ")
        ))
        .title(format!("{}, {}", draft.title, draft.shop))
        .authors(vec![draft.shop.clone()])
        .language(LANGUAGE.to_owned())
        .creator(program)
}

struct Drawing<'d> {
    draft: &'d Draft,
    rows: Vec<Row>,
    /// What stands above everything: the shop and the title, each with its place.
    front: Vec<(Set<'d>, Vec<Line>, f32)>,
    /// Where that ends.
    below_front: f32,
    head: Vec<(Set<'d>, Vec<Line>)>,
    head_height: f32,
    tags: Tags,
}

impl<'d> Drawing<'d> {
    fn of(draft: &'d Draft) -> Self {
        let letters = &draft.letters;
        let mut below_front = MARGIN;
        let mut front = Vec::new();
        let sizes = [(draft.shop.as_str(), SHOP_SIZE), (draft.title, TITLE_SIZE)];
        for (text, size) in sizes {
            let set = Set {
                text,
                size,
                weight: Weight::Strong,
                ..draft.plain(draft.whole())
            };
            let lines = set.lines(letters);
            let height = height(lines.len(), set.leading());
            front.push((set, lines, below_front));
            below_front += height;
        }
        let head: Vec<_> = draft
            .head()
            .into_iter()
            .map(|set| (set, set.lines(letters)))
            .collect();
        let most = head.iter().map(|(_, lines)| lines.len()).max();
        let leading = draft.layout.size * LEADING;
        Self {
            draft,
            rows: draft.rows(),
            front,
            below_front: below_front + PADDING,
            head_height: ABOVE_HEAD + height(most.unwrap_or(1), leading) + PADDING + 2.0 * HAIR,
            head,
            tags: Tags::default(),
        }
    }

    fn room(&self) -> Room {
        let whole = self.draft.layout.height - FOOT - self.head_height;
        Room {
            first: whole - self.below_front,
            other: whole - MARGIN,
            line: self.draft.layout.size * LEADING,
            padding: PADDING,
        }
    }

    fn sheet(
        &mut self,
        document: &mut Document,
        (at, number): (usize, &str),
        pieces: &[Piece],
        lines: &[usize],
    ) -> Result<(), ApiError> {
        let layout = &self.draft.layout;
        let settings = PageSettings::from_wh(layout.width, layout.height);
        let settings = settings.ok_or_else(|| ApiError::broken("a sheet without a size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut pen = Pen {
            surface: &mut surface,
            letters: &self.draft.letters,
        };
        let mut top = MARGIN;
        if at == 0 {
            self.front(&mut pen);
            top = self.below_front;
        }
        let mut has_head = false;
        for piece in pieces {
            let row = self.rows.get(piece.row).copied().unwrap_or(Row::Note);
            if row.is_of_table() && !has_head {
                self.head(&mut pen, top);
                top += self.head_height;
                has_head = true;
            }
            let is_last = lines.get(piece.row) == Some(&piece.lines.end);
            self.piece(&mut pen, (row, piece), is_last, top);
            top += self.room().of_row(piece.lines.len());
        }
        self.foot(&mut pen, number);
        surface.finish();
        page.finish();
        Ok(())
    }

    fn front(&mut self, pen: &mut Pen<'_, '_>) {
        for (set, lines, top) in &self.front {
            let id = pen.tell(set, lines, *top);
            match set.text == self.draft.title {
                true => self.tags.heading(set.text, id),
                false => self.tags.paragraph_before(id),
            }
        }
    }

    /// The head of the table, on each sheet; it is told once.
    fn head(&mut self, pen: &mut Pen<'_, '_>, top: f32) {
        let mut ids = Vec::new();
        for (set, lines) in &self.head {
            // They stand on the rule, those of one line as well.
            let below = top + self.head_height - PADDING - 2.0 * HAIR;
            let top = below - height(lines.len(), set.leading());
            match self.tags.has_heads() {
                true => pen.repeat(ArtifactType::PaginationOther, set, lines, top),
                false => ids.push(pen.tell(set, lines, top)),
            }
        }
        if !ids.is_empty() {
            self.tags.heads(ids);
        }
        let bottom = top + self.head_height - 2.0 * HAIR;
        let across = (MARGIN, self.draft.layout.room());
        pen.rule(Ink::Text, bottom, across, 2.0 * HAIR);
    }

    fn piece(
        &mut self,
        pen: &mut Pen<'_, '_>,
        (row, piece): (Row, &Piece),
        is_last: bool,
        top: f32,
    ) {
        let across = (MARGIN, self.draft.layout.room());
        if row == Row::Sums {
            // The double rule, as above each sum on the screen.
            pen.rule(Ink::Text, top - HAIR, across, HAIR);
            pen.rule(Ink::Text, top + 2.0 * HAIR, across, HAIR);
        }
        let text_top = match row {
            Row::Sums => top + PADDING + 3.0 * HAIR,
            _ => top + PADDING,
        };
        let cells = self.draft.cells(row);
        let tell = |cell: &Cell<'_>| {
            let lines = cell.set.lines(&self.draft.letters);
            let here = lines.get(piece.lines.start..).unwrap_or_default();
            let here = here.get(..piece.lines.len()).unwrap_or(here);
            let shows = here.iter().any(|line| !line.text.is_empty());
            Told {
                id: shows.then(|| pen.tell(&cell.set, here, text_top)),
                columns: cell.columns,
            }
        };
        let told: Vec<Told> = cells.iter().map(tell).collect();
        match row {
            Row::Facts(_) => self.tags.facts(told, is_last),
            Row::Listed(_) | Row::Nothing => self.tags.row(told, is_last),
            Row::Sums => self.tags.sums(told, is_last),
            Row::Note => self.tags.paragraph_after(told),
        }
        if let (Row::Listed(_), true) = (row, is_last) {
            let bottom = top + self.room().of_row(piece.lines.len());
            pen.rule(Ink::Rule, bottom - HAIR, across, HAIR);
        }
    }

    fn foot(&self, pen: &mut Pen<'_, '_>, number: &str) {
        let layout = &self.draft.layout;
        let top = layout.height - MARGIN + FOOT_SIZE / 2.0;
        let half = layout.room() / 2.0;
        let right = MARGIN + half;
        let sides = [
            (self.draft.title, Side::Left, MARGIN, ArtifactType::Footer),
            (number, Side::Right, right, ArtifactType::PageNumber),
        ];
        for (text, side, left, kind) in sides {
            let set = Set {
                text,
                side,
                size: FOOT_SIZE,
                ink: Ink::Muted,
                ..self.draft.plain(Column { left, width: half })
            };
            pen.repeat(kind, &set, &set.lines(&self.draft.letters), top);
        }
    }
}

fn height(lines: usize, leading: f32) -> f32 {
    u16::try_from(lines).map_or(0.0, f32::from) * leading
}
