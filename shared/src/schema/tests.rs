//! Bounds that had to be written as literals agree with the constants, and no schema points nowhere.
use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ComponentsBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::*;
use crate::field;
use crate::money::MAX_MINOR;
use crate::page::{LIMIT_DEFAULT, LIMIT_MAX};

fn json_of<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap()
}

/// The schemas of a type and of everything it refers to.
fn with_parts<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    schemas
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                found.insert(
                    target
                        .trim_start_matches("#/components/schemas/")
                        .to_owned(),
                );
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_to_a_schema() {
    let mut schemas = Vec::new();
    schemas.extend(with_parts::<crate::jobs::Job>());
    schemas.extend(with_parts::<crate::jobs::JobDraft>());
    schemas.extend(with_parts::<crate::jobs::JobPatch>());
    schemas.extend(with_parts::<crate::expenditures::Expenditure>());
    schemas.extend(with_parts::<crate::expenditures::ExpenditureDraft>());
    schemas.extend(with_parts::<crate::customers::Customer>());
    schemas.extend(with_parts::<crate::users::UserCreated>());
    schemas.extend(with_parts::<crate::me::Me>());
    schemas.extend(with_parts::<crate::dashboard::Dashboard>());
    schemas.extend(with_parts::<crate::audit::Event>());
    schemas.extend(with_parts::<crate::audit::HistoryEntry>());
    schemas.extend(with_parts::<crate::imports::Import>());
    schemas.extend(with_parts::<crate::imports::ImportRow>());
    schemas.extend(with_parts::<crate::settings::Settings>());
    schemas.extend(with_parts::<crate::setup::SetupDraft>());
    let all =
        serde_json::to_value(ComponentsBuilder::new().schemas_from_iter(schemas).build()).unwrap();
    let mut found = BTreeSet::new();
    references(&all, &mut found);
    assert!(found.contains("Currency"));
    for name in found {
        assert!(all["schemas"].get(&name).is_some(), "{name}");
    }
}

#[test]
fn literal_bounds_are_those_of_the_constants() {
    for (found, expected) in [
        (
            &json_of::<crate::jobs::JobDraft>()["properties"]["items"]["minItems"],
            json!(field::ITEMS_MIN),
        ),
        (
            &json_of::<crate::jobs::JobDraft>()["properties"]["items"]["maxItems"],
            json!(field::ITEMS_MAX),
        ),
        (
            &json_of::<crate::jobs::JobPatch>()["properties"]["items"]["maxItems"],
            json!(field::ITEMS_MAX),
        ),
        (
            &json_of::<crate::money::Money>()["properties"]["amount_minor"]["maximum"],
            json!(MAX_MINOR),
        ),
        (
            &json_of::<crate::money::Money>()["properties"]["amount_minor"]["minimum"],
            json!(-MAX_MINOR),
        ),
        (
            &json_of::<crate::page::PageInfo>()["properties"]["limit"]["maximum"],
            json!(LIMIT_MAX),
        ),
    ] {
        assert_eq!(*found, expected);
    }
}

#[test]
fn answers_always_carry_every_field_and_drafts_refuse_others() {
    let job = json_of::<crate::jobs::Job>();
    let names: Vec<&String> = job["properties"].as_object().unwrap().keys().collect();
    let required = job["required"].as_array().unwrap();
    assert!(
        names.iter().all(|name| required.contains(&json!(name))),
        "{required:?}"
    );

    let draft = json_of::<crate::jobs::JobDraft>();
    assert_eq!(draft["additionalProperties"], json!(false));
    assert_eq!(draft["required"], json!(["items"]));
    let patch = json_of::<crate::jobs::JobPatch>();
    assert_eq!(patch["additionalProperties"], json!(false));
    assert!(patch.get("required").is_none());
}

#[test]
fn null_is_documented_only_where_it_clears() {
    let patch = json_of::<crate::jobs::JobPatch>();
    let may_be_null = |name: &str| patch["properties"][name].to_string().contains("null");
    assert!(may_be_null("customer_id"));
    for name in ["customer_name", "items", "payment_method", "occurred_on"] {
        assert!(!may_be_null(name), "{name}: {}", patch["properties"][name]);
    }
    let job = json_of::<crate::jobs::Job>();
    for name in ["customer", "completed_at", "deleted_at"] {
        assert!(
            job["properties"][name].to_string().contains("null"),
            "{name}: {}",
            job["properties"][name]
        );
    }
}

#[test]
fn a_list_documents_its_filters_and_its_paging() {
    let params =
        <crate::jobs::JobQuery as utoipa::IntoParams>::into_params(|| Some(ParameterIn::Query));
    let names: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    let filters = [
        "status",
        "payment_method",
        "customer_id",
        "walk_in",
        "created_by",
        "occurred_on_from",
        "occurred_on_to",
        "completed_on_from",
        "completed_on_to",
        "total_min",
        "total_max",
        "q",
        "updated_since",
        "deleted",
    ];
    let paging = ["sort", "limit", "cursor", "include_total"];
    assert_eq!(names, [&filters[..], &paging[..]].concat());
    let limit = serde_json::to_value(&params[15]).unwrap();
    assert_eq!(
        (&limit["required"], &limit["schema"]["default"]),
        (&json!(false), &json!(LIMIT_DEFAULT))
    );
    let sums = <crate::jobs::JobFilter as utoipa::IntoParams>::into_params(|| None);
    assert_eq!(sums.len(), filters.len());
    assert!(
        sums.iter()
            .all(|param| param.parameter_in == ParameterIn::Query)
    );
}

#[test]
fn no_default_is_made_up() {
    for schema in [
        json_of::<crate::jobs::JobDraft>(),
        json_of::<crate::jobs::JobPatch>(),
        json_of::<crate::expenditures::ExpenditurePatch>(),
        json_of::<crate::users::UserPatch>(),
        json_of::<crate::settings::SettingsPatch>(),
        json_of::<crate::problem::Problem>(),
        json_of::<crate::page::PageInfo>(),
    ] {
        assert!(!schema.to_string().contains("\"default\""), "{schema}");
    }
}
