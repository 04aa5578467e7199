//! JSON taken apart into paths and values, a field that stands twice included.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Place;
use crate::Error;

/// A value and the path to it, counted from 1.
pub(super) struct Leaf {
    pub(super) path: String,
    pub(super) value: String,
    pub(super) place: Place,
}

/// Every value of a JSON object.
pub(super) fn leaves(text: &str) -> Result<Vec<Leaf>, Error> {
    if !text.trim_start().starts_with('{') {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text);
        return Err(is_json.map_or_else(json, |_| Error::NotAnObject));
    }
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let walk = Walk { path: String::new(), pointer: String::new(), found: &mut found };
    walk.deserialize(&mut reader).map_err(json)?;
    reader.end().map_err(json)?;
    Ok(found)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn json(error: serde_json::Error) -> Error {
    Error::Json { line: error.line(), column: error.column() }
}

struct Walk<'a> {
    path: String,
    pointer: String,
    found: &'a mut Vec<Leaf>,
}

impl Walk<'_> {
    fn below(&mut self, step: &str, pointer_step: &str) -> Walk<'_> {
        let path = if self.path.is_empty() { step.to_owned() } else { format!("{}.{step}", self.path) };
        let escaped = pointer_step.replace('~', "~0").replace('/', "~1");
        Walk { path, pointer: format!("{}/{escaped}", self.pointer), found: self.found }
    }

    fn keep(self, value: String) {
        self.found.push(Leaf { path: self.path, value, place: Place::Pointer(self.pointer) });
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("facts")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(self.below(&key, &key))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut place = 0_usize;
        while items.next_element_seed(self.below(&(place + 1).to_string(), &place.to_string()))?.is_some() {
            place += 1;
        }
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.keep(value.to_owned());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.keep(value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.keep(value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.keep(value.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.keep(value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
