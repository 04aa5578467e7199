//! One grader's cases for another workstation and their grades on the way back, as JSON with a version. Sealing and signing the file is the
//! vault's; nothing of the other grader and no arm is in it.

mod back;
mod merge;
mod out;

pub use back::{PacketBack, PacketSignature};
pub use merge::{Conflict, Merge, MergedEntry, PacketHome, Replaced, Standing, merge};
pub use out::{ItemText, PacketExample, PacketItem, PacketOut};

/// The newest format of a packet, out and back.
pub const PACKET_FORMAT: u32 = 1;
