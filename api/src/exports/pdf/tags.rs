//! What the texts are to each other, for readers that do not see the sheets: heading, list of facts, table, rows and cells.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// The tree of a document, put together in the order in which it is drawn.
#[derive(Default)]
pub struct Tags {
    front: Vec<Node>,
    facts: Vec<Node>,
    head: Vec<Node>,
    body: Vec<Node>,
    foot: Vec<Node>,
    end: Vec<Node>,
    /// The cells of a row that goes on.
    open: Vec<Vec<Node>>,
}

/// A cell and how many columns it runs over.
pub struct Told {
    pub id: Option<Identifier>,
    pub columns: usize,
}

impl Tags {
    pub fn heading(&mut self, title: &str, id: Identifier) {
        let tag = Tag::Hn(NonZeroU16::MIN, Some(title.to_owned()));
        self.front.push(group(tag, vec![id.into()]));
    }

    pub fn paragraph_before(&mut self, id: Identifier) {
        self.front.push(group(Tag::P, vec![id.into()]));
    }

    pub fn paragraph_after(&mut self, told: Vec<Told>) {
        let ids = told.into_iter().filter_map(|told| told.id);
        self.end.push(group(Tag::P, ids.map(Node::from).collect()));
    }

    pub fn heads(&mut self, ids: Vec<Identifier>) {
        let cell = |id: Identifier| group(Tag::TH(TableHeaderScope::Column), vec![id.into()]);
        self.head = ids.into_iter().map(cell).collect();
    }

    pub fn has_heads(&self) -> bool {
        !self.head.is_empty()
    }

    /// A row of facts, or the rest of one: names and what is told of them by turns.
    pub fn facts(&mut self, told: Vec<Told>, is_last: bool) {
        let mut cells = self.closed(told, is_last).into_iter();
        while let (Some(name), Some(fact)) = (cells.next(), cells.next()) {
            let parts = vec![group(Tag::Lbl, name.1), group(Tag::LBody, fact.1)];
            self.facts.push(group(Tag::LI, parts));
        }
    }

    /// A row of the table, or the rest of one.
    pub fn row(&mut self, told: Vec<Told>, is_last: bool) {
        let row = self.cells(told, is_last);
        self.body.extend(row);
    }

    /// The last row.
    pub fn sums(&mut self, told: Vec<Told>, is_last: bool) {
        let row = self.cells(told, is_last);
        self.foot.extend(row);
    }

    pub fn finish(self) -> TagTree {
        let mut tree = TagTree::new();
        self.front.into_iter().for_each(|node| tree.push(node));
        tree.push(group(Tag::L(ListNumbering::None), self.facts));
        let head = group(Tag::THead, vec![group(Tag::TR, self.head)]);
        let parts = vec![
            head,
            group(Tag::TBody, self.body),
            group(Tag::TFoot, self.foot),
        ];
        tree.push(group(Tag::Table, parts));
        self.end.into_iter().for_each(|node| tree.push(node));
        tree
    }

    fn cells(&mut self, told: Vec<Told>, is_last: bool) -> Option<Node> {
        let cells = self.closed(told, is_last);
        let cell = |(columns, ids)| group(Tag::TD.with_col_span(span(columns)), ids);
        (!cells.is_empty()).then(|| group(Tag::TR, cells.into_iter().map(cell).collect()))
    }

    /// The cells of a row whose last piece this is; none before.
    fn closed(&mut self, told: Vec<Told>, is_last: bool) -> Vec<(usize, Vec<Node>)> {
        self.open.resize_with(told.len(), || Vec::with_capacity(1));
        for (cell, told) in self.open.iter_mut().zip(&told) {
            cell.extend(told.id.map(Node::from));
        }
        if !is_last {
            return Vec::new();
        }
        let columns = told.into_iter().map(|told| told.columns);
        columns.zip(self.open.drain(..)).collect()
    }
}

fn group(tag: impl Into<TagKind>, children: Vec<Node>) -> Node {
    TagGroup::with_children(tag, children).into()
}

/// Said only where it is more than one.
fn span(columns: usize) -> Option<NonZeroU32> {
    let columns = u32::try_from(columns).unwrap_or(1);
    NonZeroU32::new(columns).filter(|columns| *columns > NonZeroU32::MIN)
}
