//! `/docs`: Swagger UI from inside the binary, under the same strict policy as the app's page.

use std::error::Error;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use super::answers::Unchanging;
use super::static_file::StaticFile;
use crate::error::ApiError;

const PAGE: &str = include_str!("docs/index.html");
const SCRIPT: &str = include_str!("docs/docs.js");
/// Swagger UI's own style sheet draws its icons from `data:` addresses, which the policy forbids.
const STYLE: &str = include_str!("docs/docs.css");
const ARROW: &str = include_str!("docs/arrow.svg");
const CHECK: &str = include_str!("docs/check.svg");
const CHEVRON: &str = include_str!("docs/chevron.svg");
const COPY: &str = include_str!("docs/copy.svg");

const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";
const STYLE_KIND: &str = "text/css; charset=utf-8";
const ICON_KIND: &str = "image/svg+xml";

/// Whether the address belongs to the documentation's page.
pub fn owns(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

/// The API's document and the page that shows it, with its script, its styles and icons.
pub struct Docs {
    document: StaticFile,
    files: Vec<(&'static str, StaticFile)>,
}

impl Docs {
    pub fn with(document: String) -> Result<Self, Box<dyn Error>> {
        let own = [
            ("/docs", "text/html; charset=utf-8", PAGE),
            ("/docs/docs.js", SCRIPT_KIND, SCRIPT),
            ("/docs/docs.css", STYLE_KIND, STYLE),
            ("/docs/arrow.svg", ICON_KIND, ARROW),
            ("/docs/check.svg", ICON_KIND, CHECK),
            ("/docs/chevron.svg", ICON_KIND, CHEVRON),
            ("/docs/copy.svg", ICON_KIND, COPY),
        ];
        let mut files: Vec<_> = own
            .into_iter()
            .map(|(path, kind, text)| (path, StaticFile::of(kind, text)))
            .collect();
        for (path, name, kind) in [
            ("/docs/swagger-ui.css", "swagger-ui.css", STYLE_KIND),
            (
                "/docs/swagger-ui-bundle.js",
                "swagger-ui-bundle.js",
                SCRIPT_KIND,
            ),
        ] {
            files.push((path, StaticFile::of(kind, vendored(name)?)));
        }
        Ok(Self {
            document: StaticFile::of("application/json", document),
            files,
        })
    }

    /// The document itself.
    pub fn document<T>(&self, req: &HttpRequest) -> Result<Unchanging<T>, ApiError> {
        self.document.answer(req).map(Unchanging::of)
    }

    /// The file at this address; `not_found` for anything else under `/docs`.
    pub fn file(&self, req: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let found = self.files.iter().find(|(path, _)| *path == req.path());
        found.map_or_else(|| Err(ApiError::not_found()), |(_, file)| file.answer(req))
    }
}

fn vendored(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let found = utoipa_swagger_ui::serve(name, Arc::new(utoipa_swagger_ui::Config::default()))?;
    let file = found.ok_or_else(|| format!("the file {name} is not in this program"))?;
    Ok(file.bytes.into_owned())
}
