//! The document's text: a line for each paragraph, deleted and hidden text left out and counted.

use quick_xml::events::{BytesStart, Event};

use super::styles::{Styles, is_outline_level};
use super::{symbol, xml};
use crate::error::Error;

/// What the text does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found {
    pub(super) insertions: usize,
    pub(super) deletions: usize,
    pub(super) comments: usize,
    pub(super) hidden: usize,
    pub(super) notes: usize,
    pub(super) unknown: usize,
    pub(super) has_header_or_footer: bool,
}

/// A paragraph whose end is not read yet; one in a text box lies inside another one.
#[derive(Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
    is_list: bool,
    is_hidden: bool,
    /// Its end was deleted: the next one goes on in its line.
    goes_on: bool,
}

/// Where in a run the reader is.
#[derive(Default)]
struct Run {
    is_hidden: bool,
    has_hidden_text: bool,
}

/// A field's instruction is no text, its result is.
#[derive(PartialEq)]
enum Field {
    Instruction,
    Result,
}

#[derive(Default)]
struct Body {
    text: String,
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    fields: Vec<Field>,
    found: Found,
    /// Elements that are open inside one that is left out.
    left_out: usize,
    /// Open settings of paragraphs and runs; former ones are left out.
    settings: Vec<Settings>,
    is_in_text: bool,
    goes_on: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Settings {
    Paragraph,
    /// Of the mark that ends a paragraph.
    Mark,
    Run,
}

pub(super) fn read(text: &str, styles: &Styles) -> Result<(String, Found), Error> {
    let mut reader = xml::reader(text);
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(xml::damaged)? {
            Event::Start(e) => body.start(&e, styles),
            Event::Empty(e) => {
                let before = body.left_out;
                body.start(&e, styles);
                if body.left_out > before {
                    body.left_out = before;
                } else {
                    body.end(e.local_name().as_ref());
                }
            }
            Event::End(e) => match body.left_out {
                0 => body.end(e.local_name().as_ref()),
                _ => body.left_out -= 1,
            },
            Event::Text(e) => body.words(&e.xml10_content()),
            Event::CData(e) => body.words(&e.xml10_content()),
            Event::GeneralRef(e) => match xml::entity(&e) {
                Some(c) => body.words(c.encode_utf8(&mut [0; 4])),
                None => body.words("\u{fffd}"),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    // A document that was cut off between two elements is no whole one.
    if !body.paragraphs.is_empty() || !text.contains("</") {
        return Err(Error::Damaged(crate::read::FileKind::Docx));
    }
    body.found.unknown = body.text.matches('\u{fffd}').count();
    Ok((body.text, body.found))
}

impl Body {
    fn start(&mut self, e: &BytesStart<'_>, styles: &Styles) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let name = e.local_name();
        match name.as_ref() {
            // Settings as they were, drawings drawn a second time for older programs, readings above letters, equations' settings.
            "rPrChange" | "pPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" | "Fallback"
            | "rt" => {
                self.left_out = 1;
            }
            "del" | "moveFrom" => self.deleted(),
            "ins" | "moveTo" => self.found.insertions += 1,
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.runs.push(Run { is_hidden: self.is_in_hidden_style(), ..Run::default() }),
            "pPr" => self.settings.push(Settings::Paragraph),
            "rPr" if self.settings.last() == Some(&Settings::Paragraph) => self.settings.push(Settings::Mark),
            "rPr" => self.settings.push(Settings::Run),
            "t" => self.is_in_text = true,
            "headerReference" | "footerReference" => self.found.has_header_or_footer = true,
            "commentReference" => self.found.comments += 1,
            "footnoteReference" | "endnoteReference" => self.found.notes += 1,
            "fldChar" => self.field(xml::attribute(e, "fldCharType").as_deref()),
            _ if !self.settings.is_empty() => self.setting(e, styles),
            _ if self.runs.is_empty() => {}
            "tab" | "ptab" => self.words_in_run("\t"),
            "br" | "cr" => self.words_in_run("\n"),
            "noBreakHyphen" => self.words_in_run("-"),
            "sym" => {
                let [font, code] = ["font", "char"].map(|name| xml::attribute(e, name).unwrap_or_default());
                let sign = symbol::sign(&font, &code).unwrap_or('\u{fffd}');
                self.words_in_run(sign.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "r" => {
                let run = self.runs.pop().unwrap_or_default();
                self.found.hidden += usize::from(run.has_hidden_text);
            }
            "pPr" | "rPr" => {
                self.settings.pop();
            }
            "t" => self.is_in_text = false,
            _ => {}
        }
    }

    /// The mark of a paragraph or a row of a table may be deleted as well as text.
    fn deleted(&mut self) {
        self.found.deletions += 1;
        self.left_out = 1;
        if self.settings.last() == Some(&Settings::Mark)
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.goes_on = true;
        }
    }

    fn setting(&mut self, e: &BytesStart<'_>, styles: &Styles) {
        let name = e.local_name();
        let value = || xml::attribute(e, "val").unwrap_or_default();
        match (self.settings.last(), name.as_ref()) {
            (Some(Settings::Run), "vanish" | "webHidden") => {
                if let Some(run) = self.runs.last_mut() {
                    run.is_hidden = xml::is_on(e);
                }
            }
            (Some(Settings::Run), "rStyle") => {
                let is_hidden = styles.is_hidden(&value());
                if let Some(run) = self.runs.last_mut() {
                    run.is_hidden |= is_hidden;
                }
            }
            (Some(Settings::Paragraph), _) => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                match name.as_ref() {
                    "pStyle" => {
                        let style = value();
                        paragraph.is_heading |= styles.is_heading(&style);
                        paragraph.is_list |= styles.is_list(&style);
                        paragraph.is_hidden = styles.is_hidden(&style);
                    }
                    "outlineLvl" => paragraph.is_heading = is_outline_level(Some(&value())),
                    "numId" => paragraph.is_list = value() != "0",
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn is_in_hidden_style(&self) -> bool {
        self.paragraphs.last().is_some_and(|paragraph| paragraph.is_hidden)
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.fields.push(Field::Instruction),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = Field::Result;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.left_out == 0 && self.is_in_text {
            self.words_in_run(words);
        }
    }

    fn words_in_run(&mut self, words: &str) {
        if self.fields.contains(&Field::Instruction) {
            return;
        }
        if let Some(run) = self.runs.last_mut()
            && run.is_hidden
        {
            run.has_hidden_text |= !words.trim().is_empty();
            return;
        }
        let known = words.chars().map(|c| match c {
            '\u{e000}'..='\u{f8ff}' => symbol::private(c).unwrap_or('\u{fffd}'),
            c => c,
        });
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.extend(known);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let text = if paragraph.goes_on { paragraph.text.as_str() } else { paragraph.text.trim_end() };
        let is_blank = text.trim().is_empty();
        if !(self.goes_on || self.text.is_empty()) {
            self.text.push('\n');
        }
        let is_heading = paragraph.is_heading && !is_blank && !self.goes_on;
        if is_heading && !self.text.is_empty() {
            self.text.push('\n');
        }
        if paragraph.is_list && !is_blank && !self.goes_on {
            self.text.push_str("- ");
        }
        self.text.push_str(text);
        self.goes_on = paragraph.goes_on;
        if is_heading && !self.goes_on {
            self.text.push('\n');
        }
    }
}
