//! The zip: which part is the document, and how far it may unpack.

use std::io::{Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::xml;
use crate::error::Error;
use crate::read::FileKind;

/// The most a part may unpack to: a thousand pages of dense markup.
const MOST_UNPACKED: u64 = 64_000_000;
/// More entries than any letter has.
const MOST_ENTRIES: usize = 10_000;

pub(super) struct Package<'bytes> {
    zip: ZipArchive<Cursor<&'bytes [u8]>>,
    /// What may still be unpacked.
    left: u64,
}

impl<'bytes> Package<'bytes> {
    pub(super) fn open(bytes: &'bytes [u8]) -> Result<Self, Error> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Damaged(FileKind::Docx))?;
        if zip.len() > MOST_ENTRIES {
            return Err(Error::UnpacksTooFar);
        }
        Ok(Self { zip, left: MOST_UNPACKED })
    }

    /// A part as text; nothing when the package does not hold it.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let damaged = Error::Damaged(FileKind::Docx);
        let mut file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Error::Encrypted);
            }
            Err(_) => return Err(damaged),
        };
        let mut bytes = Vec::new();
        // One byte more than allowed tells that there are more; what the zip says about its size may be untrue.
        let read = file.by_ref().take(self.left + 1).read_to_end(&mut bytes).map_err(|_| damaged)?;
        self.left = self.left.checked_sub(read as u64).ok_or(Error::UnpacksTooFar)?;
        xml::decode(&bytes).map(Some)
    }

    /// A part in the folder of another one.
    pub(super) fn beside(&mut self, part: &str, name: &str) -> Result<Option<String>, Error> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        self.text(&path)
    }

    /// The name of the document's part, as the package's relations tell.
    pub(super) fn main_part(&mut self) -> Result<String, Error> {
        const USUAL: &str = "word/document.xml";
        let relations = self.text("_rels/.rels")?;
        let named = match &relations {
            Some(relations) => target(relations)?,
            None => None,
        };
        let part = named.unwrap_or_else(|| USUAL.to_owned());
        let is_there = self.zip.index_for_name(&part).is_some();
        // Relations of a spreadsheet name a document, too, but not in this folder.
        let is_word = part.starts_with("word/") || self.zip.index_for_name(USUAL).is_some();
        match (is_there, is_word) {
            (true, true) => Ok(part),
            _ => Err(Error::NoWordDocument),
        }
    }

    pub(super) fn has_macros(&self) -> bool {
        self.zip.file_names().flatten().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"))
    }
}

fn target(relations: &str) -> Result<Option<String>, Error> {
    let mut reader = xml::reader(relations);
    loop {
        match reader.read_event().map_err(xml::damaged)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let kind = xml::attribute(&e, "Type").unwrap_or_default();
                if kind.ends_with("/officeDocument") {
                    return Ok(xml::attribute(&e, "Target").map(|target| target.trim_start_matches('/').to_owned()));
                }
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}
