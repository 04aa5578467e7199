//! Packages put together and taken apart.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// Names, texts and years of all parts.
pub fn parts(docx: &[u8]) -> Vec<(String, String, u16)> {
    let mut zip = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.push((file.name().unwrap().into_owned(), text, file.last_modified().unwrap().year()));
    }
    parts
}

pub fn part(docx: &[u8], name: &str) -> String {
    parts(docx).into_iter().find(|(other, ..)| other == name).expect("the part is there").1
}

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A DOCX with this body and these parts.
pub fn docx(body: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>"#
    );
    let own: [(&str, &[u8]); 2] = [("_rels/.rels", RELATIONS.as_bytes()), ("word/document.xml", document.as_bytes())];
    zip(&[own.as_slice(), others].concat())
}
