//! Files that stay the same while the server runs.

use crate::harness::TestApp;

#[actix_web::test]
async fn the_document_and_its_page_are_sent_once_to_whoever_keeps_them() {
    let app = TestApp::start().await;
    let nobody = app.nobody().with("accept-encoding", "identity");
    let mut tags = Vec::new();
    for path in [
        "//openapi.json",
        "//docs",
        "//docs/swagger-ui-bundle.js",
        "//docs/docs.css",
    ] {
        let plain = nobody.get(path).await;
        let zipped = nobody.with("accept-encoding", "gzip, br").get(path).await;
        assert_eq!(plain.header("content-encoding"), "");
        // The client of these tests unpacks what it gets.
        assert_eq!(plain.text, zipped.expect(200).text, "{path}");
        let bare = plain.expect(200).header("etag").to_owned();
        for known in [
            bare.clone(),
            bare.replacen('"', "W/\"", 1),
            format!("{}-gzip\"", bare.trim_end_matches('"')),
        ] {
            let again = nobody.with("if-none-match", &known).get(path).await;
            assert_eq!(
                (again.status, again.text.as_str()),
                (304, ""),
                "{path} {known}"
            );
            // Which of its copies is still good.
            assert_eq!(again.header("etag"), known);
        }
        nobody
            .with("if-none-match", "\"other\"")
            .get(path)
            .await
            .expect(200);
        assert!(!tags.contains(&bare), "{path}");
        tags.push(bare);
    }
}
