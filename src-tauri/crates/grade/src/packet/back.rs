//! What comes back: every entry of one grader, none of the texts of the cases, with who signed it.

use serde::{Deserialize, Serialize};

use super::PACKET_FORMAT;
use crate::{Error, GradeEntry, GraderId, PacketId, Sha256};

/// Who signed a packet with their password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketSignature {
    /// Their name at the other workstation.
    pub name: String,
    /// What the signature means.
    pub meaning: String,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Of exactly what was signed: [`PacketBack::sha256_of`].
    pub sha256: Sha256,
}

/// A packet on its way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketBack {
    /// [`PACKET_FORMAT`].
    pub format: u32,
    /// Id of the packet that went out.
    pub packet: PacketId,
    /// Of the protocol that it brought.
    pub protocol_sha256: Sha256,
    /// Whose, by their account at home, as the packet named it.
    pub grader: GraderId,
    /// Everything that was recorded, oldest first, under the grader's account at home. Their numbers count within the packet.
    pub entries: Vec<GradeEntry>,
    /// Who signed it.
    pub signature: PacketSignature,
}

/// All but the signature, in the order in which it is hashed.
#[derive(Serialize)]
struct Signed<'a> {
    format: u32,
    packet: &'a PacketId,
    protocol_sha256: Sha256,
    grader: GraderId,
    entries: &'a [GradeEntry],
}

impl PacketBack {
    /// Hash of what the grader signs.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn sha256_of(
        packet: &PacketId,
        protocol_sha256: Sha256,
        grader: GraderId,
        entries: &[GradeEntry],
    ) -> Result<Sha256, Error> {
        let signed = Signed { format: PACKET_FORMAT, packet, protocol_sha256, grader, entries };
        Ok(Sha256::of(serde_json::to_string(&signed).map_err(Error::json)?))
    }

    /// Hash of what was signed, from what is here.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn sha256(&self) -> Result<Sha256, Error> {
        Self::sha256_of(&self.packet, self.protocol_sha256, self.grader, &self.entries)
    }

    /// As text to be sealed.
    ///
    /// # Errors
    /// [`Error::Json`] if it cannot be written.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::json)
    }

    /// Reads what [`PacketBack::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::Json`].
    pub fn from_json(json: &str) -> Result<Self, Error> {
        crate::format::refuse_newer(json, PACKET_FORMAT)?;
        serde_json::from_str(json).map_err(Error::json)
    }
}
