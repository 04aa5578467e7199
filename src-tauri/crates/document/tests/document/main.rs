//! Files in and files out, from outside. Every patient and every letter here is invented; every file is made here.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod damage;
mod docx_reading;
mod docx_writing;
mod invented;
mod package;
mod pdf_reading;
mod pdf_writing;
mod plain_text;
mod round_trip;
mod seen;
