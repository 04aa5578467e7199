//! A key slot: the vault's key, wrapped for one person or for the recovery code.

use serde::{Deserialize, Serialize};

use crate::aead::{self, NONCE, TAG};
use crate::error::{Error, Part};
use crate::hash::Encoding;
use crate::hex;
use crate::kdf::{KdfCost, Passphrase, SALT};
use crate::key::{Secret, VaultKey, random};
use crate::recovery_code::RecoveryCode;
use crate::sign_in_delay::FailedAttempts;
use crate::table::{AccountId, Role};

/// Number of a slot; never given twice in a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlotId(pub u32);

/// What the sign-in screen may say of a person before the vault is open. It lies outside the encryption: names of staff
/// are no patient data. What the person may do is decided by the accounts table inside, which also corrects this at
/// each open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHint {
    /// The slot that their passphrase opens.
    pub slot: SlotId,
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Wrong passphrases since their last sign-in.
    pub failed_attempts: u32,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) id: SlotId,
    pub(crate) opener: Opener,
    #[serde(with = "hex::bytes")]
    salt: [u8; SALT],
    #[serde(with = "hex::bytes")]
    nonce: [u8; NONCE],
    #[serde(with = "hex::bytes")]
    wrapped: [u8; 32 + TAG],
    pub(crate) failed: FailedAttempts,
}

/// Who opens a slot, and how. A person's slot is always Argon2id: only the 160 random bits of a recovery code may do
/// without.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Opener {
    Person { account: u32, display_name: String, role: String, argon2id: Argon2id },
    RecoveryCode,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Argon2id {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Whose vault a slot belongs to: a slot copied from another vault does not open.
pub(crate) type VaultId = [u8; 16];

impl Slot {
    pub(crate) fn for_person(
        id: SlotId,
        vault: &VaultId,
        key: &VaultKey,
        person: Person<'_>,
        passphrase: &Passphrase,
        cost: KdfCost,
    ) -> Result<Self, Error> {
        let salt = random()?;
        let argon2id = Argon2id { memory_kib: cost.memory_kib(), passes: cost.passes(), lanes: cost.lanes() };
        let opener = Opener::Person {
            account: person.account.0,
            display_name: person.display_name.to_owned(),
            role: person.role.code().to_owned(),
            argon2id,
        };
        Self::wrap(id, vault, key, opener, salt, &cost.derive(passphrase.bytes(), &salt)?)
    }

    pub(crate) fn for_recovery(
        id: SlotId,
        vault: &VaultId,
        key: &VaultKey,
        code: &RecoveryCode,
    ) -> Result<Self, Error> {
        let salt = random()?;
        Self::wrap(id, vault, key, Opener::RecoveryCode, salt, &code.derive(&salt))
    }

    fn wrap(
        id: SlotId,
        vault: &VaultId,
        key: &VaultKey,
        opener: Opener,
        salt: [u8; SALT],
        wrapping: &Secret,
    ) -> Result<Self, Error> {
        let closed = aead::close(wrapping, key.bytes(), &bound(id, vault, &opener, &salt))?;
        let wrapped = closed.ciphertext.try_into().map_err(|_| Error::Damaged { part: Part::KeySlots })?;
        Ok(Self { id, opener, salt, nonce: closed.nonce, wrapped, failed: FailedAttempts::default() })
    }

    /// The key, if the passphrase is right.
    pub(crate) fn open_with_passphrase(
        &self,
        vault: &VaultId,
        passphrase: &Passphrase,
    ) -> Result<Option<VaultKey>, Error> {
        let Opener::Person { argon2id, .. } = &self.opener else { return Ok(None) };
        let cost = KdfCost::new(argon2id.memory_kib, argon2id.passes, argon2id.lanes)?;
        Ok(self.unwrap(vault, &cost.derive(passphrase.bytes(), &self.salt)?))
    }

    /// The key, if the code is right.
    pub(crate) fn open_with_code(&self, vault: &VaultId, code: &RecoveryCode) -> Option<VaultKey> {
        matches!(self.opener, Opener::RecoveryCode).then(|| self.unwrap(vault, &code.derive(&self.salt)))?
    }

    fn unwrap(&self, vault: &VaultId, wrapping: &Secret) -> Option<VaultKey> {
        let bound = bound(self.id, vault, &self.opener, &self.salt);
        let plain = aead::open(wrapping, &self.nonce, &self.wrapped, &bound)?;
        let key =
            Secret::filled_by(|key| plain.as_slice().try_into().map(|plain: &[u8; 32]| key.copy_from_slice(plain)));
        key.ok().map(VaultKey::from_secret)
    }

    /// Costs that [`KdfCost::new`] refuses make the whole file refused, before anyone types a passphrase.
    pub(crate) fn refuse_bad_cost(&self) -> Result<(), Error> {
        match &self.opener {
            Opener::Person { argon2id, .. } => {
                KdfCost::new(argon2id.memory_kib, argon2id.passes, argon2id.lanes).map(|_| ())
            }
            Opener::RecoveryCode => Ok(()),
        }
    }

    pub(crate) fn account(&self) -> Option<AccountId> {
        match &self.opener {
            Opener::Person { account, .. } => Some(AccountId(*account)),
            Opener::RecoveryCode => None,
        }
    }
}

/// The person a slot is made for.
#[derive(Clone, Copy)]
pub(crate) struct Person<'p> {
    pub(crate) account: AccountId,
    pub(crate) display_name: &'p str,
    pub(crate) role: Role,
}

/// The slot's fields that the wrapping binds. Name and role are left out: an administrator changes them without the
/// person's passphrase, and nothing relies on them.
fn bound(id: SlotId, vault: &VaultId, opener: &Opener, salt: &[u8; SALT]) -> Vec<u8> {
    let encoding = Encoding::of("isocenter key slot v1").bytes(vault).number(id.0.into()).bytes(salt);
    match opener {
        Opener::Person { account, argon2id, .. } => encoding
            .text("person")
            .number((*account).into())
            .number(argon2id.memory_kib.into())
            .number(argon2id.passes.into())
            .number(argon2id.lanes.into()),
        Opener::RecoveryCode => encoding.text("recovery code"),
    }
    .finish()
}
