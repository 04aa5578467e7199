//! A packet as a file: one grader's part of a study for another workstation, and what comes back. What is inside is the
//! caller's; here it is sealed. The way out is opened by a code of 160 random bits, so that HKDF is enough as for the
//! recovery code; the way back by the packet's own key, which both vaults hold.
//!
//! Magic, format, way, id, what opens it, nonce and sealed content, and a SHA-256 of all that, which tells a file that
//! suffered on the way from a code that is another packet's. No field says how long another is: nothing that a file
//! claims is believed before its checksum and its seal.
//!
//! The signature of the way back says that it was written by somebody who could open the packet, not who: whoever has
//! the code has the key. The grader's name, and that they typed their password, are part of the content.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::aead::{self, NONCE, TAG};
use crate::crockford;
use crate::error::{Error, FileAction, PacketFault};
use crate::hash::Hash;
use crate::hex;
use crate::key::{Secret, expand, random};
use crate::whole_file::{self, Durability, Readers};

const MAGIC: &[u8; 16] = b"isocenter packet";
const FORMAT: u32 = 1;
const CODE_KIND: &str = "isocenter packet code v1";
const CONTENT: &[u8] = b"isocenter packet content v1";
const SIGNATURE: &[u8] = b"isocenter packet signature v1";
const WRAPPING: &[u8] = b"isocenter packet wrapping v1";
const SALT: usize = 16;
const CHECKSUM: usize = 32;
const ID: usize = 16;
/// Largest file that is read: a packet of 10,000 cases has about 20 MB.
const LARGEST: u64 = 512 << 20;
/// Generous for all that is written around the content.
const MOST_AROUND: u64 = 1 << 10;

/// The code that opens a packet on its way out. No `Debug`; zeroised when dropped.
pub struct PacketCode(Zeroizing<[u8; 20]>);

impl PacketCode {
    /// A new code.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn random() -> Result<Self, Error> {
        let mut code = Self(Zeroizing::new([0; 20]));
        getrandom::fill(code.0.as_mut_slice()).map_err(|_| Error::NoRandomness)?;
        Ok(code)
    }

    /// Nine groups of four letters and digits, the last group a checksum.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(44));
        crockford::encode_into(&mut text, CODE_KIND, self.0.as_slice());
        text
    }

    /// Reads a code as typed: case, blanks and hyphens do not matter.
    ///
    /// # Errors
    /// [`PacketFault::CodeMistyped`] if its checksum fails.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut code = Self(Zeroizing::new([0; 20]));
        let is_whole = crockford::decode_into(text, CODE_KIND, code.0.as_mut_slice());
        if is_whole { Ok(code) } else { Err(Error::Packet(PacketFault::CodeMistyped)) }
    }
}

/// The key of one packet. Shown by nobody's `Debug`; zeroised when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PacketKey(Box<[u8; 32]>);

impl std::fmt::Debug for PacketKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PacketKey")
    }
}

impl Drop for PacketKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl PacketKey {
    /// A new random key.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn random() -> Result<Self, Error> {
        let mut key = Self(Box::new([0; 32]));
        getrandom::fill(key.0.as_mut_slice()).map_err(|_| Error::NoRandomness)?;
        Ok(key)
    }

    /// Copied straight into its box, so that the bytes are nowhere else. Nothing if they are not thirty-two.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn secret(&self, purpose: &[u8]) -> Secret {
        expand(self.bytes(), purpose)
    }
}

impl FromSql for PacketKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_slice(value.as_blob()?).ok_or(FromSqlError::InvalidType)
    }
}

/// A packet that was opened.
pub struct OpenedPacket {
    /// Its id, hexadecimal.
    pub id: String,
    /// Its key.
    pub key: PacketKey,
    /// What is inside.
    pub content: Zeroizing<Vec<u8>>,
}

/// A new packet's id, hexadecimal.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn new_packet_id() -> Result<String, Error> {
    random::<ID>().map(|bytes| hex::encode(&bytes))
}

/// Which way a file goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out = 1,
    Back = 2,
}

