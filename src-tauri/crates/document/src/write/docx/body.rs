//! The letter's own XML: its paragraphs and its foot.

use std::fmt::Write;

use crate::clean;
use crate::direction::{Directed, Direction};
use crate::letter::LetterDocument;
use crate::write::parts::{Part, Role, list_mark, parts};

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#
);
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// A4 and margins of 25 mm, in twentieths of a point; the foot begins 12 mm above the edge.
const PAGE: &str = concat!(
    r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>"#,
    r#"<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="680" w:gutter="0"/></w:sectPr>"#
);
/// A thin rule; `{}` is the side.
const RULE: &str = r#"w:val="single" w:sz="4" w:space="6" w:color="B4BCC4""#;

/// `word/document.xml`.
pub(super) fn document(letter: &LetterDocument) -> String {
    let mut xml = format!("{HEAD}<w:document {NAMESPACES}><w:body>");
    for part in parts(letter) {
        paragraph(&mut xml, style(&part), &setting(&part), &part.text);
    }
    xml.push_str(PAGE);
    xml.push_str("</w:body></w:document>");
    xml
}

/// `word/footer1.xml`: the label, and the page's number at the right edge of the next line.
pub(super) fn footer(letter: &LetterDocument) -> String {
    let mut xml = format!("{HEAD}<w:ftr {NAMESPACES}>");
    let rule = format!(r#"<w:pBdr><w:top {RULE}/></w:pBdr>"#);
    paragraph(&mut xml, "Footer", &Setting { before_spacing: rule, ..Setting::default() }, &clean::line(&letter.label));
    let [before, between] = letter.language.page_words();
    let field = |name: &str| format!(r#"<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#);
    let words = |words: &str| format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#);
    xml.push_str(r#"<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>"#);
    for piece in [words(before), field("PAGE"), words(between), field("NUMPAGES")] {
        xml.push_str(&piece);
    }
    xml.push_str("</w:p></w:ftr>");
    xml
}

fn style(part: &Part) -> &'static str {
    match part.role {
        Role::Sender => "Sender",
        Role::Letterhead => "Letterhead",
        Role::Meta => "Meta",
        Role::Title => "Title",
        Role::Heading => "Heading1",
        Role::Body if list_mark(&part.text).is_some() => "ListEntry",
        Role::Body => "BodyText",
        Role::Signature => "Signature",
    }
}

/// Settings of one paragraph beside its style's. The form wants them in a fixed order: these before `bidi` and after it.
#[derive(Default)]
struct Setting {
    before_spacing: String,
    spacing: &'static str,
}

fn setting(part: &Part) -> Setting {
    match (part.role, part.is_first, part.is_last) {
        (Role::Letterhead, _, true) => Setting {
            before_spacing: format!("<w:pBdr><w:bottom {RULE}/></w:pBdr>"),
            spacing: r#"<w:spacing w:after="280"/>"#,
        },
        (Role::Sender, _, true) | (Role::Meta, _, true) => {
            Setting { spacing: r#"<w:spacing w:after="280"/>"#, ..Setting::default() }
        }
        // Room for a hand's signature.
        (Role::Signature, true, _) => Setting { spacing: r#"<w:spacing w:before="840"/>"#, ..Setting::default() },
        _ => Setting::default(),
    }
}

fn paragraph(xml: &mut String, style: &str, setting: &Setting, text: &str) {
    let base = Directed::new(text.lines().next().unwrap_or_default()).base();
    let bidi = if base == Direction::RightToLeft { "<w:bidi/>" } else { "" };
    let (before, spacing) = (&setting.before_spacing, setting.spacing);
    // OK because writing to a String cannot fail.
    let _ = write!(xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}{bidi}{spacing}</w:pPr>"#);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            xml.push_str("<w:r><w:br/></w:r>");
        }
        let directed = Directed::new(line);
        for (range, direction) in directed.written() {
            run(xml, &line[range], direction);
        }
    }
    xml.push_str("</w:p>");
}

fn run(xml: &mut String, text: &str, direction: Direction) {
    xml.push_str("<w:r>");
    if direction == Direction::RightToLeft {
        xml.push_str("<w:rPr><w:rtl/></w:rPr>");
    }
    for (number, piece) in text.split('\t').enumerate() {
        if number > 0 {
            xml.push_str("<w:tab/>");
        }
        if !piece.is_empty() {
            let _ = write!(xml, r#"<w:t xml:space="preserve">{}</w:t>"#, quick_xml::escape::escape(piece));
        }
    }
    xml.push_str("</w:r>");
}
