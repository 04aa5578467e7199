//! Keys and values of tokens already read, so that generation reads each token once. Rows may differ in length and may
//! share what they have in common: a prompt read once is continued in many ways. Never carries gradients.

use crate::Error;
use crate::kv_rows::SequenceRow;
use crate::kv_tensors::PaddedRows;

/// Of which new tokens the hidden states are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The last one of each row.
    Last,
    /// All, row after row.
    All,
}

/// How rows are multiplied with a packed base. A dense one is always multiplied steadily.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackedProducts {
    /// A few rows by themselves in the fastest way, whose sums are rounded otherwise than those of more rows.
    Fastest,
    /// Each row as it would be among others.
    Steady,
}

/// Keys and values of every layer for some sequences.
#[derive(Debug)]
pub struct KvCache {
    num_layers: usize,
    pub(crate) packed_products: PackedProducts,
    pub(crate) store: Store,
}

/// How the numbers lie, decided by the first pass that reads into the cache.
#[derive(Debug)]
pub(crate) enum Store {
    /// Nothing was read yet.
    Empty,
    /// One by one, with shared beginnings: what the fused form reads.
    Sequences(Vec<SequenceRow>),
    /// As tensors, padded to one length: what the plain form reads.
    Padded(PaddedRows),
}

impl KvCache {
    /// An empty cache.
    #[must_use]
    pub fn new(num_layers: usize) -> Self {
        Self { num_layers, packed_products: PackedProducts::Fastest, store: Store::Empty }
    }

    /// The same cache, its rows multiplied in this way.
    #[must_use]
    pub fn with_products(self, packed_products: PackedProducts) -> Self {
        Self { packed_products, ..self }
    }

    /// Layers the cache was made for.
    #[must_use]
    pub fn num_layers(&self) -> usize {
        self.num_layers
    }

    /// Sequences held.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.store {
            Store::Empty => 0,
            Store::Sequences(rows) => rows.len(),
            Store::Padded(rows) => rows.batch(),
        }
    }

    /// Tokens held of a row.
    #[must_use]
    pub fn tokens(&self, row: usize) -> usize {
        match &self.store {
            Store::Empty => 0,
            Store::Sequences(rows) => rows.get(row).map_or(0, SequenceRow::tokens),
            Store::Padded(rows) => rows.tokens(row),
        }
    }

    /// Makes what every row holds a beginning that its copies share: [`Self::select_rows`] then copies only what was read
    /// after it. The plain form has no shared beginnings and copies.
    pub fn share(&mut self) {
        if let Store::Sequences(rows) = &mut self.store {
            rows.iter_mut().for_each(SequenceRow::share);
        }
    }

    /// A cache whose row i goes on from row `rows[i]` of this one (beams, samples; a row may be taken several times).
    ///
    /// # Errors
    /// A row that is not there.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self, Error> {
        self.check_rows(rows)?;
        let store = match &self.store {
            _ if rows.is_empty() => Store::Empty,
            Store::Empty => Store::Empty,
            Store::Sequences(held) => Store::Sequences(rows.iter().map(|row| held[*row].clone()).collect()),
            Store::Padded(held) => Store::Padded(held.select(rows)?),
        };
        Ok(Self { store, ..Self::new(self.num_layers).with_products(self.packed_products) })
    }

    /// Lets go of every row but these, given in ascending order.
    ///
    /// # Errors
    /// A row that is not there.
    pub fn keep_rows(&mut self, rows: &[usize]) -> Result<(), Error> {
        self.check_rows(rows)?;
        match &mut self.store {
            Store::Empty => {}
            Store::Sequences(held) => {
                let mut index = 0;
                held.retain(|_| {
                    index += 1;
                    rows.binary_search(&(index - 1)).is_ok()
                });
            }
            Store::Padded(_) if rows.is_empty() => self.store = Store::Empty,
            Store::Padded(held) => *held = held.select(rows)?,
        }
        Ok(())
    }

    /// A cache with every row `count` times in a row: a prompt read once, continued in several ways.
    ///
    /// # Errors
    /// A failure to copy.
    pub fn repeat(&self, count: usize) -> Result<Self, Error> {
        let rows: Vec<usize> = (0..self.rows()).flat_map(|row| std::iter::repeat_n(row, count)).collect();
        self.select_rows(&rows)
    }

    /// Adds the rows of another cache behind those of this one.
    ///
    /// # Errors
    /// A cache for another decoder.
    pub fn append(&mut self, other: Self) -> Result<(), Error> {
        if other.num_layers != self.num_layers {
            return Err(Error::Input { what: "cache layers", expected: self.num_layers, found: other.num_layers });
        }
        match (&mut self.store, other.store) {
            (_, Store::Empty) => {}
            (store @ Store::Empty, other) => *store = other,
            (Store::Sequences(rows), Store::Sequences(other)) => rows.extend(other),
            (Store::Padded(rows), Store::Padded(other)) => rows.append(other)?,
            (Store::Sequences(_), Store::Padded(_)) | (Store::Padded(_), Store::Sequences(_)) => {
                return Err(Error::Input { what: "cache form", expected: 0, found: 1 });
            }
        }
        Ok(())
    }

    fn check_rows(&self, rows: &[usize]) -> Result<(), Error> {
        let held = self.rows();
        match rows.iter().find(|row| **row >= held) {
            Some(row) => Err(Error::Input { what: "cache row", expected: held, found: *row }),
            None => Ok(()),
        }
    }
}
