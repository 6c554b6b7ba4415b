//! Fetches a file and gives it to the browser to keep. Code of its own: it comes with what is opened on a press.

use gloo_net::http::{RequestBuilder, Response};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::abort::AbortOnDrop;
use super::bearer::{bearer, proof_for, token};
use super::failure::understood;
use super::{BASE, Failure};

/// A file that has arrived.
pub struct File {
    pub name: String,
    blob: Blob,
}

/// Asks for it, and for the proof that the server may want first; whoever drops this stops the server's work as well.
pub async fn fetch(path: &str) -> Result<File, Failure> {
    match asked(path).await {
        Err(failure) if proof_for(&failure).await => asked(path).await,
        outcome => outcome,
    }
}

async fn asked(path: &str) -> Result<File, Failure> {
    let token = token().await?;
    match once(path, &token).await {
        Err(failure) if failure.is_end_of_session() => {
            let bearer = bearer().ok_or(failure)?;
            once(path, &bearer.instead_of(token).await?).await
        }
        outcome => outcome,
    }
}

async fn once(path: &str, token: &str) -> Result<File, Failure> {
    let abort = AbortOnDrop::new();
    let request = RequestBuilder::new(&format!("{BASE}{path}"))
        .abort_signal(abort.signal().as_ref())
        .header("Authorization", &format!("Bearer {token}"))
        .header("Accept", "*/*");
    let response = request.send().await.map_err(|_| Failure::Offline)?;
    if response.status() >= 400 {
        let retry_after_s = response.headers().get("Retry-After");
        let retry_after_s = retry_after_s.and_then(|text| text.parse().ok());
        let text = response.text().await.map_err(|_| Failure::Offline)?;
        return Err(understood(&text, retry_after_s));
    }
    let name = name_of(&response);
    let raw = web_sys::Response::from(response);
    let blob = raw.blob().map_err(|_| Failure::Unreadable)?;
    let blob = JsFuture::from(blob).await.map_err(|_| Failure::Offline)?;
    let blob = blob.dyn_into().map_err(|_| Failure::Unreadable)?;
    Ok(File { name, blob })
}

fn name_of(response: &Response) -> String {
    let told = response.headers().get("Content-Disposition");
    let told = told.unwrap_or_default();
    let name = told.split('"').nth(1);
    name.unwrap_or("export").to_owned()
}

impl File {
    /// What became of it, for people.
    pub fn kept(&self) -> String {
        match self.keep() {
            true => format!("{} is with your downloads", self.name),
            false => "The browser cannot keep the file".to_owned(),
        }
    }

    /// Puts it where the browser keeps downloads; whether it could.
    fn keep(&self) -> bool {
        let kept = || {
            let address = Url::create_object_url_with_blob(&self.blob)?;
            let link = leptos::prelude::document().create_element("a")?;
            if let Some(link) = link.dyn_ref::<HtmlAnchorElement>() {
                link.set_href(&address);
                link.set_download(&self.name);
                link.click();
            }
            Url::revoke_object_url(&address)
        };
        kept().is_ok_and(|()| true)
    }
}
