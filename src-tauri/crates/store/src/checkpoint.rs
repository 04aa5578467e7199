//! A checkpoint: the audit chain's length and head as a few lines that leave the machine on paper or as a file. Nothing
//! else shows that a whole vault was rewritten or put back to an earlier day.

use std::fmt;

use jiff::Timestamp;

use crate::crockford;
use crate::error::Error;
use crate::hash::Hash;
use crate::hex;
use crate::slot::VaultId;

const TITLE: &str = "isocenter checkpoint v1";

/// The audit chain at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub(crate) vault: VaultId,
    /// Entries in the chain.
    pub entries: u64,
    /// When it was taken.
    pub at: Timestamp,
    /// Hash of the last entry, which binds all before it.
    pub root: Hash,
}

impl Checkpoint {
    /// Seven groups of four letters and digits to read aloud or compare by eye: the first 120 bits of the root, then a
    /// checksum.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::with_capacity(40);
        let (first, _) = self.root.as_bytes().split_at(15);
        crockford::encode_into(&mut words, TITLE, first);
        words
    }

    /// Reads the lines that `Display` writes; blanks around a line do not matter.
    ///
    /// # Errors
    /// [`Error::CheckpointUnreadable`] names the line that is not as written.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut number = 0;
        let mut value = |name: &'static str| {
            number += 1;
            let unreadable = Error::CheckpointUnreadable { line: number };
            match lines.next().and_then(|line| line.strip_prefix(name)) {
                Some(value) => Ok((value.trim().to_owned(), unreadable)),
                None => Err(unreadable),
            }
        };
        value(TITLE)?;
        let (vault, unreadable) = value("vault")?;
        let vault = hex::decode(&vault).ok_or(unreadable)?;
        let (entries, unreadable) = value("entries")?;
        let entries = entries.parse().map_err(|_| unreadable)?;
        let (at, unreadable) = value("taken")?;
        let at = at.parse().map_err(|_| unreadable)?;
        let (root, unreadable) = value("root")?;
        let root = Hash::from_hex(&root).ok_or(unreadable)?;
        let checkpoint = Self { vault, entries, at, root };
        let (words, unreadable) = value("words")?;
        if words == checkpoint.words() { Ok(checkpoint) } else { Err(unreadable) }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{TITLE}")?;
        writeln!(f, "vault   {}", hex::encode(&self.vault))?;
        writeln!(f, "entries {}", self.entries)?;
        writeln!(f, "taken   {}", self.at)?;
        writeln!(f, "root    {}", self.root)?;
        writeln!(f, "words   {}", self.words())
    }
}
