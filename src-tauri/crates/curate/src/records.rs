//! Rows of a delimited file, one at a time and of bounded length. Strict about quotes: a row that breaks them is set aside whole and reading goes
//! on at the next line, so that one open quote cannot swallow the rows behind it. It knows no columns.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3};

use crate::decode::Decoded;
use crate::issue::IssueReason;

/// Longer rows are no record of a patient.
const MOST_ROW_BYTES: usize = 1 << 20;

/// The fields of a row, blanks around them removed.
#[derive(Default)]
pub(crate) struct Fields {
    text: String,
    ends: Vec<usize>,
}

impl Fields {
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end).map(str::trim)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// What the next line brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A row; its fields are in [`Records::fields`].
    Row { line: u64 },
    /// A row that is set aside.
    Broken { line: u64, reason: IssueReason },
    /// The file is read.
    End,
}

/// Reads rows from decoded text.
pub(crate) struct Records<R> {
    source: Decoded<R>,
    delimiter: u8,
    /// Fields of the header, once it is read.
    width: Option<usize>,
    text: Vec<u8>,
    at: usize,
    /// Line on which `at` stands, from 1.
    line: u64,
    is_drained: bool,
    fields: Fields,
}

enum Parsed {
    /// So many bytes and lines of a row.
    Row {
        bytes: usize,
        lines: u64,
    },
    /// More text is needed to tell.
    Open,
    Broken(IssueReason),
}

impl<R: Read> Records<R> {
    pub(crate) fn new(source: Decoded<R>, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            width: None,
            text: Vec::new(),
            at: 0,
            line: 1,
            is_drained: false,
            fields: Fields::default(),
        }
    }

    /// The row that `next` found last.
    pub(crate) const fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Fields of the header, once it is read.
    pub(crate) const fn width(&self) -> Option<usize> {
        self.width
    }

    pub(crate) const fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    /// Reads the next row that is not blank. The first row sets how many fields the others must have.
    pub(crate) fn next(&mut self) -> io::Result<Next> {
        loop {
            let line = self.line;
            match self.parse() {
                Parsed::Open if !self.is_drained && self.text.len() - self.at <= MOST_ROW_BYTES => self.fill()?,
                Parsed::Open if self.at == self.text.len() => return Ok(Next::End),
                Parsed::Open => {
                    let reason = if self.is_drained { IssueReason::QuoteNotClosed } else { IssueReason::RowTooLong };
                    self.skip_line()?;
                    return Ok(Next::Broken { line, reason });
                }
                Parsed::Broken(reason) => {
                    self.skip_line()?;
                    return Ok(Next::Broken { line, reason });
                }
                Parsed::Row { bytes, lines } => {
                    let row = &self.text[self.at..self.at + bytes];
                    let has_nul = memchr(0, row).is_some();
                    if self.fields.iter().all(str::is_empty) && !has_nul {
                        (self.at, self.line) = (self.at + bytes, self.line + lines);
                        continue;
                    }
                    let width = *self.width.get_or_insert(self.fields.len());
                    if self.fields.len() != width && lines > 1 {
                        // A quote left open was closed by a later row's: only the first line is lost.
                        self.skip_line()?;
                        return Ok(Next::Broken { line, reason: IssueReason::QuoteNotClosed });
                    }
                    (self.at, self.line) = (self.at + bytes, self.line + lines);
                    let reason = if has_nul {
                        IssueReason::NulByte
                    } else if self.fields.text.contains(char::REPLACEMENT_CHARACTER) {
                        IssueReason::Undecodable
                    } else if self.fields.len() == width {
                        return Ok(Next::Row { line });
                    } else {
                        IssueReason::FieldCount
                    };
                    return Ok(Next::Broken { line, reason });
                }
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        self.is_drained = !self.source.append_to(&mut self.text)?;
        Ok(())
    }

    /// Goes behind the end of the current line, keeping no more of it than one piece.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.text[self.at..];
            if let Some(end) = memchr2(b'\n', b'\r', rest) {
                if rest[end] == b'\r' && end + 1 == rest.len() && !self.is_drained {
                    self.fill()?;
                    continue;
                }
                let is_pair = rest[end] == b'\r' && rest.get(end + 1) == Some(&b'\n');
                self.at += end + 1 + usize::from(is_pair);
                self.line += 1;
                return Ok(());
            }
            self.at = self.text.len();
            if self.is_drained {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Reads one row at `at` into `fields`.
    fn parse(&mut self) -> Parsed {
        let Self { text, at, fields, delimiter, is_drained, .. } = self;
        let rest = &text[*at..];
        fields.text.clear();
        fields.ends.clear();
        if rest.is_empty() {
            return Parsed::Open;
        }
        let mut row: Vec<u8> = std::mem::take(&mut fields.text).into_bytes();
        let parsed = parse_row(rest, *delimiter, *is_drained, &mut row, &mut fields.ends);
        // OK because the source is valid UTF-8 and rows are cut at ASCII bytes.
        fields.text = String::from_utf8(row).unwrap_or_default();
        parsed
    }
}

/// One row of `text`. `is_last`: no text follows it.
fn parse_row(text: &[u8], delimiter: u8, is_last: bool, row: &mut Vec<u8>, ends: &mut Vec<usize>) -> Parsed {
    let mut at = 0;
    let mut lines = 1;
    loop {
        let blanks = text[at..].iter().take_while(|byte| is_blank(**byte, delimiter)).count();
        if text.get(at + blanks) == Some(&b'"') {
            at += blanks + 1;
            loop {
                let Some(length) = memchr(b'"', &text[at..]) else { return Parsed::Open };
                let piece = &text[at..at + length];
                lines += line_ends(piece);
                row.extend_from_slice(piece);
                at += length + 1;
                match text.get(at) {
                    Some(b'"') => {
                        row.push(b'"');
                        at += 1;
                    }
                    None if !is_last => return Parsed::Open,
                    _ => break,
                }
            }
            at += text[at..].iter().take_while(|byte| is_blank(**byte, delimiter)).count();
        } else {
            let length = memchr3(delimiter, b'\n', b'\r', &text[at..]).unwrap_or(text.len() - at);
            row.extend_from_slice(&text[at..at + length]);
            at += length;
        }
        let is_pair = match text.get(at) {
            Some(byte) if *byte == delimiter => {
                ends.push(row.len());
                at += 1;
                continue;
            }
            Some(b'\r') if at + 1 == text.len() && !is_last => return Parsed::Open,
            Some(b'\r') => text.get(at + 1) == Some(&b'\n'),
            Some(b'\n') => false,
            None if is_last => {
                ends.push(row.len());
                return Parsed::Row { bytes: at, lines };
            }
            None => return Parsed::Open,
            Some(_) => return Parsed::Broken(IssueReason::TextBehindQuote),
        };
        ends.push(row.len());
        return Parsed::Row { bytes: at + 1 + usize::from(is_pair), lines };
    }
}

const fn is_blank(byte: u8, delimiter: u8) -> bool {
    (byte == b' ' || byte == b'\t') && byte != delimiter
}

/// Line ends within a quoted field; `\r\n` is one.
fn line_ends(text: &[u8]) -> u64 {
    let mut count = 0;
    for (index, byte) in text.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && text.get(index + 1) != Some(&b'\n')) {
            count += 1;
        }
    }
    count
}
