//! DOCX as others write it, each made here.

use isocenter_document::{Error, FileKind, Notice, read_text};

use crate::package::{docx, zip};

fn read(bytes: &[u8]) -> (String, Vec<Notice>) {
    assert_eq!(FileKind::from_bytes(bytes), Ok(FileKind::Docx));
    let read = read_text(bytes, FileKind::Docx).unwrap();
    (read.text.into_inner(), read.notices)
}

fn run(text: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn paragraph(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

#[test]
fn paragraphs_breaks_tabs_and_hyphens_come_as_they_are_seen() {
    let body = [
        paragraph(&run("Größe &amp; Gewicht &lt; 100 &#8805; 5")),
        paragraph(r#"<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r>"#),
        paragraph(""),
        paragraph(&run("end")),
    ]
    .concat();
    assert_eq!(read(&docx(&body, &[])), ("Größe & Gewicht < 100 ≥ 5\na\tb\nc-de\n\nend".to_owned(), vec![]));
}

#[test]
fn cells_of_a_table_are_lines() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(&run(text)));
    let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
    let body = format!("{}<w:tbl>{}{}</w:tbl>", paragraph(&run("before")), row("Dose", "50 Gy"), row("Site", "lung"));
    assert_eq!(read(&docx(&body, &[])).0, "before\nDose\n50 Gy\nSite\nlung");
}

#[test]
fn headings_stand_between_blank_lines_whatever_the_styles_are_called() {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Klinik"/><w:basedOn w:val="berschrift1"/></w:style></w:styles>"#;
    let styled =
        |style: &str, text: &str| paragraph(&format!(r#"<w:pPr><w:pStyle w:val="{style}"/></w:pPr>{}"#, run(text)));
    let outlined = paragraph(&format!(r#"<w:pPr><w:outlineLvl w:val="1"/></w:pPr>{}"#, run("Plan")));
    let body =
        [paragraph(&run("Dear")), styled("Eigene", "Diagnosis"), paragraph(&run("x")), outlined, paragraph(&run("y"))]
            .concat();
    let bytes = docx(&body, &[("word/styles.xml", styles.as_bytes())]);
    assert_eq!(read(&bytes).0, "Dear\n\nDiagnosis\n\nx\n\nPlan\n\ny");
}

#[test]
fn tracked_changes_are_read_as_accepted_and_counted() {
    let body = [
        paragraph(&format!(
            r#"{}<w:ins w:id="1" w:author="A">{}</w:ins><w:del w:id="2" w:author="A"><w:r><w:delText>60</w:delText></w:r></w:del>{}"#,
            run("Dose "),
            run("50"),
            run(" Gy")
        )),
        paragraph(&format!(r#"<w:pPr><w:rPr><w:del w:id="3" w:author="A"/></w:rPr></w:pPr>{}"#, run("one "))),
        paragraph(&run("line")),
        paragraph(&format!(r#"<w:moveFrom w:id="4">{}</w:moveFrom>"#, run("gone"))),
        paragraph(r#"<w:r><w:rPr><w:b/><w:rPrChange w:id="5"><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>bold</w:t></w:r>"#),
    ]
    .concat();
    let (text, notices) = read(&docx(&body, &[]));
    assert_eq!(text, "Dose 50 Gy\noneline\n\nbold".replace("oneline", "one line"));
    assert_eq!(notices, [Notice::TrackedChanges { insertions: 1, deletions: 3 }]);
}

#[test]
fn comments_notes_hidden_text_heads_and_feet_are_left_out_and_said() {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;
    let body = [
        paragraph(&format!(
            r#"<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>"#,
            run("text")
        )),
        paragraph(r#"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>"#),
        paragraph(r#"<w:pPr><w:pStyle w:val="Secret"/></w:pPr><w:r><w:t>secret</w:t></w:r>"#),
        paragraph(r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#),
        r#"<w:sectPr><w:headerReference w:type="default" r:id="r1" xmlns:r="r"/></w:sectPr>"#.to_owned(),
    ]
    .concat();
    let comments =
        b"<w:comments xmlns:w=\"w\"><w:comment><w:p><w:r><w:t>remark</w:t></w:r></w:p></w:comment></w:comments>";
    let (text, notices) =
        read(&docx(&body, &[("word/comments.xml", comments), ("word/styles.xml", styles.as_bytes())]));
    assert_eq!(text, "text\nshown");
    assert_eq!(
        notices,
        [
            Notice::Comments { count: 1 },
            Notice::HiddenText { runs: 2 },
            Notice::HeadersFooters,
            Notice::Footnotes { count: 1 }
        ]
    );
}

#[test]
fn macros_are_told_and_the_text_is_read() {
    let bytes = docx(&paragraph(&run("text")), &[("word/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")]);
    assert_eq!(read(&bytes), ("text".to_owned(), vec![Notice::Macros]));
}

#[test]
fn results_of_fields_are_text_and_instructions_are_none() {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let inner = [
        mark("begin"),
        "<w:r><w:instrText> DOCPROPERTY a </w:instrText></w:r>".into(),
        mark("separate"),
        run("nested"),
        mark("end"),
    ]
    .concat();
    let body = paragraph(
        &[mark("begin"), run("IF "), inner, mark("separate"), run("12.06.2026"), mark("end"), run(" ok")].concat(),
    );
    assert_eq!(read(&docx(&body, &[])).0, "12.06.2026 ok");
}

#[test]
fn a_text_box_is_read_once_and_its_paragraph_is_whole() {
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run("boxed")));
    let body = paragraph(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice>{boxed}</mc:Choice><mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent></w:r>{}",
        run("a "),
        run("b")
    ));
    assert_eq!(read(&docx(&body, &[])).0, "boxed\na b");
}

#[test]
fn lists_have_marks_and_signs_of_the_symbol_font_their_letters() {
    let body = [
        paragraph(&format!(r#"<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>{}"#, run("Letrozole"))),
        paragraph(r#"<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t xml:space="preserve"> 2 Gy, </w:t><w:sym w:font="Symbol" w:char="F061"/><w:t>/</w:t><w:sym w:font="Symbol" w:char="F062"/></w:r>"#),
        paragraph(r#"<w:r><w:sym w:font="Nobody" w:char="F0FF"/></w:r>"#),
    ]
    .concat();
    let (text, notices) = read(&docx(&body, &[]));
    assert_eq!(text, "- Letrozole\n≥ 2 Gy, α/β\n\u{fffd}");
    assert_eq!(notices, [Notice::UnknownLetters { count: 1 }]);
}

#[test]
fn a_package_that_unpacks_to_gigabytes_is_refused() {
    let text = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "0".repeat(70_000_000));
    let bytes = docx(&text, &[]);
    assert!(bytes.len() < 1_000_000, "{} bytes packed", bytes.len());
    assert_eq!(read_text(&bytes, FileKind::Docx), Err(Error::UnpacksTooFar));
}

#[test]
fn entities_that_the_file_defines_are_not_followed() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>x&b;</w:t></w:r></w:p></w:body></w:document>"#;
    let bytes = zip(&[("word/document.xml", bomb.as_bytes())]);
    assert_eq!(read(&bytes).0, "x\u{fffd}");
}

#[test]
fn archives_and_spreadsheets_are_no_letters() {
    let sheet = br#"<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    for files in [
        vec![("notes.txt", b"text".as_slice())],
        vec![("_rels/.rels", sheet.as_slice()), ("xl/workbook.xml", b"<workbook/>")],
        vec![],
    ] {
        assert_eq!(read_text(&zip(&files), FileKind::Docx), Err(Error::NoWordDocument));
    }
}

#[test]
fn older_and_encrypted_forms_are_named() {
    let mut compound = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    compound.resize(2048, 0);
    assert_eq!(FileKind::from_bytes(&compound), Err(Error::LegacyWord));
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(FileKind::from_bytes(&compound), Err(Error::Encrypted));
    assert_eq!(FileKind::from_bytes(b"{\\rtf1\\ansi"), Err(Error::RichText));
    for error in [Error::LegacyWord, Error::Encrypted, Error::RichText] {
        assert!(error.to_string().contains("try again"), "{error}");
    }
}

#[test]
fn elements_within_each_other_without_end_are_no_panic() {
    let deep = format!("{}{}{}", "<w:p>".repeat(200_000), run("core"), "</w:p>".repeat(200_000));
    assert_eq!(read(&docx(&deep, &[])).0, "core");
    let open = "<w:p><w:r>".repeat(200_000);
    assert_eq!(read_text(&docx(&open, &[]), FileKind::Docx), Err(Error::Damaged(FileKind::Docx)));
}
