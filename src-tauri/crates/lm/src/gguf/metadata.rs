//! The key-value pairs of a GGUF header: typed values that were checked against the file's length. Long arrays stay in
//! the file and are read when asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::gguf::cursor::{Cursor, Fault};

/// What a value is, as the file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueType {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    Bool,
    String,
    Array,
    U64,
    I64,
    F64,
}

impl ValueType {
    const BY_ID: [Self; 13] = [
        Self::U8,
        Self::I8,
        Self::U16,
        Self::I16,
        Self::U32,
        Self::I32,
        Self::F32,
        Self::Bool,
        Self::String,
        Self::Array,
        Self::U64,
        Self::I64,
        Self::F64,
    ];

    fn from_id(id: u32) -> Option<Self> {
        Self::BY_ID.get(usize::try_from(id).ok()?).copied()
    }

    /// Its number in the file.
    pub(crate) fn id(self) -> u32 {
        // OK because the variants are declared in the order of their numbers.
        self as u32
    }

    /// Bytes of one value; none for strings and arrays.
    fn size(self) -> Option<usize> {
        match self {
            Self::U8 | Self::I8 | Self::Bool => Some(1),
            Self::U16 | Self::I16 => Some(2),
            Self::U32 | Self::I32 | Self::F32 => Some(4),
            Self::U64 | Self::I64 | Self::F64 => Some(8),
            Self::String | Self::Array => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::U8 | Self::I8 | Self::U16 | Self::I16 | Self::U32 | Self::I32 | Self::U64 | Self::I64 => {
                "a whole number"
            }
            Self::F32 | Self::F64 => "a number",
            Self::Bool => "yes or no",
            Self::String => "a text",
            Self::Array => "a list",
        }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Integer(i128),
    Float(f64),
    Bool(bool),
    Text(String),
    /// Where the elements begin in the file.
    Array {
        element: ValueType,
        count: usize,
        start: usize,
    },
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Integer(_) => ValueType::U64.name(),
            Self::Float(_) => ValueType::F64.name(),
            Self::Bool(_) => ValueType::Bool.name(),
            Self::Text(_) => ValueType::String.name(),
            Self::Array { .. } => ValueType::Array.name(),
        }
    }
}

/// Every pair of a header.
#[derive(Debug)]
pub(crate) struct Metadata {
    file: PathBuf,
    values: BTreeMap<String, Value>,
}

impl Metadata {
    /// Reads `count` pairs. Grows with what is there, not with what `count` claims.
    pub(crate) fn read(file: &Path, cursor: &mut Cursor<'_>, count: u64) -> Result<Self, Fault> {
        let mut values = BTreeMap::new();
        for _ in 0..count {
            let key = cursor.text()?.to_owned();
            let kind =
                ValueType::from_id(cursor.u32()?).ok_or(Fault::Malformed("a metadata value of an unknown kind"))?;
            let value = read_value(cursor, kind)?;
            if values.insert(key, value).is_some() {
                return Err(Fault::Malformed("two metadata values under one key"));
            }
        }
        Ok(Self { file: file.to_owned(), values })
    }

    fn wrong(&self, key: &str, expected: &'static str, value: &Value) -> Error {
        Error::MetadataType { file: self.file.clone(), key: key.to_owned(), expected, found: value.kind() }
    }

    fn missing(&self, key: &str) -> Error {
        Error::MissingMetadata { file: self.file.clone(), key: key.to_owned() }
    }

