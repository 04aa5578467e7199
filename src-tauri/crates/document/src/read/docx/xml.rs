//! XML as it is needed here: no entities but the five, no namespaces (the forms differ in them, the names are the same).

use encoding_rs::{Encoding, UTF_8};
use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion};

use crate::error::Error;
use crate::read::FileKind;

pub(super) fn damaged(_: quick_xml::Error) -> Error {
    Error::Damaged(FileKind::Docx)
}

/// UTF-8, or what a mark says; the form allows no other.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Error> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
    if had_errors { Err(Error::Damaged(FileKind::Docx)) } else { Ok(text.into_owned()) }
}

pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    Reader::from_str(text)
}

/// An attribute by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Whether a switch such as `<w:vanish/>` is on.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// What an entity stands for; those that the file itself defines are not followed.
pub(super) fn entity(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Some(c);
    }
    match entity.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
