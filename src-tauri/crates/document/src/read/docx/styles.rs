//! What of the styles matters to a text: which are headings, lists, or hidden.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::xml;
use crate::error::Error;

/// What a style says; what it does not say, the one it is based on does.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    is_heading: Option<bool>,
    is_hidden: Option<bool>,
    is_list: Option<bool>,
}

/// Styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut styles = BTreeMap::new();
        let mut open: Option<(String, Style)> = None;
        let mut reader = xml::reader(text);
        loop {
            match reader.read_event().map_err(xml::damaged)? {
                Event::Start(e) if e.local_name().as_ref() == "style" => {
                    open = xml::attribute(&e, "styleId").map(|id| (id, Style::default()));
                }
                Event::End(e) if e.local_name().as_ref() == "style" => styles.extend(open.take()),
                Event::Start(e) | Event::Empty(e) => {
                    let Some((_, style)) = &mut open else { continue };
                    match e.local_name().as_ref() {
                        "basedOn" => style.based_on = xml::attribute(&e, "val"),
                        // Word keeps these names in English, whatever its language.
                        "name" => {
                            let name = xml::attribute(&e, "val").unwrap_or_default().to_lowercase();
                            if name.starts_with("heading") || name == "title" || name == "subtitle" {
                                style.is_heading = Some(true);
                            }
                        }
                        "outlineLvl" => style.is_heading = Some(is_outline_level(xml::attribute(&e, "val").as_deref())),
                        "vanish" => style.is_hidden = Some(xml::is_on(&e)),
                        "numId" => style.is_list = Some(xml::attribute(&e, "val").as_deref() != Some("0")),
                        _ => {}
                    }
                }
                Event::Eof => return Ok(Self(styles)),
                _ => {}
            }
        }
    }

    pub(super) fn is_heading(&self, id: &str) -> bool {
        self.says(id, |style| style.is_heading)
    }

    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.says(id, |style| style.is_hidden)
    }

    pub(super) fn is_list(&self, id: &str) -> bool {
        self.says(id, |style| style.is_list)
    }

    fn says(&self, id: &str, what: impl Fn(&Style) -> Option<bool>) -> bool {
        /// Styles that are based on each other in a circle end here.
        const DEEPEST: usize = 20;
        let mut next = Some(id);
        for _ in 0..DEEPEST {
            let Some(style) = next.and_then(|id| self.0.get(id)) else { return false };
            if let Some(said) = what(style) {
                return said;
            }
            next = style.based_on.as_deref();
        }
        false
    }
}

/// Levels from 0 to 8 are headings, 9 is body text.
pub(super) fn is_outline_level(value: Option<&str>) -> bool {
    value.and_then(|value| value.parse::<u8>().ok()).is_some_and(|level| level < 9)
}
