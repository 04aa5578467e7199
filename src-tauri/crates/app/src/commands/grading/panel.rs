//! The panel: who is there, private votes, what is settled, signatures. Before every grader has recorded everything it answers with that
//! sentence and nothing else.

use std::collections::BTreeSet;

use isocenter_domain::Redacted;
use isocenter_grade::{
    DECISION_FORMAT, Decision, DecisionId, DecisionRecord, ItemNumber, Letter, Member, MemberId, Pair, PanelPart,
    Place, Round, VoteSeen, cross_table, is_void, votes_seen,
};
use isocenter_store::{
    AccountId, Action, AuditEntry, AuditValue, GradingItemKind, GradingState as Stored, Hash, NewPanelDecision,
    PanelDecisionId, PanelSignatureRow, Passphrase, Reading,
};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::grading::{
    Book, Discussion, ItemContent, comparison, free_text, grade, is_in_discussion, letter_word, plan_view,
    quadratic_kappa, scale_view, subject,
};
use crate::permission::Permission;
use crate::session::OpenVault;
use crate::wire::{
    Adjudication, DiscrepancyRow, DiscrepancyView, DiscussionRow, ErrorCode, GraderOpinion, PanelDecisionRequest,
    PanelDecisionView, PanelMember, PanelPart as WirePart, PanelReason as WireReason, PanelVoteView, SignatureView,
    StatisticView,
};

/// What the senior oncologist's signature means.
const SENIOR_MEANING: &str = "I recorded what the panel settled";
/// What the others' means.
const MEMBER_MEANING: &str = "I was present and this is what the panel settled";

/// The studies of grades that this person sits on the panel of, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn discussions(application: &Application) -> Result<Vec<DiscussionRow>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let mut rows = Vec::new();
    for book in Book::all(reading)? {
        if book.row.state == Stored::Draft || !sits_on(open, &book, account) {
            continue;
        }
        let is_open = book.is_locked() || is_in_discussion(reading, &book)?;
        let unsettled = match is_open && !book.is_locked() {
            true => count(Discussion::read(reading, &book)?.unsettled()?),
            false => 0,
        };
        let name = book.name().to_owned();
        rows.push(DiscussionRow { grading: book.number(), name, is_open, unsettled });
    }
    Ok(rows)
}

/// The discussion of a study of grades.
///
/// # Errors
/// Not permitted; one of others.
pub fn adjudication(application: &Application, grading: u32) -> Result<Adjudication, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    view(application, open, &found(open, grading)?)
}

/// One discrepancy.
///
/// # Errors
/// Not permitted; before the discussion; no such discrepancy.
pub fn discrepancy(application: &Application, grading: u32, item: u32) -> Result<DiscrepancyView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (book, discussion) = begun(open, grading)?;
    detail(application, open, &book, &discussion, item)
}

/// Somebody signs in to the panel with their password.
///
/// # Errors
/// Not permitted; nobody of this panel; a wrong password.
pub fn join_panel(
    application: &Application,
    grading: u32,
    account: &str,
    password: String,
) -> Result<Adjudication, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (book, discussion) = begun(open, grading)?;
    let member = member(&book, &discussion, account)?;
    let id = AccountId(member.id.number());
    open.vault.confirm_passphrase(id, &Passphrase::new(password)).map_err(failure::vault)?;
    let value = AuditValue::Number(id.0.into());
    let entry = AuditEntry::new(Action::PanelJoined, subject(book.id())).changing("account", None, Some(value));
    open.vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
    application.panel().enter(book.id(), id);
    view(application, open, &book)
}

/// Somebody leaves the panel.
///
/// # Errors
/// Not permitted; nobody of this panel.
pub fn leave_panel(application: &Application, grading: u32, account: &str) -> Result<Adjudication, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (book, discussion) = begun(open, grading)?;
    let member = member(&book, &discussion, account)?;
    application.panel().leave(book.id(), AccountId(member.id.number()));
    view(application, open, &book)
}

