//! Packets: one grader's part of a study of grades for another workstation, graded there, signed, and merged once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use isocenter_domain::Redacted;
use isocenter_grade::{
    Conflict, EntryId, GraderId, ItemNumber, ItemText, Look, MergedEntry, PACKET_FORMAT, PacketBack, PacketHome,
    PacketId, PacketOut, PacketSignature, Round, Sha256, Standing, merge,
};
use isocenter_store::{
    AccountId, Action, AuditEntry, AuditValue, GradeEntryId, GradingItemKind, GradingOrigin, GradingPacketRow, Hash,
    NewGrading, PacketCode, PacketKey, PacketWay, Passphrase, Reading, WriteTransaction, new_packet_id,
    open_packet_back, packet_of_file, write_packet, write_packet_back,
};

use crate::application::Application;
use crate::error::Error;
use crate::grading::{
    Book, Desk, ItemContent, PacketBook, entry_of_row, is_in_discussion, place, round_in_store, subject,
};
use crate::permission::Permission;
use crate::wire::{ErrorCode, MyGrading, MyGradingState, PacketConflict, PacketExported, PacketMerge};
use crate::{failure, files};

/// What a grader's signature on a packet means.
const PACKET_MEANING: &str = "These are my grades";

/// Writes a packet with what one grader has not recorded yet; its code is the answer and shown once. One that was lost is followed by
/// another: the grader may work here again when the newest is back.
///
/// # Errors
/// Not permitted; one that is not open; nothing left to grade; a place that cannot be written.
pub fn export_packet(
    application: &Application,
    grading: u32,
    account: &str,
    path: &Path,
) -> Result<PacketExported, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let reading = open.vault.read();
    let book = Book::find(reading, grading)?;
    book.refuse_unless_open()?;
    let account = account.parse().map(AccountId).ok().filter(|account| book.is_graded_by(*account));
    let account = account.ok_or_else(|| {
        Error::new(ErrorCode::BadInput, "this person does not grade here", "choose one of its graders")
    })?;
    let refused = |what: &str, remedy: &str| Err(Error::new(ErrorCode::BadInput, what, remedy));
    if is_in_discussion(reading, &book)? || Desk::of(reading, &book, account)?.counts.is_complete() {
        return refused("this grader has recorded everything", "no packet is needed");
    }
    let id = new_packet_id().map_err(failure::vault)?;
    let standing: Vec<_> = reading
        .current_grades_of(book.id(), account)
        .map_err(failure::vault)?
        .into_iter()
        .map(|row| (row.entry.place.round, row.entry.place.item))
        .collect();
    let is_recorded = |look: Look| standing.contains(&(round_in_store(look.round), look.item.number()));
    let packet = PacketOut::of(
        book.protocol()?,
        GraderId::new(account.0),
        PacketId::new(&id),
        &texts(reading, &book, GradingItemKind::Case)?,
        &texts(reading, &book, GradingItemKind::Example)?,
        is_recorded,
    );
    let packet = packet.map_err(failure::grade)?;
    let content = packet.to_json().map_err(failure::grade)?;
    let (code, key) = (PacketCode::random().map_err(failure::vault)?, PacketKey::random().map_err(failure::vault)?);
    // The file first: a packet that is out keeps its grader from grading here.
    write_packet(path, &id, &code, &key, content.as_bytes()).map_err(failure::vault)?;
    let row = GradingPacketRow {
        id,
        grading: book.id(),
        account,
        way: PacketWay::Out,
        key,
        made_at_us: application.now_us(),
        back_sha256: None,
        back_at_us: None,
    };
    let value = AuditValue::Number(account.0.into());
    let written = open.vault.write().and_then(|mut change| {
        change.insert_grading_packet(&row)?;
        let entry = AuditEntry::new(Action::PacketExported, subject(book.id()));
        change.commit(&[entry.changing("account", None, Some(value))])
    });
    written.map_err(failure::vault)?;
    Ok(PacketExported { file: files::name_of(path), code: code.to_text().to_string() })
}

