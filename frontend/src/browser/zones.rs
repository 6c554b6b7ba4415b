//! The time zones that the browser knows.

use wasm_bindgen::JsCast;

/// The zone this computer is set to, `Africa/Lagos`.
pub fn own() -> String {
    let options = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new())
        .resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into()).map(|zone| zone.as_string());
    zone.unwrap_or(None).unwrap_or_else(|| "UTC".to_owned())
}

/// All zones that the browser knows, with this computer's own and UTC in any case.
pub fn all() -> Vec<String> {
    let listed = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).and_then(|intl| {
        let list: js_sys::Function =
            js_sys::Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        list.call1(&intl, &"timeZone".into())
    });
    let mut zones: Vec<String> = listed.map_or_else(
        |_| Vec::new(),
        |zones| {
            js_sys::Array::from(&zones)
                .iter()
                .filter_map(|zone| zone.as_string())
                .collect()
        },
    );
    for needed in [own(), "UTC".to_owned()] {
        if !zones.contains(&needed) {
            zones.push(needed);
        }
    }
    zones
}
