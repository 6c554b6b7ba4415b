//! Composing and folding texts by the browser's own tables, which `shared` does without here.

use js_sys::{JsString, RegExp};
use shared::text::Platform;

/// Says to `shared` whose tables it stands on; before anything else.
pub fn stand_on() {
    shared::text::stand_on(Platform {
        composed: |text| normal(text, "NFC").into(),
        bare: |text| {
            let marks = RegExp::new(r"\p{M}", "gu");
            normal(text, "NFKD").replace_by_pattern(&marks, "").into()
        },
        upper: |text| JsString::from(text).to_upper_case().into(),
        lower: |text| JsString::from(text).to_lower_case().into(),
    });
}

fn normal(text: &str, form: &str) -> JsString {
    JsString::from(text).normalize(form)
}
