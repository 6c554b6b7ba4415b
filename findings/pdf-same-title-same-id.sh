#!/bin/sh
# krilla 0.8.2 (writes PDF): two different documents with the same title and author say that they are the same document.
#
# `Metadata::document_id` is documented as an identifier "for identifying different versions of the same document"
# (https://docs.rs/krilla/0.8.2/krilla/metadata/struct.Metadata.html), and may be left out. Then it is made of title and
# authors alone where both are given, of the whole content where one is missing: adding an author to the metadata makes two
# reports "Sales" of two months versions of one document, in the XMP (xmpMM:DocumentID) and in the first half of the file's
# /ID, by which archives and viewers' caches tell documents apart (ISO 32000-1, 14.4).
#
# Seen (Rust 1.95):
#   title: 2 ids of 2 documents
#   title and author: 1 id of 2 documents
#   title, author and own id: 2 ids of 2 documents
# Way out: give each document an id of its own.
#
# Needs cargo and the network. Fails when the behaviour is another one.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/src"
cat > "$place/Cargo.toml" <<'TOML'
[package]
name = "titles"
version = "0.0.0"
edition = "2021"

[dependencies]
krilla = { version = "=0.8.2", default-features = false }

[workspace]
TOML
cat > "$place/src/main.rs" <<'RUST'
use std::collections::BTreeSet;

use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::Document;

fn id_of(width: f32, metadata: Metadata) -> String {
    let mut document = Document::new();
    document.set_metadata(metadata);
    drop(document.start_page_with(PageSettings::from_wh(width, 200.0).unwrap()));
    let pdf = document.finish().unwrap();
    let text = String::from_utf8_lossy(&pdf).into_owned();
    let (_, rest) = text.split_once("<xmpMM:DocumentID>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

fn count(name: &str, metadata: impl Fn(u32) -> Metadata) {
    let ids: BTreeSet<String> = [1, 2].map(|month| id_of(200.0 + month as f32, metadata(month))).into();
    let word = if ids.len() == 1 { "id" } else { "ids" };
    println!("{name}: {} {word} of 2 documents", ids.len());
}

fn main() {
    let titled = || Metadata::new().title("Sales".to_owned());
    let authored = || titled().authors(vec!["The shop".to_owned()]);
    count("title", |_| titled());
    count("title and author", |_| authored());
    count("title, author and own id", |month| authored().document_id(month.to_string()));
}
RUST
cd "$place"
seen=$(CARGO_TARGET_DIR="$place/target" cargo run --quiet)
echo "$seen"
expected='title: 2 ids of 2 documents
title and author: 1 id of 2 documents
title, author and own id: 2 ids of 2 documents'
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed" >&2
    exit 1
fi
