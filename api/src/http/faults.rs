//! Everything that is wrong with a body that could not be read, each fault at its place. The reader stops at the first one;
//! the rest is found only then, by the type's own schema and by reading on without what was found.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::field::{self, FieldIssue};
use shared::problem::{FieldCode, FieldError};
use utoipa::ToSchema;

use super::json::read_strictly;

/// Faults told at once: enough to mend a form, too few to make a long answer of a long body.
const MOST: usize = 50;

/// The first fault and all others that can be known.
pub fn all<T: DeserializeOwned + ToSchema>(text: &str, first: FieldError) -> Vec<FieldError> {
    let Ok(body) = serde_json::from_str::<Value>(text) else {
        return vec![first];
    };
    let mut errors = misfits::<T>(&body);
    let mut rest = Rest::of(body);
    for error in &errors {
        rest.take_out(error.pointer.as_deref());
    }
    while errors.len() < MOST {
        let Err(next) = read_strictly::<T>(&rest.body.to_string()) else {
            break;
        };
        let goes_on = match next.code {
            // What lacks is known by the schema, and what was taken out lacks now, too.
            FieldCode::Required => rest.step_over(next.pointer.as_deref()),
            _ => {
                let goes_on = rest.take_out(next.pointer.as_deref());
                errors.push(rest.placed(*next));
                goes_on
            }
        };
        if !goes_on {
            break;
        }
    }
    let is_first =
        |error: &FieldError| (&error.pointer, error.code) == (&first.pointer, first.code);
    if !errors.iter().any(is_first) {
        errors.insert(0, first);
    }
    errors.truncate(MOST);
    errors
}

/// What is left of a body to be read.
struct Rest {
    body: Value,
    /// A list whose first entries are done with, and how many.
    shortened: Option<(String, usize)>,
}

impl Rest {
    fn of(body: Value) -> Self {
        Self {
            body,
            shortened: None,
        }
    }

    /// Removes the member at the pointer. False where there is none, or where it is an entry of a list.
    fn take_out(&mut self, pointer: Option<&str>) -> bool {
        let place = pointer.and_then(|pointer| pointer.trim_start_matches('#').rsplit_once('/'));
        let Some((parent, name)) = place else {
            return false;
        };
        match self.body.pointer_mut(parent) {
            Some(Value::Object(members)) => {
                let name = name.replace("~1", "/").replace("~0", "~");
                members.remove(&name).is_some()
            }
            _ => false,
        }
    }

    /// Leaves out the list's entries up to the one with the pointer. False where it is in no list, or in a second one.
    fn step_over(&mut self, pointer: Option<&str>) -> bool {
        let pointer = pointer.unwrap_or_default().trim_start_matches('#');
        let mut parts = pointer.splitn(4, '/').skip(1);
        let (Some(name), Some(Ok(position))) =
            (parts.next(), parts.next().map(str::parse::<usize>))
        else {
            return false;
        };
        let place = format!("/{name}");
        let before = match &self.shortened {
            Some((known, _)) if *known != place => return false,
            Some((_, count)) => *count,
            None => 0,
        };
        match self.body.pointer_mut(&place) {
            Some(Value::Array(entries)) if position < entries.len() => {
                entries.drain(..=position);
                self.shortened = Some((place, before + position + 1));
                true
            }
            _ => false,
        }
    }

    /// The fault at its place in the body as it was sent.
    fn placed(&self, mut fault: FieldError) -> FieldError {
        let Some((list, count)) = &self.shortened else {
            return fault;
        };
        let start = format!("#{list}/");
        let below = fault
            .pointer
            .as_deref()
            .and_then(|at| at.strip_prefix(&start));
        if let Some(below) = below {
            let (position, more) = below.split_once('/').unwrap_or((below, ""));
            if let Ok(position) = position.parse::<usize>() {
                let slash = if more.is_empty() { "" } else { "/" };
                fault.pointer = Some(format!("{start}{}{slash}{more}", position + count));
            }
        }
        fault
    }
}

/// What lacks and what is too much by the schema.
fn misfits<T: ToSchema>(body: &Value) -> Vec<FieldError> {
    let mut named = vec![(String::new(), T::schema())];
    T::schemas(&mut named);
    let schemas: BTreeMap<String, Value> = named
        .into_iter()
        .filter_map(|(name, schema)| match serde_json::to_value(schema) {
            Ok(schema) => Some((name, schema)),
            Err(_no_json) => None,
        })
        .collect();
    let mut errors = Vec::new();
    if let Some(schema) = schemas.get("") {
        compare(&schemas, schema, body, "#", &mut errors);
    }
    errors
}

fn compare(
    schemas: &BTreeMap<String, Value>,
    schema: &Value,
    value: &Value,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    let name = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next());
    let schema = name.and_then(|name| schemas.get(name)).unwrap_or(schema);
    let below = |part: &str| format!("{at}/{}", part.replace('~', "~0").replace('/', "~1"));
    match (value, schema["properties"].as_object()) {
        (Value::Object(members), Some(properties)) => {
            let required = schema["required"].as_array().into_iter().flatten();
            for name in required.filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    errors.push(FieldError::at_pointer(below(name), FieldIssue::required()));
                }
            }
            for (name, member) in members {
                match properties.get(name) {
                    Some(schema) => compare(schemas, schema, member, &below(name), errors),
                    None => errors.push(FieldError::at_pointer(below(name), field::unknown(name))),
                }
            }
        }
        (Value::Array(entries), _) if schema["items"].is_object() => {
            for (position, entry) in entries.iter().enumerate() {
                let place = below(&position.to_string());
                compare(schemas, &schema["items"], entry, &place, errors);
            }
        }
        _ => {}
    }
}
