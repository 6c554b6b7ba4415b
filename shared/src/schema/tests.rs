//! Bounds that had to be written as literals agree with the constants, and no schema points nowhere.
use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ComponentsBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::*;
use crate::money::MAX_MINOR;

fn json_of<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap()
}

/// The schemas of a type and of everything it refers to.
fn components<T: ToSchema>() -> Value {
    let mut schemas: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    serde_json::to_value(ComponentsBuilder::new().schemas_from_iter(schemas).build()).unwrap()
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

fn check_references<T: ToSchema>() {
    let all = components::<T>();
    let mut found = BTreeSet::new();
    references(&all, &mut found);
    for name in found {
        assert!(
            all["schemas"].get(&name).is_some(),
            "{name} of {}",
            T::name()
        );
    }
}

#[test]
fn every_reference_leads_to_a_schema() {
    check_references::<crate::jobs::Job>();
    check_references::<crate::jobs::JobDraft>();
    check_references::<crate::jobs::JobPatch>();
    check_references::<crate::expenditures::Expenditure>();
    check_references::<crate::expenditures::ExpenditureDraft>();
    check_references::<crate::customers::Customer>();
    check_references::<crate::users::UserCreated>();
    check_references::<crate::me::Me>();
    check_references::<crate::dashboard::Dashboard>();
    check_references::<crate::audit::Event>();
    check_references::<crate::audit::HistoryEntry>();
    check_references::<crate::imports::Import>();
    check_references::<crate::imports::ImportRow>();
    check_references::<crate::settings::Settings>();
    check_references::<crate::problem::Problem>();
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
    let limit = serde_json::to_value(&params[14]).unwrap();
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
