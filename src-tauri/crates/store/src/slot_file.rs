//! `vault.keys`: one line of JSON with every slot, then the SHA-256 of that line, which tells damage from a wrong
//! passphrase. It is the only file that a change of passphrase rewrites.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FileAction, Part};
use crate::hash::Hash;
use crate::hex;
use crate::slot::{Opener, PersonHint, Slot, SlotId, VaultId};
use crate::table::{AccountId, Role};
use crate::whole_file::{self, Durability, Readers};

const FORMAT: &str = "isocenter vault keys";
const VERSION: u32 = 1;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SlotFile {
    format: String,
    version: u32,
    #[serde(with = "hex::bytes")]
    pub(crate) vault: VaultId,
    next_slot: u32,
    pub(crate) slots: Vec<Slot>,
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Preamble {
    format: String,
    version: u32,
}

impl SlotFile {
    pub(crate) fn new(vault: VaultId) -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION, vault, next_slot: 1, slots: Vec::new() }
    }

    /// # Errors
    /// [`Error::Damaged`] if a byte is not as it was written; [`Error::NewerVault`]; [`Error::KdfCostRefused`].
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read(path).map_err(Error::file(FileAction::Read, path))?;
        Self::parse(&text)
    }

    fn parse(text: &[u8]) -> Result<Self, Error> {
        let damaged = || Error::Damaged { part: Part::KeySlots };
        let end_of_line = text.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let (line, rest) = text.split_at(end_of_line);
        if rest != trailer(line).as_bytes() {
            return Err(damaged());
        }
        let preamble: Preamble = serde_json::from_slice(line).map_err(|_| damaged())?;
        if preamble.format != FORMAT {
            return Err(damaged());
        }
        if preamble.version > VERSION {
            return Err(Error::NewerVault { part: Part::KeySlots, found: preamble.version, known: VERSION });
        }
        let file: Self = serde_json::from_slice(line).map_err(|_| damaged())?;
        file.slots.iter().try_for_each(Slot::refuse_bad_cost)?;
        Ok(file)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        #[expect(clippy::expect_used, reason = "the fields are strings, numbers and lists of them")]
        let mut text = serde_json::to_vec(self).expect("a slot file can be written as JSON");
        let trailer = trailer(&text);
        text.extend_from_slice(trailer.as_bytes());
        whole_file::write(path, &text, Durability::Now, Readers::Owner)
    }

    /// The people who may sign in, by name.
    pub(crate) fn people(&self) -> Vec<PersonHint> {
        let mut people: Vec<PersonHint> = self.slots.iter().filter_map(hint).collect();
        people.sort_by(|a, b| a.display_name.cmp(&b.display_name).then(a.slot.cmp(&b.slot)));
        people
    }

    pub(crate) fn slot(&self, id: SlotId) -> Result<&Slot, Error> {
        self.slots.iter().find(|slot| slot.id == id).ok_or(Error::NoSuchSlot { slot: id.0 })
    }

    pub(crate) fn slot_mut(&mut self, id: SlotId) -> Result<&mut Slot, Error> {
        self.slots.iter_mut().find(|slot| slot.id == id).ok_or(Error::NoSuchSlot { slot: id.0 })
    }

    pub(crate) fn recovery_slot(&self) -> Option<SlotId> {
        self.slots.iter().find(|slot| matches!(slot.opener, Opener::RecoveryCode)).map(|slot| slot.id)
    }

    pub(crate) fn take_next_id(&mut self) -> SlotId {
        let id = SlotId(self.next_slot);
        self.next_slot += 1;
        id
    }

    /// Puts a person's slot in the place of the one they had, if any; for the recovery code as well.
    pub(crate) fn replace(&mut self, slot: Slot) {
        self.slots.retain(|other| other.account() != slot.account());
        self.slots.push(slot);
    }

    pub(crate) fn remove(&mut self, account: AccountId) {
        self.slots.retain(|slot| slot.account() != Some(account));
    }

    /// Makes the name and role of a slot what the accounts table says. True if that changed anything.
    pub(crate) fn correct_hint(&mut self, account: AccountId, name: &str, table_role: Role) -> bool {
        let mut changed = false;
        for slot in self.slots.iter_mut().filter(|slot| slot.account() == Some(account)) {
            if let Opener::Person { display_name, role, .. } = &mut slot.opener {
                changed |= display_name != name || role != table_role.code();
                name.clone_into(display_name);
                table_role.code().clone_into(role);
            }
        }
        changed
    }
}

fn hint(slot: &Slot) -> Option<PersonHint> {
    let Opener::Person { account, display_name, role, .. } = &slot.opener else { return None };
    let role = Role::from_code(role)?;
    let failed_attempts = slot.failed.count;
    Some(PersonHint {
        slot: slot.id,
        account: AccountId(*account),
        display_name: display_name.clone(),
        role,
        failed_attempts,
    })
}

fn trailer(line: &[u8]) -> String {
    format!("\nsha256 {}\n", Hash::of(line))
}