/// Everything before the sealed content; all of it is bound to the content.
struct Header {
    way: Way,
    id: [u8; ID],
    /// Out: salt, nonce and wrapped key. Back: the signature of the content.
    opener: Vec<u8>,
}

const OPENER_OUT: usize = SALT + NONCE + 32 + TAG;
const OPENER_BACK: usize = 32;

impl Header {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FORMAT.to_le_bytes());
        bytes.push(self.way as u8);
        bytes.extend(self.id);
        bytes.extend(&self.opener);
        bytes
    }

    /// The header and the sealed content that follows it.
    fn read(file: &[u8]) -> Result<(Self, &[u8]), Error> {
        let fault = |fault| Err(Error::Packet(fault));
        let Some((magic, rest)) = file.split_first_chunk::<16>() else { return fault(PacketFault::NotAPacket) };
        if magic != MAGIC {
            return fault(PacketFault::NotAPacket);
        }
        let Some((format, rest)) = rest.split_first_chunk::<4>() else { return fault(PacketFault::Damaged) };
        match u32::from_le_bytes(*format) {
            FORMAT => {}
            format if format > FORMAT => return fault(PacketFault::Newer),
            _ => return fault(PacketFault::Damaged),
        }
        let Some((rest, _)) = rest.split_last_chunk::<CHECKSUM>() else { return fault(PacketFault::Damaged) };
        let Some((whole, checksum)) = file.split_last_chunk::<CHECKSUM>() else { return fault(PacketFault::Damaged) };
        if Hash::of(whole).as_bytes() != checksum {
            return fault(PacketFault::Damaged);
        }
        let Some((&[way], rest)) = rest.split_first_chunk::<1>() else { return fault(PacketFault::Damaged) };
        let (way, length) = match way {
            1 => (Way::Out, OPENER_OUT),
            2 => (Way::Back, OPENER_BACK),
            _ => return fault(PacketFault::Damaged),
        };
        let Some((id, rest)) = rest.split_first_chunk::<ID>() else { return fault(PacketFault::Damaged) };
        let Some((opener, rest)) = rest.split_at_checked(length) else { return fault(PacketFault::Damaged) };
        Ok((Self { way, id: *id, opener: opener.to_vec() }, rest))
    }
}

/// Writes a packet for its grader.
///
/// # Errors
/// [`Error::DiskFull`], [`Error::File`]; nothing is written then.
pub fn write_packet(path: &Path, id: &str, code: &PacketCode, key: &PacketKey, content: &[u8]) -> Result<(), Error> {
    let salt: [u8; SALT] = random()?;
    let id = id_bytes(id)?;
    let wrapped = aead::close(&wrapping(code, &salt), key.bytes(), &id)?;
    let opener = [salt.as_slice(), &wrapped.nonce, &wrapped.ciphertext].concat();
    write(path, &Header { way: Way::Out, id, opener }, key, content)
}

/// Opens a packet with its code.
///
/// # Errors
/// [`Error::Packet`]: no packet, of a newer version, changed or cut on the way, another code; [`Error::File`].
pub fn open_packet(path: &Path, code: &PacketCode) -> Result<OpenedPacket, Error> {
    let file = read(path)?;
    let (header, _) = Header::read(&file)?;
    if header.way != Way::Out {
        return Err(Error::Packet(PacketFault::WayBack));
    }
    let damaged = || Error::Packet(PacketFault::Damaged);
    let (salt, rest) = header.opener.split_first_chunk::<SALT>().ok_or_else(damaged)?;
    let (nonce, wrapped) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
    let unwrapped = aead::open(&wrapping(code, salt), nonce, wrapped, &header.id);
    let key = unwrapped.and_then(|bytes| PacketKey::from_slice(&bytes));
    let key = key.ok_or(Error::Packet(PacketFault::WrongCode))?;
    let content = content(&file, &key)?;
    Ok(OpenedPacket { id: hex::encode(&header.id), key, content })
}

/// Writes what goes back, signed with the packet's own key.
///
/// # Errors
/// [`Error::DiskFull`], [`Error::File`]; nothing is written then.
pub fn write_packet_back(path: &Path, id: &str, key: &PacketKey, content: &[u8]) -> Result<(), Error> {
    let opener = signing(key, content).finalize().into_bytes().to_vec();
    write(path, &Header { way: Way::Back, id: id_bytes(id)?, opener }, key, content)
}

