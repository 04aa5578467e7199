//! A letter as DOCX: the parts of the package. Styles and fixed parts lie beside this file as they go into it.
//!
//! No time and no counted ids: every entry of the zip bears the form's first day, and nothing in the XML is numbered.

mod body;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::Error;
use crate::letter::LetterDocument;
use crate::read::FileKind;
use crate::{clean, letter::Language};

const CONTENT_TYPES: &str = include_str!("content_types.xml");
const PACKAGE_RELATIONS: &str = include_str!("package.rels");
const DOCUMENT_RELATIONS: &str = include_str!("document.rels");
const FONT_TABLE: &str = include_str!("font_table.xml");
const SETTINGS: &str = include_str!("settings.xml");
const STYLES: &str = include_str!("styles.xml");

/// The letter as DOCX: A4, margins of 25 mm, real heading styles, the label and "page 1 of 2" at the foot of each page.
///
/// # Errors
/// [`Error::NotWritten`] when the package cannot be put together.
pub fn write_docx(letter: &LetterDocument) -> Result<Vec<u8>, Error> {
    let language = letter.language.tag();
    let files = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
        ("docProps/core.xml", core(letter)),
        ("word/document.xml", body::document(letter)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", STYLES.replace("{language}", language)),
        ("word/settings.xml", SETTINGS.replace("{language}", language)),
        ("word/fontTable.xml", FONT_TABLE.to_owned()),
        ("word/footer1.xml", body::footer(letter)),
    ];
    pack(&files).map_err(|_| Error::NotWritten(FileKind::Docx))
}

fn pack(files: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Title and language; who wrote it and when is the letter's own matter.
fn core(letter: &LetterDocument) -> String {
    let title = quick_xml::escape::escape(clean::line(&letter.title)).into_owned();
    let language = Language::tag(letter.language);
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            "\n",
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>{}</dc:language></cp:coreProperties>"#
        ),
        title, language
    )
}
