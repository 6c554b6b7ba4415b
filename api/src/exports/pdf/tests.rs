//! What no list can be made to hold through the API, and what nobody can look at from outside.

use shared::currency::Currency;

use super::*;
use crate::calendar::Zone;

fn open(asker: &Asker, columns: &[(&'static str, Kind)]) -> Pdf {
    let shop = Shop {
        name: "A&D Labels".to_owned(),
        currency: Currency::NGN,
        zone: Zone::parse("Africa/Lagos").unwrap(),
    };
    let column = |(head, kind): &(&'static str, Kind)| Column { head, kind: *kind };
    let paper = Paper {
        title: "Jobs",
        name: "jobs".to_owned(),
        columns: columns.iter().map(column).collect(),
        asked: Vec::new(),
    };
    Pdf::open(tempfile::tempfile().unwrap(), &shop, &paper, asker.clone()).unwrap()
}

const NAMES: [(&str, Kind); 2] = [("Name", Kind::Text), ("Total", Kind::Total)];

fn finish(pdf: Pdf) -> Result<Vec<u8>, ApiError> {
    let sums = [Cell::text("Total"), Cell::Amount(1)];
    let mut file = pdf.finish(&sums, &[("Rows", "1".to_owned())])?;
    let mut bytes = Vec::new();
    std::io::Seek::rewind(&mut file).unwrap();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    Ok(bytes)
}

#[test]
fn every_character_makes_a_file_that_its_own_validator_takes() {
    let asker = Asker::default();
    let all: Vec<char> = (0..=u32::from(char::MAX))
        .filter_map(char::from_u32)
        .collect();
    // Each of the first plane's scripts, and a sample of what lies beyond.
    let (first, beyond): (Vec<char>, Vec<char>) = all
        .iter()
        .partition(|letter| u32::from(**letter) < 0x1_0000);
    let beyond: Vec<char> = beyond.into_iter().step_by(97).collect();
    for letters in [first, beyond] {
        let mut pdf = open(&asker, &NAMES);
        for some in letters.chunks(64) {
            let text: String = some.iter().collect();
            pdf.row(&[Cell::Text(text), Cell::Amount(i128::MIN / 1000)])
                .unwrap();
        }
        assert!(finish(pdf).unwrap().starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn a_row_that_no_sheet_holds_is_told_whole() {
    let mut pdf = open(&Asker::default(), &NAMES);
    let parts = (1..=300).map(|part| format!("{part} × Banner"));
    pdf.row(&[Cell::Several(parts.collect()), Cell::Amount(5)])
        .unwrap();
    let bytes = finish(pdf).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type/Page/").count();
    assert!(pages > 3, "{pages}");
}

#[test]
fn nothing_is_drawn_for_who_has_gone_away() {
    let asker = Asker::default();
    let here = asker.here();
    let mut pdf = open(&asker, &NAMES);
    pdf.row(&[Cell::text("Ada"), Cell::Amount(1)]).unwrap();
    drop(here);
    let refused = finish(pdf).unwrap_err();
    assert_eq!(refused.code(), ProblemCode::Busy);
}

#[test]
fn a_list_that_is_too_long_is_refused_at_its_first_row_too_many() {
    let mut pdf = open(&Asker::default(), &NAMES);
    let row = [Cell::text("Ada"), Cell::Amount(1)];
    for _ in 0..ROWS_MAX {
        pdf.row(&row).unwrap();
    }
    assert_eq!(pdf.row(&row).unwrap_err().code(), ProblemCode::TooLarge);
}

#[test]
fn the_note_names_what_is_missing() {
    assert_eq!(note(&[]), None);
    let some = note(&['你', '好']).unwrap();
    assert!(some.contains("(U+4F60, U+597D)"), "{some}");
    let many: Vec<char> = ('一'..'丐').collect();
    let many = note(&many).unwrap();
    assert!(many.contains(", U+4E0B, 4 more)"), "{many}");
}