/// Opens a packet of another workstation for whoever signed in.
///
/// # Errors
/// Not permitted; no packet, a damaged or newer one, a wrong code; one that was opened here before.
pub fn open_packet(application: &Application, path: &Path, code: &str) -> Result<MyGrading, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let account = open.signed_in()?;
    let code = PacketCode::from_text(code).map_err(failure::vault)?;
    let opened = isocenter_store::open_packet(path, &code).map_err(failure::vault)?;
    if open.vault.read().grading_packet(&opened.id).map_err(failure::vault)?.is_some() {
        return Err(Error::new(
            ErrorCode::BadInput,
            "this packet was opened or made here before",
            "go on with it in the list",
        ));
    }
    let text = std::str::from_utf8(&opened.content).map_err(|error| failure::internal(&error))?;
    let packet = PacketOut::from_json(text).map_err(failure::grade)?;
    let of_items = packet.items.iter().map(|item| (GradingItemKind::Case, item.number, &item.case, &item.text));
    let of_examples =
        packet.examples.iter().map(|example| (GradingItemKind::Example, example.number, &example.case, &example.text));
    let rows = of_items
        .chain(of_examples)
        .map(|(kind, number, case, text)| content_of_text(text).to_row(kind, number.number(), case.as_str()));
    let rows = rows.collect::<Result<Vec<_>, Error>>()?;
    let book = PacketBook::of(&packet, account);
    let new = NewGrading {
        name: packet.grading.clone(),
        origin: GradingOrigin::Packet,
        study: None,
        protocol: book.to_json()?,
        sha256: Some(Hash::from_bytes(*packet.protocol_sha256.bytes())),
    };
    let now_us = application.now_us();
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_grading(&new)?;
        change.insert_grading_items(id, &rows)?;
        change.insert_grading_packet(&GradingPacketRow {
            id: opened.id.clone(),
            grading: id,
            account,
            way: PacketWay::In,
            key: opened.key.clone(),
            made_at_us: now_us,
            back_sha256: None,
            back_at_us: None,
        })?;
        change.commit(&[AuditEntry::new(Action::PacketOpened, subject(id))])?;
        Ok(id)
    });
    let id = written.map_err(failure::vault)?;
    let reading = open.vault.read();
    let book = Book::find(reading, u32::try_from(id.0).unwrap_or(u32::MAX))?;
    let desk = Desk::of(reading, &book, account)?;
    Ok(desk.row(&desk.standing(reading)?))
}

