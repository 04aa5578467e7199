//! Packets: which were made for which grader, with the key that opens what comes back, and which were merged.

use crate::code::coded_enum;
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::packet_file::PacketKey;
use crate::table::{AccountId, GradingId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE grading_packets (
            id TEXT NOT NULL PRIMARY KEY,
            grading INTEGER NOT NULL REFERENCES gradings (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            way TEXT NOT NULL,
            packet_key BLOB NOT NULL CHECK (length(packet_key) = 32),
            made_at_us INTEGER NOT NULL,
            back_sha256 BLOB CHECK (length(back_sha256) = 32),
            back_at_us INTEGER,
            CHECK ((back_sha256 IS NULL) = (back_at_us IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER grading_packets_once BEFORE INSERT ON grading_packets
            WHEN EXISTS (SELECT 1 FROM grading_packets WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a packet is kept once'); END;
        CREATE TRIGGER grading_packets_stand BEFORE UPDATE ON grading_packets
            WHEN OLD.id <> NEW.id OR OLD.grading <> NEW.grading OR OLD.account <> NEW.account OR OLD.way <> NEW.way
                OR OLD.packet_key <> NEW.packet_key OR OLD.made_at_us <> NEW.made_at_us
                OR OLD.way = 'out' AND OLD.back_sha256 IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'a packet comes back once and is not changed otherwise'); END;
        CREATE TRIGGER grading_packets_stay BEFORE DELETE ON grading_packets
            BEGIN SELECT RAISE(ABORT, 'a packet is never forgotten'); END;
    ",
}];

coded_enum! {
    /// Which way a packet went.
    pub enum PacketWay {
        /// It was made here for a grader elsewhere.
        Out = "out",
        /// It was opened here.
        In = "in",
    }
}

/// A packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingPacketRow {
    /// Its id, hexadecimal.
    pub id: String,
    /// The study of grades.
    pub grading: GradingId,
    /// Whose it is: the grader's account in this vault.
    pub account: AccountId,
    /// Which way it went.
    pub way: PacketWay,
    /// What seals it and opens what comes back.
    pub key: PacketKey,
    /// When it was made or opened here, in microseconds since 1970 UTC.
    pub made_at_us: i64,
    /// Hash of the file that came back and was merged here, or that was returned from here.
    pub back_sha256: Option<Hash>,
    /// When it was.
    pub back_at_us: Option<i64>,
}

const COLUMNS: &str =
    "SELECT id, grading, account, way, packet_key, made_at_us, back_sha256, back_at_us FROM grading_packets";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<GradingPacketRow> {
    Ok(GradingPacketRow {
        id: row.get(0)?,
        grading: row.get(1)?,
        account: row.get(2)?,
        way: row.get(3)?,
        key: row.get(4)?,
        made_at_us: row.get(5)?,
        back_sha256: row.get(6)?,
        back_at_us: row.get(7)?,
    })
}

impl Reading<'_> {
    /// The packets of a study of grades, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_packets(&self, grading: GradingId) -> Result<Vec<GradingPacketRow>, Error> {
        all(self.connection, &format!("{COLUMNS} WHERE grading = ? ORDER BY made_at_us, id"), [grading], row)
    }

    /// One packet.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_packet(&self, id: &str) -> Result<Option<GradingPacketRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE id = ?"), [id], row)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a packet that was made or opened here.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such study or the packet is known; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_grading_packet(&mut self, packet: &GradingPacketRow) -> Result<(), Error> {
        let now_us = self.now_us();
        let GradingPacketRow { id, grading, account, way, key, .. } = packet;
        let sql = "INSERT INTO grading_packets (id, grading, account, way, packet_key, made_at_us)
                   VALUES (?, ?, ?, ?, ?, ?)";
        self.touching(Table::GradingPackets).execute(sql, (id, grading, account, way, key.bytes(), now_us))?;
        Ok(())
    }

    /// Keeps that a packet came back, which it does once, or was returned from here, which may be done again if the
    /// file was lost.
    ///
    /// # Errors
    /// [`Error::PacketMerged`] if it came back before; [`Error::NoSuchPacket`]; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn close_grading_packet(&mut self, id: &str, back: Hash) -> Result<(), Error> {
        let packet = self.reading().grading_packet(id)?.ok_or(Error::NoSuchPacket)?;
        if packet.way == PacketWay::Out && packet.back_sha256.is_some() {
            return Err(Error::PacketMerged);
        }
        let sql = "UPDATE grading_packets SET back_sha256 = ?, back_at_us = ? WHERE id = ?";
        self.transaction.execute(sql, (back, self.now_us(), id))?;
        Ok(())
    }
}
