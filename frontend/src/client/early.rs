//! The answers that `early.js` asked for while the app was on its way.

use gloo_net::http::{Method, Response};
use js_sys::{Map, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

const PLACE: &str = "zehmoEarly";

/// The answer to this call, given once; none if nobody asked yet.
pub async fn answer(method: &Method, address: &str) -> Option<Result<Response, ()>> {
    let key = format!("{method} {address}").into();
    let answers = answers()?;
    let Ok(asked) = answers.get(&key).dyn_into::<Promise>() else {
        return None;
    };
    answers.delete(&key);
    let answer = JsFuture::from(asked).await.map_err(|_| ());
    Some(answer.map(|answer| web_sys::Response::from(answer).into()))
}

/// What nobody took by now would be out of date later.
pub fn forget() {
    if let Some(answers) = answers() {
        answers.clear();
    }
}

fn answers() -> Option<Map> {
    let kept = Reflect::get(&window(), &PLACE.into());
    match kept.map(JsCast::dyn_into::<Map>) {
        Ok(Ok(answers)) => Some(answers),
        _ => None,
    }
}
