//! Packets as files: sealed for one code, told when they were changed on the way, whole or not there at all.

use std::fs;
use std::path::PathBuf;

use isocenter_store::{
    Error, FileAction, Hash, PacketCode, PacketFault, PacketKey, RecoveryCode, new_packet_id, open_packet,
    open_packet_back, packet_of_file, write_packet, write_packet_back,
};
use tempfile::TempDir;

use crate::fixture::{CANARY, flip};

/// Where the parts of a file lie; the way out has 88 bytes of opener, the way back 32.
const FORMAT: usize = 16;
const WAY: usize = 20;
const ID: usize = 21;
const OPENER: usize = 37;

struct Packet {
    _temporary: TempDir,
    path: PathBuf,
    id: String,
    code: PacketCode,
    key: PacketKey,
}

fn place() -> Packet {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("grader.isopacket");
    let (id, code, key) = (new_packet_id().unwrap(), PacketCode::random().unwrap(), PacketKey::random().unwrap());
    Packet { _temporary: temporary, path, id, code, key }
}

fn out() -> Packet {
    let packet = place();
    write_packet(&packet.path, &packet.id, &packet.code, &packet.key, CANARY.as_bytes()).unwrap();
    packet
}

fn back() -> Packet {
    let packet = place();
    write_packet_back(&packet.path, &packet.id, &packet.key, CANARY.as_bytes()).unwrap();
    packet
}

fn fault<T>(result: Result<T, Error>) -> Option<PacketFault> {
    match result {
        Err(Error::Packet(fault)) => Some(fault),
        _ => None,
    }
}

#[test]
fn a_packet_goes_out_with_its_code_and_comes_back_with_its_key() {
    let packet = out();
    let typed = PacketCode::from_text(&packet.code.to_text().to_lowercase().replace('-', " ")).unwrap();
    let opened = open_packet(&packet.path, &typed).unwrap();
    assert_eq!((opened.id.as_str(), opened.content.as_slice()), (packet.id.as_str(), CANARY.as_bytes()));
    assert!(opened.key == packet.key);

    let path = packet.path.with_file_name("returned.isopacket");
    write_packet_back(&path, &opened.id, &opened.key, b"").unwrap();
    let hash = Hash::from_hex(&sha256(&path));
    assert_eq!(packet_of_file(&path).unwrap(), (packet.id.clone(), hash.unwrap()));
    assert_eq!(open_packet_back(&path, &packet.key).unwrap().as_slice(), b"");
}

fn sha256(path: &std::path::Path) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn nothing_of_the_content_or_its_key_stands_in_the_file() {
    let packet = out();
    let file = fs::read(&packet.path).unwrap();
    for window in CANARY.as_bytes().windows(6) {
        assert!(!file.windows(6).any(|part| part == window));
    }
    let again = packet.path.with_file_name("again.isopacket");
    write_packet(&again, &packet.id, &packet.code, &packet.key, CANARY.as_bytes()).unwrap();
    let again = fs::read(again).unwrap();
    assert_eq!(file[..OPENER], again[..OPENER]);
    assert!(file[OPENER..] != again[OPENER..], "salt and nonces are new each time");
}

#[test]
fn another_code_and_a_mistyped_one_are_told_apart_from_damage() {
    let (packet, other) = (out(), PacketCode::random().unwrap());
    assert_eq!(fault(open_packet(&packet.path, &other)), Some(PacketFault::WrongCode));
    let text = packet.code.to_text();
    for at in [0, 20, text.len() - 1] {
        let mut mistyped = text.as_bytes().to_vec();
        mistyped[at] = if mistyped[at] == b'2' { b'3' } else { b'2' };
        let mistyped = String::from_utf8(mistyped).unwrap();
        assert_eq!(fault(PacketCode::from_text(&mistyped)), Some(PacketFault::CodeMistyped), "letter {at}");
    }
    assert_eq!(fault(PacketCode::from_text("")), Some(PacketFault::CodeMistyped));
    assert!(RecoveryCode::from_text(&text).is_err(), "a code of another kind");
}