/// The private vote of whoever signed in.
///
/// # Errors
/// Not permitted; before the discussion; a case that is settled or locked.
pub fn cast_panel_vote(
    application: &Application,
    grading: u32,
    item: u32,
    number: u8,
) -> Result<DiscrepancyView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (book, discussion) = begun(open, grading)?;
    book.refuse_unless_open()?;
    pair_of(&discussion, item)?;
    if discussion.standing()?.contains_key(&ItemNumber::new(item)) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "this case is settled, so votes are open",
            "bring it up on the panel",
        ));
    }
    let grade = grade(number)?;
    let written = open.vault.write().and_then(|mut change| {
        change.insert_panel_vote(book.id(), item, grade.number())?;
        change.commit(&[AuditEntry::new(Action::PanelVoted, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    let discussion = Discussion::read(open.vault.read(), &book)?;
    detail(application, open, &book, &discussion, item)
}

/// Records what the panel settled, by the senior oncologist who signed in, with both graders and a physicist present.
///
/// # Errors
/// Not permitted; somebody or a reason is missing; another record stands (`already_recorded`); a full disk.
pub fn settle_discrepancy(application: &Application, request: &PanelDecisionRequest) -> Result<DiscrepancyView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SettleGrades)?;
    let (book, discussion) = begun(open, request.grading)?;
    book.refuse_unless_open()?;
    let account = open.signed_in()?;
    let pair = pair_of(&discussion, request.item)?;
    let by = discussion.member(&book, account).ok_or_else(not_of_this_panel)?;
    let mut present: BTreeSet<AccountId> = application.panel().of(book.id());
    present.insert(account);
    let is_present = |member: &Member| present.contains(&AccountId(member.id.number()));
    let decision = Decision {
        format: DECISION_FORMAT,
        protocol_sha256: book.protocol()?.sha256().map_err(failure::grade)?,
        item: pair.item,
        first_before: pair.first,
        second_before: pair.second,
        first: grade(request.first)?,
        second: grade(request.second)?,
        consensus: grade(request.consensus)?,
        reasons: request.reasons.iter().map(|reason| reason_of_wire(*reason)).collect(),
        words: free_text(&request.words)?,
        dissent: free_text(&request.dissent)?,
        present: discussion.members(&book).into_iter().filter(is_present).collect(),
        by,
        at_us: application.now_us(),
        replaces: request.replaces.as_deref().map(decision_id).transpose()?,
        change_reason: free_text(&request.change_reason)?,
    };
    let missing: Vec<String> = decision.missing().iter().map(ToString::to_string).collect();
    if !missing.is_empty() {
        let what = format!("the panel cannot record this yet: {} missing", missing.join(", "));
        return Err(Error::new(ErrorCode::BadInput, what, "add what is missing"));
    }
    let new = NewPanelDecision {
        grading: book.id(),
        item: request.item,
        content: Redacted::new(decision.canonical_text().map_err(failure::grade)?),
        sha256: Hash::from_bytes(*decision.sha256().map_err(failure::grade)?.bytes()),
        recorded_at_us: decision.at_us,
        replaces: decision.replaces.map(|id| PanelDecisionId(id.number())),
    };
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_panel_decision(&new)?;
        let (old, new) = (new.replaces.map(|id| AuditValue::Number(id.0)), AuditValue::Number(id.0));
        let entry = AuditEntry::new(Action::PanelSettled, subject(book.id()));
        change.commit(&[entry.changing("record", old, Some(new))])
    });
    written.map_err(failure::vault)?;
    let discussion = Discussion::read(open.vault.read(), &book)?;
    detail(application, open, &book, &discussion, request.item)
}

