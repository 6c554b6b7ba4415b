//! Makes one sprite of the single icons, so that a page fetches them all with one request.

use std::fs;
use std::path::Path;

use crate::outcome::{Failure, Outcome};
use crate::place;

const FOLDER: &str = "frontend/icons";
const SHAPE: &str =
    r#"fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round""#;

/// The sprite's text: a hand-kept `icons.svg`, or one `<symbol>` for each `NAME.svg`.
pub fn make() -> Outcome<String> {
    let kept = Path::new(FOLDER).join("icons.svg");
    if kept.exists() {
        return place::read(kept);
    }
    let mut sprite = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    for path in place::files_below(Path::new(FOLDER), &[])? {
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .to_owned();
        if path.extension().is_some_and(|extension| extension == "svg") {
            let text = fs::read_to_string(&path).map_err(|cause| Failure::file(&path, cause))?;
            let symbol = symbol(&stem, &text)
                .ok_or_else(|| Failure::file(&path, "no <svg> element with content"))?;
            sprite.push_str(&symbol);
        }
    }
    sprite.push_str("</svg>\n");
    Ok(sprite)
}

fn symbol(name: &str, svg: &str) -> Option<String> {
    let (_, rest) = svg.split_once("<svg")?;
    let (_, rest) = rest.split_once('>')?;
    let (inside, _) = rest.split_once("</svg>")?;
    let shapes: String = inside.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    Some(format!(
        r#"<symbol id="{name}" viewBox="0 0 24 24" {SHAPE}>{}</symbol>"#,
        shapes.trim()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_becomes_a_symbol_with_its_name() {
        let svg = "<!-- licence -->\n<svg\n  width=\"24\"\n  stroke-width=\"2\"\n>\n  <path d=\"M5 12h14\" />\n</svg>\n";
        let expected = format!(
            r#"<symbol id="minus" viewBox="0 0 24 24" {SHAPE}><path d="M5 12h14" /></symbol>"#
        );
        assert_eq!(symbol("minus", svg), Some(expected));
        assert_eq!(symbol("broken", "<svg"), None);
    }
}
