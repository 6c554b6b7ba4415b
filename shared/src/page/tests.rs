//! What lists must get right, on the query of jobs.
use super::*;
use crate::field::check_query;
use crate::jobs::{JobQuery, JobSort, JobStatus};

fn read(query: &str) -> Result<JobQuery, String> {
    serde_html_form::from_str(query).map_err(|error: serde_html_form::de::Error| error.to_string())
}

#[test]
fn filters_repeat_and_everything_is_optional() {
    assert_eq!(read("").unwrap(), JobQuery::default());
    let query = read("status=open&status=ready&occurred_on_from=2026-11-01&total_min=100000&q=banner&sort=-occurred_at,number&limit=50").unwrap();
    assert_eq!(query.status, [JobStatus::Open, JobStatus::Ready]);
    assert_eq!(query.total_min, Some(100_000));
    assert_eq!(query.sort.unwrap().keys().len(), 2);
}

#[test]
fn what_is_not_documented_is_refused() {
    for query in [
        "colour=red",
        "status=finished",
        "limit=-1",
        "limit=1.5",
        "limit=70000",
        "limit=1&limit=2",
        "occurred_on_from=yesterday",
        "customer_id=7",
        "sort=colour",
        "sort=number,total,updated_at,occurred_at",
        "sort=number,-number",
        "include_total=maybe",
        "deleted=some",
    ] {
        assert!(read(query).is_err(), "{query}");
    }
}

#[test]
fn bounds_are_findings_with_the_parameter_named() {
    for (query, parameter, code) in [
        ("limit=0", "limit", FieldCode::TooSmall),
        ("limit=201", "limit", FieldCode::TooLarge),
        ("cursor=a%20b", "cursor", FieldCode::BadFormat),
        ("q=%00", "q", FieldCode::BadFormat),
        (
            "total_min=9007199254740992",
            "total_min",
            FieldCode::TooLarge,
        ),
        (
            "total_max=-9007199254740992",
            "total_max",
            FieldCode::TooSmall,
        ),
        ("total_min=6&total_max=5", "total_max", FieldCode::TooSmall),
        (
            "occurred_on_from=2026-11-02&occurred_on_to=2026-11-01",
            "occurred_on_to",
            FieldCode::TooSmall,
        ),
    ] {
        let errors = check_query(&read(query).unwrap()).unwrap_err();
        assert_eq!(
            (errors[0].parameter.as_deref(), errors[0].code),
            (Some(parameter), code),
            "{query}"
        );
    }
    for query in ["limit=200&q=", "total_min=5&total_max=5", "total_max=5"] {
        assert_eq!(check_query(&read(query).unwrap()), Ok(()), "{query}");
    }
}

#[test]
fn a_query_goes_back_into_the_same_address() {
    for address in [
        "",
        "status=open&status=done&q=a+b&deleted=only&sort=-total&limit=20&cursor=abc&include_total=true",
    ] {
        assert_eq!(
            serde_html_form::to_string(read(address).unwrap()).unwrap(),
            address
        );
    }
}

#[test]
fn an_order_is_a_list_of_keys() {
    let sort: Sort<JobSort> = "-occurred_at,number".parse().unwrap();
    assert_eq!(sort.to_string(), "-occurred_at,number");
    assert_eq!(
        sort.keys()[0],
        SortBy {
            key: JobSort::OccurredAt,
            descending: true
        }
    );
    assert_eq!(Sort::by(JobSort::Total, true).to_string(), "-total");
    for wrong in ["", "-", "number,", "--number", "Number"] {
        assert!(wrong.parse::<Sort<JobSort>>().is_err(), "{wrong:?}");
    }
}

#[test]
fn the_limit_has_a_default() {
    assert_eq!(JobQuery::default().limit(), LIMIT_DEFAULT);
    assert_eq!(read("limit=7").unwrap().limit(), 7);
}

#[test]
fn totals_are_absent_unless_asked() {
    let info = PageInfo {
        limit: 50,
        ..PageInfo::default()
    };
    assert_eq!(
        serde_json::to_string(&info).unwrap(),
        r#"{"limit":50,"next_cursor":null}"#
    );
}
