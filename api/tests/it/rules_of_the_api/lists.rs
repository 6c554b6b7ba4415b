//! Queries: unknown parameters, foreign cursors, compressed answers.

use serde_json::{Map, Value};

use super::{blames, is_problem, walker};
use crate::harness::operation::is_setup;
use crate::harness::walker::Ready;

/// Lists whose rows are made by what people do.
const WRITTEN_BY_ITSELF: [&str; 3] = [
    "/api/v1/events",
    "/api/v1/me/history",
    "/api/v1/me/sessions",
];

#[actix_web::test]
async fn parameters_that_an_operation_does_not_know_are_refused() {
    let (walker, admin) = walker().await;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| !is_setup(operation))
    {
        let ready = walker.ready(operation, &admin).await;
        let joint = if ready.path.contains('?') { '&' } else { '?' };
        let asked = |query: &str| Ready {
            path: format!("{}{joint}{query}", ready.path),
            ..ready.clone()
        };
        let unknown = asked("no_such_parameter=1").send().await;
        blames(
            operation,
            &unknown,
            "parameter",
            "no_such_parameter",
            "unknown_field",
        );
        let known = operation.parameters("query");
        for (name, _, _) in known
            .iter()
            .filter(|(_, _, schema)| schema["type"] != "array")
        {
            let twice = asked(&format!("{name}=1&{name}=1")).send().await;
            is_problem(operation, &twice, 400, "malformed");
            assert!(
                twice.body["errors"][0]["parameter"] == name.as_str(),
                "{} {}",
                operation.id,
                twice.text
            );
        }
        for query in ["%ff=1", "%00=%00", "=", "&&&=%"] {
            let answer = asked(query).send().await;
            assert!(
                answer.status == 400,
                "{} ?{query} → {} {}",
                operation.id,
                answer.status,
                answer.text
            );
        }
    }
}

