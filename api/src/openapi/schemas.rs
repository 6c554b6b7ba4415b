//! Mends what the generator of schemas leaves: rows of a page written out instead of named, defaults that mean absent.

use serde_json::{Map, Value, json};

use super::put;

pub fn tidy(schemas: &mut Value) {
    let Some(schemas) = schemas.as_object_mut() else {
        return;
    };
    let rows: Vec<String> = schemas
        .keys()
        .filter_map(|name| name.strip_prefix("Page_").map(str::to_owned))
        .collect();
    for row in rows {
        name_the_row(schemas, &row);
    }
    for schema in schemas.values_mut() {
        drop_null_defaults(schema);
    }
}

/// `Page_Job` repeats all of `Job`; it must only name it.
fn name_the_row(schemas: &mut Map<String, Value>, row: &str) {
    let is_known = schemas.contains_key(row);
    let data = schemas
        .get_mut(&format!("Page_{row}"))
        .and_then(|page| page.pointer_mut("/properties/data"));
    if let Some(data) = data.filter(|_| is_known) {
        put(
            data,
            "items",
            json!({ "$ref": format!("#/components/schemas/{row}") }),
        );
    }
}

/// In a patch, what is absent stays: that is no default, least of all `null`.
fn drop_null_defaults(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("default").is_some_and(Value::is_null) {
                members.remove("default");
            }
            members.values_mut().for_each(drop_null_defaults);
        }
        Value::Array(members) => members.iter_mut().for_each(drop_null_defaults),
        _ => {}
    }
}