/// Which packet a file is the way back of, and the hash of the file.
///
/// # Errors
/// [`Error::Packet`]: no packet, of a newer version, damaged, or one on its way out; [`Error::File`].
pub fn packet_of_file(path: &Path) -> Result<(String, Hash), Error> {
    let file = read(path)?;
    let (header, _) = Header::read(&file)?;
    if header.way != Way::Back {
        return Err(Error::Packet(PacketFault::WayOut));
    }
    Ok((hex::encode(&header.id), Hash::of(&file)))
}

/// Opens what came back and checks its signature.
///
/// # Errors
/// [`Error::Packet`]: as [`packet_of_file`], or sealed with another key; [`Error::File`].
pub fn open_packet_back(path: &Path, key: &PacketKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    let file = read(path)?;
    let (header, _) = Header::read(&file)?;
    if header.way != Way::Back {
        return Err(Error::Packet(PacketFault::WayOut));
    }
    let content = content(&file, key)?;
    let is_signed = signing(key, &content).verify_slice(&header.opener).is_ok();
    if is_signed { Ok(content) } else { Err(Error::Packet(PacketFault::Damaged)) }
}

/// The key that a code wraps a packet's key with.
fn wrapping(code: &PacketCode, salt: &[u8; SALT]) -> Secret {
    expand(code.0.as_slice(), &[WRAPPING, salt].concat())
}

/// HMAC-SHA-256 of the content under a key that only the two vaults of the packet can derive.
fn signing(key: &PacketKey, content: &[u8]) -> Hmac<Sha256> {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.secret(SIGNATURE).bytes());
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    mac.expect("HMAC takes keys of any length").chain_update(content)
}

fn write(path: &Path, header: &Header, key: &PacketKey, content: &[u8]) -> Result<(), Error> {
    if content.len() as u64 > LARGEST - MOST_AROUND {
        return Err(Error::file(FileAction::Write, path)(std::io::ErrorKind::FileTooLarge.into()));
    }
    let mut file = header.bytes();
    let closed = aead::close(&key.secret(CONTENT), content, &file)?;
    file.extend(closed.nonce);
    file.extend(closed.ciphertext);
    let checksum = Hash::of(&file);
    file.extend(checksum.as_bytes());
    whole_file::write(path, &file, Durability::Now, Readers::Umask).inspect_err(|_| whole_file::remove_beside(path))
}

fn content(file: &[u8], key: &PacketKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (header, rest) = Header::read(file)?;
    let damaged = || Error::Packet(PacketFault::Damaged);
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
    aead::open(&key.secret(CONTENT), nonce, ciphertext, &header.bytes()).ok_or_else(damaged)
}

/// Another file, however large, is not read beyond its beginning; a pipe, which would wait for ever, not at all.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = || Error::file(FileAction::Read, path);
    let about = fs::metadata(path).map_err(failed())?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Error::Packet(PacketFault::NotAPacket));
    }
    let mut file = File::open(path).map_err(failed())?;
    let mut bytes = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(failed())?;
    if bytes == MAGIC {
        file.take(LARGEST).read_to_end(&mut bytes).map_err(failed())?;
    }
    Ok(bytes)
}

fn id_bytes(id: &str) -> Result<[u8; ID], Error> {
    hex::decode(id).ok_or(Error::Packet(PacketFault::Damaged))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Computed with Python: HKDF-Expand as of RFC 5869 with `hmac` and `hashlib`, then `hmac.new(key, content, sha256)`.
    #[test]
    fn the_signature_is_the_hmac_of_the_content_that_another_program_computes() {
        let key = PacketKey::from_slice(&[7; 32]).unwrap();
        let expected = "dfde3506ea8384fefbb87abcfd17a969c26f3b9a5adbea9f9dfca532ed1664e6";
        assert_eq!(hex::encode(&signing(&key, b"content").finalize().into_bytes()), expected);
    }
}
