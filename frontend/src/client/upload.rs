//! Sends a file as the body of a call and tells how far it is; `fetch` cannot, so this is the one place that does without.

use futures::channel::oneshot;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use super::bearer::token;
use super::failure::understood;
use super::{BASE, Failure, Key};

/// An upload on its way.
pub struct Upload {
    request: XmlHttpRequest,
    ended: oneshot::Receiver<()>,
    /// Kept for as long as the browser may call them.
    _progress: Closure<dyn FnMut(ProgressEvent)>,
    _over: Closure<dyn FnMut()>,
}

/// Stops an upload.
#[derive(Clone)]
pub struct Stop(XmlHttpRequest);

impl Stop {
    pub fn now(&self) {
        if self.0.abort().is_err() {
            leptos::logging::warn!("an upload could not be stopped");
        }
    }
}

impl Upload {
    /// Begins; `tell` hears the bytes sent and the bytes in all.
    pub async fn begin(
        path: &str,
        kind: &str,
        file: &File,
        tell: impl Fn(f64, f64) + 'static,
    ) -> Result<Self, Failure> {
        let token = token().await?;
        let (end, ended) = oneshot::channel();
        let mut end = Some(end);
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            tell(event.loaded(), event.total());
        });
        let over = Closure::<dyn FnMut()>::new(move || {
            let told = end.take().map(|end| end.send(()));
            if told == Some(Err(())) {
                leptos::logging::log!("the page that sent a file is gone");
            }
        });
        let headers = [
            ("Authorization", format!("Bearer {token}")),
            ("Accept", "application/json".to_owned()),
            ("Content-Type", kind.to_owned()),
            ("Idempotency-Key", Key::fresh().as_str().to_owned()),
        ];
        let send = || {
            let request = XmlHttpRequest::new()?;
            request.open("POST", &format!("{BASE}{path}"))?;
            for (name, value) in &headers {
                request.set_request_header(name, value)?;
            }
            request
                .upload()?
                .set_onprogress(Some(progress.as_ref().unchecked_ref()));
            request.set_onloadend(Some(over.as_ref().unchecked_ref()));
            request.send_with_opt_blob(Some(file))?;
            Ok(request)
        };
        let request = send().map_err(|why: wasm_bindgen::JsValue| {
            leptos::logging::error!("the file cannot be sent: {why:?}");
            Failure::Offline
        })?;
        Ok(Self {
            request,
            ended,
            _progress: progress,
            _over: over,
        })
    }

    pub fn stop(&self) -> Stop {
        Stop(self.request.clone())
    }

    /// Waits for the answer; `Offline` when there is none, or it was stopped.
    pub async fn answer<T: DeserializeOwned>(self) -> Result<T, Failure> {
        if self.ended.await.is_err() {
            return Err(Failure::Offline);
        }
        let status = self.request.status().unwrap_or(0);
        let text = self.request.response_text().unwrap_or(None);
        match (status, text) {
            (0, _) | (_, None) => Err(Failure::Offline),
            (..400, Some(text)) => serde_json::from_str(&text).map_err(|why| {
                leptos::logging::error!("unreadable answer: {why}");
                Failure::Unreadable
            }),
            (_, Some(text)) => Err(understood(&text, None)),
        }
    }
}
