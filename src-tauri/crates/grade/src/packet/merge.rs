//! What a packet that came back adds to the history at home, and which places were graded at both. Writes nothing.

use std::collections::{BTreeMap, HashMap};

use super::PacketBack;
use crate::{Assignment, EntryId, Error, GradeEntry, GraderId, Ledger, Look, PacketId, Place, Protocol, Sha256};

/// What is known at home of the packet.
#[derive(Debug, Clone, Copy)]
pub struct PacketHome<'a> {
    /// The protocol as it stands.
    pub protocol: &'a Protocol,
    /// Of the protocol as it was frozen and after each amendment.
    pub protocol_hashes: &'a [Sha256],
    /// Id of the packet that went out.
    pub packet: &'a PacketId,
    /// To whom.
    pub grader: GraderId,
    /// Hash of what was merged before, if it was.
    pub merged: Option<Sha256>,
}

/// Whether an entry of the packet stands at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It stands, or stood until a later one of the packet replaced it.
    Stands,
    /// Only in the history, beside what stands.
    Beside,
}

/// What an entry of the packet replaces at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// Nothing.
    Nothing,
    /// An entry at home.
    Here(EntryId),
    /// An earlier entry of the packet, by its number within the packet.
    Packet(EntryId),
}

/// An entry of the packet as it goes into the history at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedEntry {
    /// The entry; its number and what it replaces count within the packet.
    pub entry: GradeEntry,
    /// What it replaces at home.
    pub replaced: Replaced,
    /// Whether it stands.
    pub standing: Standing,
}

impl MergedEntry {
    /// The entry with its number at home. `numbers` are those that earlier entries of the packet got.
    ///
    /// # Errors
    /// [`Error::NotCurrent`] if an earlier entry has none.
    pub fn numbered(&self, id: EntryId, numbers: &HashMap<EntryId, EntryId>) -> Result<GradeEntry, Error> {
        let replaces = match self.replaced {
            Replaced::Nothing => None,
            Replaced::Here(here) => Some(here),
            Replaced::Packet(earlier) => {
                Some(*numbers.get(&earlier).ok_or(Error::NotCurrent { entry: self.entry.id, replaces: earlier })?)
            }
        };
        Ok(GradeEntry { id, replaces, ..self.entry.clone() })
    }
}

/// A place that was graded at home and in the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// Which.
    pub place: Place,
    /// When it was recorded at home, in microseconds since 1970 UTC.
    pub here_at_us: i64,
    /// When it was recorded in the packet.
    pub packet_at_us: i64,
    /// Whether the packet's stands from now on: it was recorded first.
    pub packet_stands: bool,
}

/// What a packet adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// In the order in which they are to be added.
    pub entries: Vec<MergedEntry>,
    /// In the order of their places.
    pub conflicts: Vec<Conflict>,
    /// Hash of what was signed; kept, so that a packet is merged once.
    pub sha256: Sha256,
}

/// Merges what came back into the history at home. Where both have a grade, the one recorded first stands.
///
/// # Errors
/// [`Error::OtherStudy`], [`Error::OtherPacket`], [`Error::OtherGrader`], [`Error::NotGrading`] for one taken out meanwhile,
/// [`Error::MergedBefore`], [`Error::PacketAltered`] if it is not what was signed, [`Error::UnknownItem`] for a position that is not theirs,
/// and those of [`Ledger::of`] for an impossible history.
pub fn merge(home: PacketHome<'_>, here: &Ledger, back: &PacketBack) -> Result<Merge, Error> {
    let PacketHome { protocol, protocol_hashes, packet, grader, merged } = home;
    if !protocol_hashes.contains(&back.protocol_sha256) {
        return Err(Error::OtherStudy);
    }
    if back.packet != *packet {
        return Err(Error::OtherPacket);
    }
    if back.grader != grader || back.entries.iter().any(|entry| entry.grader != grader) {
        return Err(Error::OtherGrader);
    }
    let sha256 = back.sha256()?;
    if sha256 != back.signature.sha256 {
        return Err(Error::PacketAltered);
    }
    if merged.is_some() {
        return Err(Error::MergedBefore);
    }
    if !protocol.active_graders().any(|active| active.id == grader) {
        return Err(Error::NotGrading { grader });
    }
    let assignment = Assignment::of(protocol, grader)?;
    let is_theirs = |entry: &&GradeEntry| assignment.position(Look { round: entry.round, item: entry.item }).is_some();
    if let Some(stranger) = back.entries.iter().find(|entry| !is_theirs(entry)) {
        return Err(Error::UnknownItem { item: stranger.item });
    }
    let plain = back.entries.iter().map(|entry| GradeEntry { packet: None, ..entry.clone() });
    let there = Ledger::of(protocol, plain.collect())?;
    let mut conflicts = BTreeMap::new();
    let entries = there.history().iter().map(|entry| {
        let (standing, replaced) = place_entry(here, &there, entry, &mut conflicts);
        let entry = GradeEntry { packet: Some(packet.as_str().to_owned()), ..entry.clone() };
        MergedEntry { entry, replaced, standing }
    });
    let entries = entries.collect();
    Ok(Merge { entries, conflicts: conflicts.into_values().collect(), sha256 })
}

fn place_entry(
    here: &Ledger,
    there: &Ledger,
    entry: &GradeEntry,
    conflicts: &mut BTreeMap<Place, Conflict>,
) -> (Standing, Replaced) {
    let place = entry.place();
    let within = entry.replaces.map_or(Replaced::Nothing, Replaced::Packet);
    let Some(at_home) = here.current(place) else { return (Standing::Stands, within) };
    let Some(in_packet) = there.current(place) else { return (Standing::Beside, within) };
    let packet_stands = in_packet.recorded_at_us < at_home.recorded_at_us;
    conflicts.entry(place).or_insert(Conflict {
        place,
        here_at_us: at_home.recorded_at_us,
        packet_at_us: in_packet.recorded_at_us,
        packet_stands,
    });
    // Of the packet's own corrections only the last one ever stands at home; the others come beside before it.
    if packet_stands && in_packet.id == entry.id {
        (Standing::Stands, Replaced::Here(at_home.id))
    } else {
        (Standing::Beside, within)
    }
}
