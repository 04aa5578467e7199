//! The page around a report: its style from the design's tokens, its font inside, and what stands on every printed page.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::Html;

const TOKENS: &str = include_str!("../../../../assets/design-tokens.json");
const FONT: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Variable.woff2");
const STYLE: &str = include_str!("../../../../assets/report.css");

/// On every page of every report.
const RESEARCH_USE: &str = "Research use only. Every suggestion needs a physician’s judgement.";
/// On every page of a demonstration.
const DEMONSTRATION: &str = "Demonstration: synthetic cases or demonstration models, of no clinical worth";

/// What stands around a report.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Of the window that shows it.
    pub title: &'a str,
    /// At the head of every printed page.
    pub name: &'a str,
    /// Whether it must be marked as a demonstration.
    pub is_demonstration: bool,
    /// At the foot of every printed page: what its numbers are bound to, such as `Protocol 0123456789ab`.
    pub bound_to: &'a str,
}

impl Page<'_> {
    /// The document. Its body is one table whose head and foot a printer repeats on each page.
    #[must_use]
    pub fn around(&self, body: Html) -> String {
        let mut page = Html::default();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.element("title", self.title);
        page.raw("<style>\n");
        page.raw(&font_face());
        page.raw(&tokens());
        page.raw(STYLE);
        page.raw("</style>\n</head>\n<body>\n<table class=\"sheet\"><thead><tr><td><div class=\"running\">");
        page.element("span", self.name);
        if self.is_demonstration {
            page.classed("strong", "demonstration", DEMONSTRATION);
        }
        page.raw("</div></td></tr></thead>\n<tfoot><tr><td><div class=\"running\">");
        page.element("span", RESEARCH_USE);
        page.element("span", self.bound_to);
        page.raw("</div></td></tr></tfoot>\n<tbody><tr><td><main>\n");
        page.raw(&body.into_string());
        page.raw("</main></td></tr></tbody></table>\n</body>\n</html>\n");
        page.into_string()
    }
}

fn font_face() -> String {
    format!(
        "@font-face {{ font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,{}) format('woff2'); }}\n",
        BASE64_STANDARD.encode(FONT)
    )
}

/// The light theme, fonts and sizes as variables; paper is light.
fn tokens() -> String {
    // OK because the tokens are compiled in, and a test reads them.
    let tokens: serde_json::Value = serde_json::from_str(TOKENS).unwrap_or_default();
    let mut css = String::from(":root {\n");
    for part in ["font", "text", "weight", "space", "radius", "light"] {
        for (name, value) in tokens[part].as_object().into_iter().flatten() {
            // OK because writing to a String cannot fail.
            let _ = writeln!(css, "  --{name}: {};", value.as_str().unwrap_or_default());
        }
    }
    css.push_str("}\n");
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_the_style_is_a_token() {
        let tokens = tokens();
        let used = STYLE.split("var(--").skip(1).filter_map(|rest| rest.split(')').next());
        let missing: Vec<&str> = used.filter(|name| !tokens.contains(&format!("--{name}:"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(!STYLE.contains('#'), "no colour is written out");
    }
}