#[actix_web::test]
async fn a_number_has_one_spelling() {
    let (walker, admin) = walker().await;
    let mut tried = 0;
    for operation in walker.operations.iter().filter(|one| !is_setup(one)) {
        let numbers = operation.parameters("query").into_iter();
        for (name, _, _) in numbers.filter(|(_, _, schema)| schema["type"] == "integer") {
            let ready = walker.ready(operation, &admin).await;
            for padded in ["05", "+5", "%2B5", "00000001", "-01"] {
                let joint = if ready.path.contains('?') { '&' } else { '?' };
                let path = format!("{}{joint}{name}={padded}", ready.path);
                let asked = Ready {
                    path,
                    ..ready.clone()
                };
                let answer = asked.send().await;
                blames(operation, &answer, "parameter", &name, "bad_format");
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "only {tried}");
}

#[actix_web::test]
async fn every_list_leads_to_its_next_page_by_link() {
    let (walker, admin) = walker().await;
    for operation in walker.operations.iter().filter(|one| one.is_list()) {
        if operation.collection().is_none() && !WRITTEN_BY_ITSELF.contains(&operation.path.as_str())
        {
            walker.record(&operation.path).await;
            walker.record(&operation.path).await;
        }
        let ready = walker.ready(operation, &admin).await;
        let asked = Ready {
            path: format!("{}?limit=1", ready.path),
            ..ready.clone()
        };
        let answer = asked.send().await.expect(200);
        let link = answer.header("link").to_owned();
        match answer.body["page"]["next_cursor"].as_str() {
            Some(cursor) => assert_eq!(
                link,
                format!("<{}?limit=1&cursor={cursor}>; rel=\"next\"", ready.path),
                "{}",
                operation.id
            ),
            None => assert_eq!(link, "", "{}", operation.id),
        }
    }
}

#[actix_web::test]
async fn every_list_counts_its_rows_when_it_is_asked_to() {
    let (walker, admin) = walker().await;
    for operation in walker.operations.iter().filter(|one| one.is_list()) {
        if operation.collection().is_none() && !WRITTEN_BY_ITSELF.contains(&operation.path.as_str())
        {
            walker.record(&operation.path).await;
        }
        let ready = walker.ready(operation, &admin).await;
        let asked = async |query: &str| {
            let path = format!("{}?limit=200{query}", ready.path);
            Ready {
                path,
                ..ready.clone()
            }
            .send()
            .await
            .expect(200)
            .body
        };
        let silent = asked("").await;
        assert!(silent["page"]["total"].is_null(), "{}", operation.id);
        let counted = asked("&include_total=true").await;
        let rows = counted["data"].as_array().unwrap().len();
        assert!(
            rows > 0 || operation.path.ends_with("/rows"),
            "{}",
            operation.id
        );
        assert_eq!(counted["page"]["total"], rows, "{}", operation.id);
        assert_eq!(counted["page"]["total_capped"], false, "{}", operation.id);
    }
}

#[actix_web::test]
async fn b_cursors_of_another_list_are_refused() {
    let (walker, admin) = walker().await;
    for _ in 0..2 {
        walker.record("/api/v1/jobs").await;
    }
    let page = admin.get("/jobs?limit=1").await.expect(200);
    let foreign = page.str("/page/next_cursor");
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.is_list())
    {
        let ready = walker.ready(operation, &admin).await;
        let asked = |query: &str| Ready {
            path: format!("{}?{query}", ready.path),
            ..ready.clone()
        };
        let mut cursors = vec![
            "AAAA".to_owned(),
            "rubbish".to_owned(),
            format!("{}x", &foreign[..foreign.len() - 1]),
        ];
        if operation.id != "list_jobs" {
            cursors.push(foreign.clone());
        }
        for cursor in cursors {
            let answer = asked(&format!("cursor={cursor}")).send().await;
            blames(operation, &answer, "parameter", "cursor", "bad_format");
        }
        let other_filter = asked(&format!("cursor={foreign}&include_total=true&limit=1"))
            .send()
            .await;
        assert!(
            operation.id == "list_jobs" || other_filter.status == 400,
            "{}",
            operation.id
        );
    }
}

/// What a caller takes, and how it is answered.
const ENCODINGS: [(&str, &str); 7] = [
    ("gzip", "gzip"),
    ("br", "br"),
    ("zstd", "zstd"),
    // Browsers.
    ("gzip, deflate, br, zstd", "zstd"),
    ("gzip, deflate, br", "br"),
    // Weights are the caller's own wish.
    ("gzip;q=0.9, br, zstd;q=0.5", "br"),
    ("br;q=0.9, zstd;q=0, gzip;q=0.8", "br"),
];

#[actix_web::test]
async fn lists_are_compressed_and_secrets_are_not() {
    let (walker, admin) = walker().await;
    for _ in 0..8 {
        walker.record("/api/v1/jobs").await;
        walker.record("/api/v1/users").await;
    }
    let plain = reqwest::Client::builder()
        .no_gzip()
        .no_brotli()
        .build()
        .unwrap();
    let token = admin.token.clone().unwrap();
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.is_get() && operation.success() == 200)
    {
        let path = operation.at(&walker.id_for(operation).await);
        for (accepts, encoding) in ENCODINGS {
            // What stays the same is packed once, as well as it can be.
            let is_kept = operation.id == "get_document" && accepts.contains("gzip");
            let encoding = if is_kept { "gzip" } else { encoding };
            let url = format!("{}{path}", walker.app.url());
            let get = |accepts: &'static str| {
                plain
                    .get(&url)
                    .bearer_auth(&token)
                    .header("accept-encoding", accepts)
                    .send()
            };
            let whole = get("identity").await.unwrap().bytes().await.unwrap();
            let packed = get(accepts).await.unwrap();
            let used = packed
                .headers()
                .get("content-encoding")
                .map(|value| value.to_str().unwrap().to_owned());
            let is_secret = operation.id == "issue_csrf_token";
            // A backup is packed already, and so are the books to take along.
            let is_packed = ["download_backup", "download_export"].contains(&operation.id.as_str());
            let is_worth_it = whole.len() >= 2048 && !is_secret && !is_packed;
            let expected = is_worth_it.then(|| encoding.to_owned());
            assert_eq!(used, expected, "{} of {} bytes", operation.id, whole.len());
            let tag = packed.headers().get("etag").cloned();
            let Some(used) = used else { continue };
            // Other bytes, another tag.
            if let Some(tag) = tag {
                let tag = tag.to_str().unwrap();
                assert!(tag.ends_with(&format!("-{used}\"")), "{tag}");
            }
            let packed = packed.bytes().await.unwrap();
            assert!(packed.len() < whole.len(), "{}", operation.id);
            if used == "zstd" {
                is_the_same(&zstd::decode_all(&*packed).unwrap(), &whole);
            }
        }
    }
}

/// But for what changes with each call: some tell the moment, some that they were read.
fn is_the_same(unpacked: &[u8], whole: &[u8]) {
    // A file may hold one on each line.
    let read = |body| {
        let all = serde_json::Deserializer::from_slice(body);
        all.into_iter::<Map<String, Value>>()
            .next()
            .unwrap()
            .unwrap()
    };
    assert!(read(unpacked).keys().eq(read(whole).keys()));
}
