//! What problems must look like.
use super::*;

#[test]
fn every_code_has_a_status_a_title_and_an_explanation() {
    for code in ProblemCode::ALL {
        assert!((400..=599).contains(&code.status()), "{code}");
        assert!(
            !code.title().is_empty() && !code.title().ends_with('.'),
            "{code}"
        );
        assert!(code.explanation().ends_with('.'), "{code}");
        assert_eq!(code.as_str().parse(), Ok(*code));
    }
    assert_eq!(ProblemCode::ALL.len(), 35);
    assert_eq!(FieldCode::ALL.len(), 17);
}

#[test]
fn a_problem_reads_as_documented() {
    let issue =
        FieldIssue::new(FieldCode::TooSmall, "Must be at least 0.001.").with("min", "0.001");
    let problem = Problem::new(ProblemCode::Invalid, "1 field needs attention.", "0193")
        .with_errors(vec![FieldError::at_pointer("#/items/0/quantity", issue)]);
    let expected = serde_json::json!({
        "type": "/problems/invalid", "title": "Some fields need attention", "status": 422, "code": "invalid",
        "detail": "1 field needs attention.", "instance": "/requests/0193", "request_id": "0193",
        "errors": [{"pointer": "#/items/0/quantity", "code": "too_small", "detail": "Must be at least 0.001.",
                    "params": {"min": "0.001"}}]
    });
    assert_eq!(serde_json::to_value(&problem).unwrap(), expected);
    assert_eq!(
        serde_json::from_value::<Problem>(expected).unwrap(),
        problem
    );
}

#[test]
fn an_unknown_code_is_tolerated_when_reading() {
    assert_eq!(
        serde_json::from_str::<ProblemCode>("\"brand_new\"").unwrap(),
        ProblemCode::Unknown
    );
    assert_eq!(
        serde_json::from_str::<FieldCode>("\"brand_new\"").unwrap(),
        FieldCode::Unknown
    );
    assert!(!ProblemCode::ALL.contains(&ProblemCode::Unknown));
}

#[test]
fn exactly_one_place_is_named() {
    let issue = FieldIssue::required();
    for (error, key) in [
        (FieldError::at_pointer("#/a", issue.clone()), "pointer"),
        (
            FieldError::at_parameter("limit", issue.clone()),
            "parameter",
        ),
        (FieldError::at_header("If-Match", issue), "header"),
    ] {
        let value = serde_json::to_value(error).unwrap();
        let named: Vec<_> = ["pointer", "parameter", "header"]
            .into_iter()
            .filter(|k| value.get(k).is_some())
            .collect();
        assert_eq!(named, [key]);
    }
}
