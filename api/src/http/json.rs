//! JSON that is read strictly: one object, and what is wrong with it told at its place.

use serde::de::DeserializeOwned;
use shared::field::{self, FieldIssue, Refusal};
use shared::problem::{FieldCode, FieldError};

use super::strict::Strict;

/// Reads one JSON object; the error is the first fault that the reader meets, without what was sent.
pub fn read_strictly<T: DeserializeOwned>(text: &str) -> Result<T, Box<FieldError>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(Strict(&mut reader)).map_err(|error| {
        let pointer = pointer_of(error.path());
        Box::new(misread(&pointer, &error.into_inner().to_string()))
    })?;
    reader.end().map_err(|_more| {
        let issue = FieldIssue::new(FieldCode::BadFormat, "There is text after the JSON object.");
        Box::new(FieldError::at_pointer("#", issue))
    })?;
    Ok(value)
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = "#".to_owned();
    for segment in path {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}

/// Turns the parser's sentence into a field error without repeating what was sent.
fn misread(pointer: &str, message: &str) -> FieldError {
    let Refusal { issue, field } = field::refusal(message);
    let pointer = match field {
        // The path may already end with the member itself.
        Some(name) if pointer.rsplit('/').next() != Some(name.as_str()) => {
            format!("{pointer}/{name}")
        }
        _ => pointer.to_owned(),
    };
    FieldError::at_pointer(pointer, issue)
}
