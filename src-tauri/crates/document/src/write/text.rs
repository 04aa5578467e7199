//! A letter as plain text.

use super::parts::{Role, parts};
use crate::clean;
use crate::letter::LetterDocument;

/// The letter as text: a line for each heading and each line of the letterhead, a blank line between paragraphs, the label last.
#[must_use]
pub fn write_text(letter: &LetterDocument) -> String {
    let mut text = String::new();
    let mut before = None;
    for part in parts(letter) {
        let is_close = match part.role {
            Role::Sender | Role::Title | Role::Heading => false,
            Role::Letterhead => matches!(before, Some(Role::Sender | Role::Letterhead)),
            Role::Body => before == Some(Role::Heading),
            role => before == Some(role),
        };
        if before.is_some() {
            text.push_str(if is_close { "\n" } else { "\n\n" });
        }
        text.push_str(&part.text);
        before = Some(part.role);
    }
    let label = clean::line(&letter.label);
    if !label.is_empty() {
        text.push_str(if before.is_some() { "\n\n" } else { "" });
        text.push_str(&label);
    }
    text.push('\n');
    text
}