/// Writes what goes back, signed with the password of its grader.
///
/// # Errors
/// Not permitted; cases that wait; a wrong password; a place that cannot be written.
pub fn return_packet(application: &Application, grading: u32, password: String, path: &Path) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let account = open.signed_in()?;
    let reading = open.vault.read();
    let book = Book::find(reading, grading)?;
    let desk = Desk::of(reading, &book, account)?;
    let packet = book.packet()?;
    if matches!(desk.state(), MyGradingState::Calibrating | MyGradingState::Grading) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "cases of this packet still wait",
            "grade or skip them, then return it",
        ));
    }
    let stored = reading.grading_packet(packet.packet.as_str()).map_err(failure::vault)?;
    let key = stored.ok_or_else(|| failure::vault(isocenter_store::Error::NoSuchPacket))?.key;
    let history = reading.grade_history_of(book.id(), account).map_err(failure::vault)?;
    let mut entries = Vec::with_capacity(history.len());
    for row in &history {
        entries.push(isocenter_grade::GradeEntry { grader: packet.grader, ..entry_of_row(row)? });
    }
    let name = reading.account(account).map_err(failure::vault)?.map(|row| row.display_name).unwrap_or_default();
    let sha256 = PacketBack::sha256_of(&packet.packet, packet.protocol_sha256, packet.grader, &entries);
    let back = PacketBack {
        format: PACKET_FORMAT,
        packet: packet.packet.clone(),
        protocol_sha256: packet.protocol_sha256,
        grader: packet.grader,
        entries,
        signature: PacketSignature {
            name,
            meaning: PACKET_MEANING.to_owned(),
            at_us: application.now_us(),
            sha256: sha256.map_err(failure::grade)?,
        },
    };
    let id = packet.packet.as_str().to_owned();
    open.vault.confirm_passphrase(account, &Passphrase::new(password)).map_err(failure::vault)?;
    let content = back.to_json().map_err(failure::grade)?;
    write_packet_back(path, &id, &key, content.as_bytes()).map_err(failure::vault)?;
    let signed = Hash::from_bytes(*back.signature.sha256.bytes());
    let written = open.vault.write().and_then(|mut change| {
        change.close_grading_packet(&id, signed)?;
        change.commit(&[AuditEntry::new(Action::PacketReturned, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    Ok(files::name_of(path))
}

/// Merges what came back. Of two grades of a case the one recorded first counts; the other is kept in the history.
///
/// # Errors
/// Not permitted; no packet of here; one of another study, merged before, changed on the way, or of a grader who was taken out; one that
/// comes after the discussion has begun.
pub fn merge_packet(application: &Application, path: &Path) -> Result<PacketMerge, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let reading = open.vault.read();
    let (id, _) = packet_of_file(path).map_err(failure::vault)?;
    let stored = reading.grading_packet(&id).map_err(failure::vault)?.filter(|packet| packet.way == PacketWay::Out);
    let packet = stored.ok_or_else(|| failure::vault(isocenter_store::Error::NoSuchPacket))?;
    let content = open_packet_back(path, &packet.key).map_err(failure::vault)?;
    let text = std::str::from_utf8(&content).map_err(|error| failure::internal(&error))?;
    let back = PacketBack::from_json(text).map_err(failure::grade)?;
    let book = Book::find(reading, u32::try_from(packet.grading.0).unwrap_or(u32::MAX))?;
    book.refuse_unless_open()?;
    if is_in_discussion(reading, &book)? {
        return Err(Error::new(
            ErrorCode::BadInput,
            "every grader has recorded everything, so no packet changes a grade any more",
            "settle and lock with the grades that are here",
        ));
    }
    let hashes: Vec<Sha256> = reading
        .grading_protocols(book.id())
        .map_err(failure::vault)?
        .iter()
        .map(|row| Sha256::new(*row.sha256.as_bytes()))
        .collect();
    let packet_id = PacketId::new(&id);
    let home = PacketHome {
        protocol: book.protocol()?,
        protocol_hashes: &hashes,
        packet: &packet_id,
        grader: GraderId::new(packet.account.0),
        merged: packet.back_sha256.map(|hash| Sha256::new(*hash.as_bytes())),
    };
    let merged = merge(home, &book.ledger(reading)?, &back).map_err(failure::grade)?;
    let mut conflicts = Vec::new();
    for conflict in &merged.conflicts {
        conflicts.push(conflict_view(application, &book, conflict)?);
    }
    let grader = book.protocol()?.grader(GraderId::new(packet.account.0)).map(|grader| grader.name.clone());
    let account = packet.account;
    let brought = AuditValue::Number(merged.entries.len() as i64);
    let mut change = open.vault.write().map_err(failure::vault)?;
    add(&mut change, &book, account, &merged.entries)?;
    change.close_grading_packet(&id, Hash::from_bytes(*merged.sha256.bytes())).map_err(failure::vault)?;
    let entry = AuditEntry::new(Action::PacketMerged, subject(book.id()));
    change.commit(&[entry.changing("entries", None, Some(brought))]).map_err(failure::vault)?;
    Ok(PacketMerge {
        file: files::name_of(path),
        grader: grader.unwrap_or_default(),
        signed: format!("{}, {}", back.signature.name, application.local_time_of(back.signature.at_us)),
        merged: u32::try_from(merged.entries.len()).unwrap_or(u32::MAX),
        conflicts,
    })
}

/// Adds the entries of a packet in their order, each under the number it gets here.
fn add(
    change: &mut WriteTransaction<'_>,
    book: &Book,
    account: AccountId,
    entries: &[MergedEntry],
) -> Result<(), Error> {
    let mut numbers: HashMap<EntryId, EntryId> = HashMap::new();
    for merged in entries {
        // The number is given by the vault; what the entry replaces is what counts here.
        let entry = merged.numbered(merged.entry.id, &numbers).map_err(failure::grade)?;
        let new = isocenter_store::NewGradeEntry {
            place: place(book.id(), account, entry.round, entry.item),
            act: act_in_store(&entry.act),
            grade: entry.act.grade().map(isocenter_grade::Grade::number),
            reason: Redacted::new(entry.act.skip_reason().to_owned()),
            comment: entry.comment.clone(),
            is_flagged: entry.is_flagged,
            focus_ms: entry.focus_ms,
            recorded_at_us: entry.recorded_at_us,
            replaces: entry.replaces.map(|id| GradeEntryId(id.number())),
            packet: entry.packet.clone(),
        };
        let id = match merged.standing {
            Standing::Stands => change.insert_grade_entry(&new),
            Standing::Beside => change.append_grade_entry(&new),
        };
        numbers.insert(merged.entry.id, EntryId::new(id.map_err(failure::vault)?.0));
    }
    Ok(())
}

const fn act_in_store(act: &isocenter_grade::Act) -> isocenter_store::GradeAct {
    use isocenter_grade::Act;
    match act {
        Act::Graded(_) => isocenter_store::GradeAct::Graded,
        Act::Skipped(_) => isocenter_store::GradeAct::Skipped,
        Act::Withdrawn => isocenter_store::GradeAct::Withdrawn,
    }
}

fn conflict_view(application: &Application, book: &Book, conflict: &Conflict) -> Result<PacketConflict, Error> {
    let protocol = book.protocol()?;
    let item = conflict.place.item;
    let case = match conflict.place.round {
        Round::Calibration => protocol.example(item).map(|example| example.case.to_string()),
        Round::First | Round::Repeat => protocol.item(item).map(|item| item.case.to_string()),
    };
    Ok(PacketConflict {
        case: case.unwrap_or_default(),
        here: application.local_time_of(conflict.here_at_us),
        in_packet: application.local_time_of(conflict.packet_at_us),
    })
}

fn texts(reading: Reading<'_>, book: &Book, kind: GradingItemKind) -> Result<BTreeMap<ItemNumber, ItemText>, Error> {
    let mut texts = BTreeMap::new();
    for row in reading.grading_items(book.id(), kind).map_err(failure::vault)? {
        let ItemContent { diagnosis, delivered, generated, code } = ItemContent::of_row(&row)?;
        let text = ItemText {
            diagnosis: Redacted::new(diagnosis),
            delivered: Redacted::new(delivered),
            generated: Redacted::new(generated),
            category: code,
        };
        texts.insert(ItemNumber::new(row.number), text);
    }
    Ok(texts)
}

fn content_of_text(text: &ItemText) -> ItemContent {
    ItemContent {
        diagnosis: text.diagnosis.reveal().clone(),
        delivered: text.delivered.reveal().clone(),
        generated: text.generated.reveal().clone(),
        code: text.category.clone(),
    }
}
