//! A letter as text, DOCX and PDF. Every form is made of the same parts in the same order (`parts`).

mod docx;
mod parts;
mod pdf;
mod text;

pub use docx::write_docx;
pub use pdf::write_pdf;
pub use text::write_text;