/// A member signs every record that stands and does not bear their signature yet.
///
/// # Errors
/// Not permitted; somebody who was not present at one of them; a wrong password; nothing to sign.
pub fn sign_panel(
    application: &Application,
    grading: u32,
    account: &str,
    password: String,
) -> Result<Adjudication, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SitOnPanel)?;
    let (book, discussion) = begun(open, grading)?;
    book.refuse_unless_open()?;
    let member = member(&book, &discussion, account)?;
    let id = AccountId(member.id.number());
    let to_sign = unsigned_by(&discussion, &member)?;
    if to_sign.is_empty() {
        return Err(Error::new(
            ErrorCode::BadInput,
            "there is nothing for this member to sign",
            "record what the panel settles first; only who was present signs",
        ));
    }
    open.vault.confirm_passphrase(id, &Passphrase::new(password)).map_err(failure::vault)?;
    let meaning = if member.part == PanelPart::Senior { SENIOR_MEANING } else { MEMBER_MEANING };
    let now_us = application.now_us();
    let mut signatures = Vec::new();
    for record in &to_sign {
        signatures.push(PanelSignatureRow {
            decision: PanelDecisionId(record.id.number()),
            account: id,
            name: member.name.clone(),
            part: member.part.word().to_owned(),
            meaning: meaning.to_owned(),
            sha256: Hash::from_bytes(*record.decision.sha256().map_err(failure::grade)?.bytes()),
            signed_at_us: now_us,
        });
    }
    let records = AuditValue::Number(signatures.len() as i64);
    let written = open.vault.write().and_then(|mut change| {
        for signature in &signatures {
            change.insert_panel_signature(signature)?;
        }
        let entry = AuditEntry::new(Action::PanelSigned, subject(book.id()));
        change.commit(&[entry.changing("records", None, Some(records))])
    });
    written.map_err(failure::vault)?;
    view(application, open, &book)
}

/// Whether somebody sits on the panel of a study of grades.
fn sits_on(open: &OpenVault, book: &Book, account: AccountId) -> bool {
    use isocenter_store::{Actor, Role};
    let by_role = matches!(open.vault.actor(), Actor::Person { role: Role::SeniorOncologist | Role::Physicist, .. });
    !book.is_packet() && (by_role || book.is_graded_by(account))
}

fn found(open: &OpenVault, grading: u32) -> Result<Book, Error> {
    let book = Book::find(open.vault.read(), grading)?;
    if book.row.state == Stored::Draft || !sits_on(open, &book, open.signed_in()?) {
        return Err(not_of_this_panel());
    }
    Ok(book)
}

/// The discussion, if it has begun.
fn begun(open: &OpenVault, grading: u32) -> Result<(Book, Discussion), Error> {
    let (book, reading) = (found(open, grading)?, open.vault.read());
    if !book.is_locked() && !is_in_discussion(reading, &book)? {
        return Err(Error::new(ErrorCode::NotPermitted, "the discussion has not begun", CLOSED));
    }
    let discussion = Discussion::read(reading, &book)?;
    Ok((book, discussion))
}

const CLOSED: &str = "wait until every grader has recorded every case";

fn view(application: &Application, open: &OpenVault, book: &Book) -> Result<Adjudication, Error> {
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let is_locked = book.is_locked();
    let mut shown = Adjudication {
        grading: book.number(),
        name: book.name().to_owned(),
        closed_because: String::new(),
        is_locked,
        scale: scale_view(book.scale()),
        pairs: 0,
        flagged: Vec::new(),
        table: vec![vec![0; 5]; 5],
        exact: 0,
        within_one: 0,
        kappa_quadratic: StatisticView { value: None, low: None, high: None, undefined: "not begun".to_owned() },
        panel: Vec::new(),
        may_record: false,
        may_vote: false,
        unsigned: 0,
    };
    if !is_locked && !is_in_discussion(reading, book)? {
        shown.closed_because = "The discussion begins when every grader has recorded every case.".to_owned();
        return Ok(shown);
    }
    let discussion = Discussion::read(reading, book)?;
    let pairs = &discussion.pairs.pairs;
    let present = application.panel().of(book.id());
    let members = discussion.members(book);
    let me = members.iter().find(|member| member.id.number() == account.0);
    let table = cross_table(pairs);
    shown.pairs = count(pairs.len());
    shown.flagged = flagged(reading, book, &discussion)?;
    shown.table = table.iter().map(|row| row.to_vec()).collect();
    shown.exact = count(pairs.iter().filter(|pair| pair.first == pair.second).count());
    shown.within_one = count(pairs.iter().filter(|pair| pair.first.distance(pair.second) <= 1).count());
    shown.kappa_quadratic = quadratic_kappa(pairs)?;
    shown.may_record = !is_locked && me.is_some_and(|member| member.part == PanelPart::Senior);
    shown.may_vote = !is_locked && me.is_some();
    shown.unsigned = match me {
        Some(member) if !is_locked => count(unsigned_by(&discussion, member)?.len()),
        _ => 0,
    };
    let panel_member = |member: &Member| {
        Ok(PanelMember {
            account: member.id.to_string(),
            name: member.name.clone(),
            part: wire_part(member.part),
            is_present: present.contains(&AccountId(member.id.number())) || member.id.number() == account.0,
            unsigned: if is_locked { 0 } else { count(unsigned_by(&discussion, member)?.len()) },
        })
    };
    shown.panel = members.iter().map(panel_member).collect::<Result<Vec<_>, Error>>()?;
    Ok(shown)
}

