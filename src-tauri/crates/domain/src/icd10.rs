//! An ICD-10-CM code by its shape: `C50.912`. Whether the code exists is the catalogue's to say.

use std::{fmt, str::FromStr};

use crate::Error;

/// A code in its normal form: upper case, a dot after the third character, no blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Icd10Code(String);

/// The first three characters of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Icd10Category([u8; 3]);

impl Icd10Code {
    /// Reads a code as exports write it: blanks around it, any case, with or without dot, the letter O where a zero is meant.
    ///
    /// # Errors
    /// [`Error::NotAnIcd10Code`] when the shape is another one (`174.9` is ICD-9).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let trimmed = text.trim();
        let refused = || Error::NotAnIcd10Code { length: trimmed.chars().count() };
        let mut symbols: Vec<u8> = Vec::with_capacity(8);
        for (position, symbol) in trimmed.bytes().enumerate() {
            match symbol.to_ascii_uppercase() {
                b'.' if position == 3 && trimmed.len() > 4 => {}
                // OK because no code of the table holds the letter O behind its first character.
                b'O' if position > 0 => symbols.push(b'0'),
                symbol if symbol.is_ascii_alphanumeric() => symbols.push(symbol),
                _ => return Err(refused()),
            }
        }
        let category_is_shaped = match symbols.as_slice() {
            // Q has one category with a letter in second place, QA0 (new in fiscal year 2026).
            [b'Q', b'A', third, ..] => third.is_ascii_digit(),
            [first, second, _, ..] => first.is_ascii_uppercase() && second.is_ascii_digit(),
            _ => false,
        };
        if !category_is_shaped || symbols.len() > 7 {
            return Err(refused());
        }
        let mut code = String::with_capacity(symbols.len() + 1);
        for (position, symbol) in symbols.into_iter().enumerate() {
            if position == 3 {
                code.push('.');
            }
            code.push(char::from(symbol));
        }
        Ok(Self(code))
    }

    /// The code with its dot.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The three-character category, which is what accuracy counts.
    #[must_use]
    pub fn category(&self) -> Icd10Category {
        let mut category = [b'?'; 3];
        for (to, from) in category.iter_mut().zip(self.0.bytes()) {
            *to = from;
        }
        Icd10Category(category)
    }
}

impl Icd10Category {
    /// The category as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // OK because `parse` lets only ASCII through.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Display for Icd10Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Icd10Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Icd10Code {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