#[test]
fn the_key_of_another_packet_opens_nothing_that_came_back() {
    let packet = back();
    let other = PacketKey::random().unwrap();
    assert_eq!(fault(open_packet_back(&packet.path, &other)), Some(PacketFault::Damaged));
}

#[test]
fn a_flipped_byte_anywhere_is_damage_and_never_a_wrong_code() {
    let (out, back) = (out(), back());
    let length = |packet: &Packet| fs::metadata(&packet.path).unwrap().len() as usize;
    for at in 0..length(&out) {
        flip(&out.path, at);
        let expected = match at {
            0..FORMAT => PacketFault::NotAPacket,
            // The lowest byte makes it version 0, the others a version that is still to come.
            FORMAT => PacketFault::Damaged,
            17..WAY => PacketFault::Newer,
            _ => PacketFault::Damaged,
        };
        assert_eq!(fault(open_packet(&out.path, &out.code)), Some(expected), "byte {at}");
        flip(&out.path, at);
    }
    open_packet(&out.path, &out.code).unwrap();
    for at in FORMAT + 4..length(&back) {
        flip(&back.path, at);
        assert_eq!(fault(open_packet_back(&back.path, &back.key)), Some(PacketFault::Damaged), "byte {at}");
        assert_eq!(fault(packet_of_file(&back.path)), Some(PacketFault::Damaged), "byte {at}");
        flip(&back.path, at);
    }
    open_packet_back(&back.path, &back.key).unwrap();
}

/// Somebody who changes a packet on purpose makes its checksum anew, and is found out by the seal.
#[test]
fn a_changed_packet_with_a_right_checksum_is_refused_all_the_same() {
    let forge = |packet: &Packet, at: usize| {
        let file = fs::read(&packet.path).unwrap();
        let mut forged = file[..file.len() - 32].to_vec();
        forged[at] ^= 1;
        let checksum = {
            use sha2::Digest as _;
            sha2::Sha256::digest(&forged)
        };
        forged.extend(checksum);
        fs::write(&packet.path, forged).unwrap();
        file
    };
    let out = out();
    let length = fs::metadata(&out.path).unwrap().len() as usize - 32;
    for at in WAY..length {
        let file = forge(&out, at);
        let found = fault(open_packet(&out.path, &out.code));
        let expected = match at {
            WAY => PacketFault::Damaged,
            // What the code opens, and the id that is bound to it, cannot be told from another packet's.
            ID..125 => PacketFault::WrongCode,
            _ => PacketFault::Damaged,
        };
        assert_eq!(found, Some(expected), "byte {at}");
        fs::write(&out.path, file).unwrap();
    }
    let back = back();
    let length = fs::metadata(&back.path).unwrap().len() as usize - 32;
    for at in WAY..length {
        let file = forge(&back, at);
        assert_eq!(fault(open_packet_back(&back.path, &back.key)), Some(PacketFault::Damaged), "byte {at}");
        fs::write(&back.path, file).unwrap();
    }
}

#[test]
fn a_file_cut_anywhere_is_no_packet_or_damage() {
    for packet in [out(), back()] {
        let file = fs::read(&packet.path).unwrap();
        for length in 0..file.len() {
            fs::write(&packet.path, &file[..length]).unwrap();
            let expected = if length < FORMAT { PacketFault::NotAPacket } else { PacketFault::Damaged };
            assert_eq!(fault(open_packet(&packet.path, &packet.code)), Some(expected), "{length} bytes");
            assert_eq!(fault(open_packet_back(&packet.path, &packet.key)), Some(expected), "{length} bytes");
        }
        let longer = [file.as_slice(), b"x"].concat();
        fs::write(&packet.path, longer).unwrap();
        assert_eq!(fault(open_packet(&packet.path, &packet.code)), Some(PacketFault::Damaged), "a byte more");
    }
}