    /// A text, or none without the key.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&str>, Error> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(key, "a text", other)),
        }
    }

    /// Yes or no, or none without the key.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.wrong(key, "yes or no", other)),
        }
    }

    /// A whole number of at least 0, or none without the key.
    pub(crate) fn whole(&self, key: &str) -> Result<Option<u64>, Error> {
        match self.values.get(key) {
            None => Ok(None),
            Some(value @ Value::Integer(number)) => match u64::try_from(*number) {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.wrong(key, "a whole number of at least 0", value)),
            },
            Some(other) => Err(self.wrong(key, "a whole number", other)),
        }
    }

    /// A size of at least 1, or none without the key.
    pub(crate) fn optional_size(&self, key: &str) -> Result<Option<usize>, Error> {
        let Some(number) = self.whole(key)? else { return Ok(None) };
        match usize::try_from(number) {
            Ok(size) if size > 0 => Ok(Some(size)),
            _ => Err(Error::MetadataValue { file: self.file.clone(), key: key.to_owned(), value: number.to_string() }),
        }
    }

    /// A size of at least 1.
    pub(crate) fn size(&self, key: &str) -> Result<usize, Error> {
        self.optional_size(key)?.ok_or_else(|| self.missing(key))
    }

    /// A finite number above 0, or none without the key.
    pub(crate) fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Float(number)) if number.is_finite() && *number > 0.0 => Ok(Some(*number)),
            Some(Value::Float(number)) => {
                Err(Error::MetadataValue { file: self.file.clone(), key: key.to_owned(), value: number.to_string() })
            }
            Some(other) => Err(self.wrong(key, "a number", other)),
        }
    }

    /// A token id, or none without the key.
    pub(crate) fn token_id(&self, key: &str) -> Result<Option<u32>, Error> {
        let Some(number) = self.whole(key)? else { return Ok(None) };
        let refused =
            || Error::MetadataValue { file: self.file.clone(), key: key.to_owned(), value: number.to_string() };
        u32::try_from(number).map(Some).map_err(|_| refused())
    }

    /// Whether the value is a list.
    pub(crate) fn is_list(&self, key: &str) -> bool {
        matches!(self.values.get(key), Some(Value::Array { .. }))
    }

    /// A list of texts that lie in `bytes`, the file's content; none without the key.
    pub(crate) fn texts<'a>(&self, bytes: &'a [u8], key: &str) -> Result<Option<Vec<&'a str>>, Error> {
        self.list(bytes, key, "a list of texts", |element| element == ValueType::String, |cursor, _| cursor.text())
    }

    /// A list of numbers that lie in `bytes`; none without the key.
    pub(crate) fn numbers(&self, bytes: &[u8], key: &str) -> Result<Option<Vec<f32>>, Error> {
        let read = |cursor: &mut Cursor<'_>, element| match read_value(cursor, element)? {
            #[expect(clippy::cast_possible_truncation, reason = "the format's scores are of single precision")]
            Value::Float(number) => Ok(number as f32),
            _ => Err(Fault::Malformed("a list of mixed kinds")),
        };
        self.list(bytes, key, "a list of numbers", |e| matches!(e, ValueType::F32 | ValueType::F64), read)
    }

    /// A list of whole numbers that lie in `bytes`; none without the key.
    pub(crate) fn wholes(&self, bytes: &[u8], key: &str) -> Result<Option<Vec<i64>>, Error> {
        let whole = |element: ValueType| element.name() == ValueType::U64.name();
        let read = |cursor: &mut Cursor<'_>, element| match read_value(cursor, element)? {
            Value::Integer(number) => i64::try_from(number).map_err(|_| Fault::Malformed("a number too large")),
            _ => Err(Fault::Malformed("a list of mixed kinds")),
        };
        self.list(bytes, key, "a list of whole numbers", whole, read)
    }

    fn list<'a, T>(
        &self,
        bytes: &'a [u8],
        key: &str,
        expected: &'static str,
        is_of_kind: impl Fn(ValueType) -> bool,
        read: impl Fn(&mut Cursor<'a>, ValueType) -> Result<T, Fault>,
    ) -> Result<Option<Vec<T>>, Error> {
        let Some(value) = self.values.get(key) else { return Ok(None) };
        let Value::Array { element, count, start } = value else { return Err(self.wrong(key, expected, value)) };
        if !is_of_kind(*element) {
            return Err(self.wrong(key, expected, value));
        }
        let mut cursor = Cursor::at(bytes, *start);
        let items = (0..*count).map(|_| read(&mut cursor, *element)).collect::<Result<Vec<_>, _>>();
        items.map(Some).map_err(|fault| fault.in_file(&self.file))
    }
}

fn read_value(cursor: &mut Cursor<'_>, kind: ValueType) -> Result<Value, Fault> {
    Ok(match kind {
        ValueType::U8 => Value::Integer(u8::from_le_bytes(cursor.array()?).into()),
        ValueType::I8 => Value::Integer(i8::from_le_bytes(cursor.array()?).into()),
        ValueType::U16 => Value::Integer(u16::from_le_bytes(cursor.array()?).into()),
        ValueType::I16 => Value::Integer(i16::from_le_bytes(cursor.array()?).into()),
        ValueType::U32 => Value::Integer(u32::from_le_bytes(cursor.array()?).into()),
        ValueType::I32 => Value::Integer(i32::from_le_bytes(cursor.array()?).into()),
        ValueType::U64 => Value::Integer(u64::from_le_bytes(cursor.array()?).into()),
        ValueType::I64 => Value::Integer(i64::from_le_bytes(cursor.array()?).into()),
        ValueType::F32 => Value::Float(f32::from_le_bytes(cursor.array()?).into()),
        ValueType::F64 => Value::Float(f64::from_le_bytes(cursor.array()?)),
        ValueType::Bool => match cursor.array::<1>()? {
            [0] => Value::Bool(false),
            [1] => Value::Bool(true),
            _ => return Err(Fault::Malformed("a yes-or-no value that is neither")),
        },
        ValueType::String => Value::Text(cursor.text()?.to_owned()),
        ValueType::Array => {
            let element =
                ValueType::from_id(cursor.u32()?).ok_or(Fault::Malformed("a list of values of an unknown kind"))?;
            let count = usize::try_from(cursor.u64()?).map_err(|_| Fault::CutShort)?;
            let start = cursor.position();
            match element {
                ValueType::Array => return Err(Fault::Malformed("a list of lists")),
                ValueType::String => (0..count).try_for_each(|_| cursor.text().map(drop))?,
                _ => cursor.skip(element.size().and_then(|size| size.checked_mul(count)).ok_or(Fault::CutShort)?)?,
            }
            Value::Array { element, count, start }
        }
    })
}