fn flagged(reading: Reading<'_>, book: &Book, discussion: &Discussion) -> Result<Vec<DiscrepancyRow>, Error> {
    let standing = discussion.standing()?;
    let row = |pair: &Pair| {
        let (case, content) = content_of(reading, book, pair.item)?;
        let record = standing.get(&pair.item);
        Ok(DiscrepancyRow {
            item: pair.item.number(),
            case,
            title: content.title(),
            first: pair.first.number(),
            second: pair.second.number(),
            consensus: record.map(|record| record.decision.consensus.number()),
            is_signed: match record {
                Some(record) => discussion.is_signed_by_senior(record)?,
                None => false,
            },
        })
    };
    let mut rows = discussion.discrepancies().iter().map(row).collect::<Result<Vec<_>, Error>>()?;
    rows.sort_by(|one, other| (&one.case, one.item).cmp(&(&other.case, other.item)));
    Ok(rows)
}

fn content_of(reading: Reading<'_>, book: &Book, item: ItemNumber) -> Result<(String, ItemContent), Error> {
    let row = reading.grading_item(book.id(), GradingItemKind::Case, item.number()).map_err(failure::vault)?;
    let row = row.ok_or_else(no_such_discrepancy)?;
    let content = ItemContent::of_row(&row)?;
    Ok((row.label, content))
}

fn detail(
    application: &Application,
    open: &OpenVault,
    book: &Book,
    discussion: &Discussion,
    item: u32,
) -> Result<DiscrepancyView, Error> {
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let pair = pair_of(discussion, item)?;
    let (case, content) = content_of(reading, book, pair.item)?;
    let (delivered, generated) = (content.delivered_plan(), content.generated_plan());
    let standing = discussion.standing()?.get(&pair.item).copied();
    let view_of = |record: &DecisionRecord| decision_view(application, discussion, record, standing);
    let mut earlier = Vec::new();
    for record in discussion.decisions.iter().rev().filter(|record| record.decision.item == pair.item) {
        if standing.is_none_or(|standing| standing.id != record.id) {
            earlier.push(view_of(record)?);
        }
    }
    let votes = votes_seen(&discussion.votes, pair.item, MemberId::new(account.0), standing.is_some());
    let vote = |seen: VoteSeen| PanelVoteView {
        name: seen.member.name,
        part: wire_part(seen.member.part),
        grade: seen.grade.map(isocenter_grade::Grade::number),
    };
    Ok(DiscrepancyView {
        item,
        case,
        title: content.title(),
        comparison: comparison(&content, &delivered, &generated)?,
        delivered: plan_view(&delivered),
        generated: plan_view(&generated),
        opinions: opinions(book, discussion, pair),
        votes: votes.into_iter().map(vote).collect(),
        settled: standing.map(view_of).transpose()?,
        earlier,
        diagnosis: content.diagnosis,
    })
}

fn opinions(book: &Book, discussion: &Discussion, pair: Pair) -> Vec<GraderOpinion> {
    let opinion = |letter: Letter| {
        let grader = book.protocol().ok()?.active(letter)?;
        let place = Place { grader: grader.id, round: Round::First, item: pair.item };
        let entry = discussion.ledger.current(place)?;
        Some(GraderOpinion {
            name: grader.name.clone(),
            letter: letter_word(letter),
            grade: entry.act.grade()?.number(),
            comment: entry.comment.reveal().clone(),
            focus_s: f64::from(entry.focus_ms) / 1000.0,
        })
    };
    [Letter::A, Letter::B].into_iter().filter_map(opinion).collect()
}