#[test]
fn a_packet_of_a_newer_version_is_said_to_be_one_whatever_follows() {
    let packet = out();
    let mut file = fs::read(&packet.path).unwrap();
    file[FORMAT] = 2;
    file.truncate(40);
    fs::write(&packet.path, file).unwrap();
    assert_eq!(fault(open_packet(&packet.path, &packet.code)), Some(PacketFault::Newer));
    assert_eq!(fault(packet_of_file(&packet.path)), Some(PacketFault::Newer));
}

#[test]
fn a_packet_on_the_other_way_and_another_file_are_named() {
    let (out, back) = (out(), back());
    assert_eq!(fault(open_packet(&back.path, &out.code)), Some(PacketFault::WayBack));
    assert_eq!(fault(packet_of_file(&out.path)), Some(PacketFault::WayOut));
    assert_eq!(fault(open_packet_back(&out.path, &out.key)), Some(PacketFault::WayOut));
    fs::write(&out.path, "case,grade\n1,4\n").unwrap();
    assert_eq!(fault(open_packet(&out.path, &out.code)), Some(PacketFault::NotAPacket));
    let missing = out.path.with_file_name("missing");
    assert!(matches!(open_packet(&missing, &out.code), Err(Error::File { .. })));
}

#[test]
fn an_empty_file_a_folder_and_a_huge_one_are_no_packets_and_are_not_read() {
    let packet = out();
    let other = packet.path.with_file_name("other");
    let opens = |path: &std::path::Path| {
        [
            fault(open_packet(path, &packet.code)),
            fault(packet_of_file(path)),
            fault(open_packet_back(path, &packet.key)),
        ]
    };
    fs::write(&other, []).unwrap();
    assert_eq!(opens(&other), [Some(PacketFault::NotAPacket); 3]);
    assert_eq!(opens(other.parent().unwrap()), [Some(PacketFault::NotAPacket); 3]);
    // 1 TiB that begins as a packet does; nothing of it is on the disk.
    fs::copy(&packet.path, &other).unwrap();
    fs::OpenOptions::new().write(true).open(&other).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(opens(&other), [Some(PacketFault::NotAPacket); 3]);
}

/// Whoever reads a pipe that nobody writes to waits for ever.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_no_packet() {
    let packet = out();
    let pipe = packet.path.with_file_name("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(fault(open_packet(&pipe, &packet.code)), Some(PacketFault::NotAPacket));
}

/// `/proc` takes files of nobody, not even of root, who may write to a folder that says it is read-only.
#[cfg(target_os = "linux")]
#[test]
fn a_packet_is_not_written_where_nothing_can_be() {
    let packet = out();
    let write = |path: &std::path::Path| write_packet(path, &packet.id, &packet.code, &packet.key, b"content");
    for folder in ["/proc", "/proc/self/fd/none"] {
        let written = write(&std::path::Path::new(folder).join("grader.isopacket"));
        assert!(matches!(written, Err(Error::File { action: FileAction::Create, .. })), "{written:?}");
    }
    // Where a folder stands, the last step fails, and nothing is left of those before.
    let taken = packet.path.with_file_name("taken");
    fs::create_dir(&taken).unwrap();
    assert!(matches!(write(&taken), Err(Error::File { action: FileAction::Rename, .. })));
    let names = fs::read_dir(packet.path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<std::collections::BTreeSet<_>>(), ["grader.isopacket".into(), "taken".into()].into());
}

/// `/dev/full` says that the disk is full whenever it is written to.
#[cfg(target_os = "linux")]
#[test]
fn a_packet_that_does_not_fit_leaves_what_stood_there() {
    let packet = out();
    let before = fs::read(&packet.path).unwrap();
    std::os::unix::fs::symlink("/dev/full", packet.path.with_file_name("grader.isopacket.new")).unwrap();
    let again = write_packet(&packet.path, &packet.id, &packet.code, &packet.key, b"other");
    assert!(matches!(again, Err(Error::DiskFull)), "{again:?}");
    assert!(fs::read(&packet.path).unwrap() == before);
    assert_eq!(fs::read_dir(packet.path.parent().unwrap()).unwrap().count(), 1, "no part of it is left beside");
}
