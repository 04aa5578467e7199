//! Writes an invented letter in each form and language into a folder, to be looked at: `cargo run -p isocenter-document --example letters -- DIR`.

#[path = "../tests/document/invented.rs"]
mod invented;

use std::path::PathBuf;

use isocenter_document::{Fonts, write_docx, write_pdf, write_text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let letters = [
        ("english", invented::english()),
        ("german", invented::german()),
        ("long", invented::long(50)),
        ("right_to_left", invented::right_to_left()),
    ];
    for (name, letter) in letters {
        std::fs::write(folder.join(format!("{name}.docx")), write_docx(&letter)?)?;
        std::fs::write(folder.join(format!("{name}.pdf")), write_pdf(&letter, &Fonts::shipped())?)?;
        std::fs::write(folder.join(format!("{name}.txt")), write_text(&letter))?;
    }
    Ok(())
}