fn decision_view(
    application: &Application,
    discussion: &Discussion,
    record: &DecisionRecord,
    standing: Option<&DecisionRecord>,
) -> Result<PanelDecisionView, Error> {
    let decision = &record.decision;
    let mut signatures = Vec::new();
    for signature in discussion.signatures.iter().filter(|signature| signature.decision == record.id) {
        signatures.push(SignatureView {
            name: signature.member.name.clone(),
            part: wire_part(signature.member.part),
            meaning: signature.meaning.clone(),
            at: application.local_time_of(signature.at_us),
            sha256: signature.sha256.to_string(),
            is_void: match standing {
                Some(standing) => is_void(signature, standing).map_err(failure::grade)?,
                None => true,
            },
        });
    }
    Ok(PanelDecisionView {
        decision: record.id.to_string(),
        first: decision.first.number(),
        second: decision.second.number(),
        consensus: decision.consensus.number(),
        reasons: decision.reasons.iter().map(|reason| wire_reason(*reason)).collect(),
        words: decision.words.reveal().clone(),
        dissent: decision.dissent.reveal().clone(),
        present: decision.present.iter().map(|member| member.name.clone()).collect(),
        at: application.local_time_of(decision.at_us),
        by: decision.by.name.clone(),
        change_reason: decision.change_reason.reveal().clone(),
        sha256: decision.sha256().map_err(failure::grade)?.to_string(),
        signatures,
    })
}

/// What stands, was settled in this member's presence, and does not bear their signature.
fn unsigned_by<'d>(discussion: &'d Discussion, member: &Member) -> Result<Vec<&'d DecisionRecord>, Error> {
    let mut unsigned = Vec::new();
    for record in discussion.standing()?.into_values() {
        let was_present = record.decision.present.iter().any(|other| other.id == member.id);
        if was_present && !discussion.is_signed_by(record, |other| other.id == member.id)? {
            unsigned.push(record);
        }
    }
    Ok(unsigned)
}

fn member(book: &Book, discussion: &Discussion, account: &str) -> Result<Member, Error> {
    let id = account.parse().map(AccountId).ok();
    id.and_then(|id| discussion.member(book, id)).ok_or_else(not_of_this_panel)
}

fn pair_of(discussion: &Discussion, item: u32) -> Result<Pair, Error> {
    let wanted = |pair: &Pair| pair.item.number() == item;
    discussion.discrepancies().into_iter().find(wanted).ok_or_else(no_such_discrepancy)
}

fn decision_id(text: &str) -> Result<DecisionId, Error> {
    let refused = || Error::new(ErrorCode::BadInput, "there is no such record", "look at the case again");
    text.parse().map(DecisionId::new).map_err(|_| refused())
}

const fn wire_part(part: PanelPart) -> WirePart {
    match part {
        PanelPart::GraderA => WirePart::GraderA,
        PanelPart::GraderB => WirePart::GraderB,
        PanelPart::Senior => WirePart::Senior,
        PanelPart::Physicist => WirePart::Physicist,
    }
}

const fn wire_reason(reason: isocenter_grade::PanelReason) -> WireReason {
    use isocenter_grade::PanelReason as Reason;
    match reason {
        Reason::Dose => WireReason::Dose,
        Reason::Fractionation => WireReason::Fractionation,
        Reason::Modality => WireReason::Modality,
        Reason::Target => WireReason::Target,
        Reason::UnclearText => WireReason::UnclearText,
        Reason::UnusualReference => WireReason::UnusualReference,
    }
}

const fn reason_of_wire(reason: WireReason) -> isocenter_grade::PanelReason {
    use isocenter_grade::PanelReason as Reason;
    match reason {
        WireReason::Dose => Reason::Dose,
        WireReason::Fractionation => Reason::Fractionation,
        WireReason::Modality => Reason::Modality,
        WireReason::Target => Reason::Target,
        WireReason::UnclearText => Reason::UnclearText,
        WireReason::UnusualReference => Reason::UnusualReference,
    }
}

fn not_of_this_panel() -> Error {
    Error::new(ErrorCode::NotPermitted, "this account does not sit on that panel", "choose one of the list")
}

fn no_such_discrepancy() -> Error {
    Error::new(ErrorCode::BadInput, "there is no such discrepancy", "choose one of the list")
}
