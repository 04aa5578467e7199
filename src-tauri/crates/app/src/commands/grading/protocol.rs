//! The protocol of a study of grades: read, its scale while it is a draft, its amendments afterwards.

use isocenter_grade::{Amendment, AmendmentRecord, GraderId, Letter, Protocol};
use isocenter_store::{Action, AuditEntry, AuditValue, GradingAmendmentRow, GradingState as Stored, Hash, Reading};

use super::keeping::{gone_graders, open_before_lock};
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::grading::{Book, free_text, grade, grader, is_in_discussion, scale_of_wire, scale_view, subject};
use crate::people::name_of;
use crate::permission::Permission;
use crate::wire::{AmendmentView, ErrorCode, GradeScale, GradingAmendment, GradingProtocolView, ProtocolLine};

/// The protocol of a study of grades.
///
/// # Errors
/// Not permitted; no such study.
pub fn grading_protocol(application: &Application, grading: u32) -> Result<GradingProtocolView, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepGradings)?.vault.read();
    view(application, reading, &Book::find(reading, grading)?)
}

/// Words the scale of a draft.
///
/// # Errors
/// Not permitted; a frozen protocol; a grade without words.
pub fn set_grading_scale(
    application: &Application,
    grading: u32,
    scale: &GradeScale,
) -> Result<GradingProtocolView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let mut book = Book::find(open.vault.read(), grading)?;
    if let Some(since) = book.row.opened_at_us {
        let what = format!("the scale is frozen since {}", application.local_time_of(since));
        return Err(Error::new(ErrorCode::BadInput, what, "amend it with a reason"));
    }
    book.protocol_mut()?.scale = scale_of_wire(scale)?;
    let text = book.protocol()?.canonical_json().map_err(failure::grade)?;
    let written = open.vault.write().and_then(|mut change| {
        change.set_grading_draft(book.id(), &text)?;
        change.commit(&[AuditEntry::new(Action::ScaleChanged, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    view(application, open.vault.read(), &book)
}

/// Changes a frozen protocol, with a reason that stands in the report.
///
/// # Errors
/// Not permitted; a draft or a locked one; no reason; a change that does not fit.
pub fn amend_grading(
    application: &Application,
    grading: u32,
    amendment: &GradingAmendment,
    reason: &str,
) -> Result<GradingProtocolView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let book = Book::find(open.vault.read(), grading)?;
    book.refuse_unless_open()?;
    let reason = free_text(reason)?;
    let reason = reason.reveal().as_str();
    if reason.is_empty() {
        return Err(Error::new(ErrorCode::BadInput, "an amendment needs its reason", "write why"));
    }
    if is_in_discussion(open.vault.read(), &book)? && !may_follow_all_grades(open.vault.read(), &book, amendment)? {
        return Err(Error::new(
            ErrorCode::BadInput,
            "every grader has recorded everything, so nobody is replaced any more",
            "settle and lock, or make another study of grades",
        ));
    }
    let accounts = open.vault.read().accounts().map_err(failure::vault)?;
    let change = amendment_of_wire(&book, &accounts, amendment)?;
    let number = count(open.vault.read().grading_amendments(book.id()).map_err(failure::vault)?.len()) + 1;
    let (by, now_us) = (name_of(&accounts, open.account()), application.now_us());
    let made = AmendmentRecord::make(book.protocol()?, number, change, reason, &by, now_us);
    let (record, amended) = made.map_err(failure::grade)?;
    let row = GradingAmendmentRow {
        number,
        change: serde_json::to_string(&record).map_err(|error| failure::internal(&error))?,
        reason: reason.to_owned(),
        sha256: Hash::from_bytes(*record.after.bytes()),
        made_by: open.account(),
        made_at_us: now_us,
    };
    let text = amended.canonical_json().map_err(failure::grade)?;
    let value = AuditValue::Number(number.into());
    let written = open.vault.write().and_then(|mut change| {
        change.amend_grading(book.id(), &text, &row)?;
        let entry = AuditEntry::new(Action::GradingAmended, subject(book.id()));
        change.commit(&[entry.changing("amendment", None, Some(value))])
    });
    written.map_err(failure::vault)?;
    let reading = open.vault.read();
    view(application, reading, &Book::find(reading, grading)?)
}

/// Whether an amendment may still be made once every grader has recorded everything: no choice of grades by what they are. Whose account
/// was removed cannot sit on the panel, so that without an amendment nothing could be settled.
fn may_follow_all_grades(reading: Reading<'_>, book: &Book, amendment: &GradingAmendment) -> Result<bool, Error> {
    Ok(match amendment {
        GradingAmendment::ClarifyGrade { .. } => true,
        GradingAmendment::RemoveGrader { account } => {
            gone_graders(reading, book)?.iter().any(|grader| grader.id.to_string() == *account)
        }
        GradingAmendment::ReplaceGrader { .. } => false,
    })
}

fn amendment_of_wire(
    book: &Book,
    accounts: &[isocenter_store::AccountRow],
    amendment: &GradingAmendment,
) -> Result<Amendment, Error> {
    let grader_of = |account: &str| {
        let id = account.parse().map(GraderId::new).ok();
        let known = id.and_then(|id| book.protocol().ok()?.grader(id)).filter(|grader| !grader.is_removed);
        known.ok_or_else(|| {
            Error::new(ErrorCode::BadInput, "this person does not grade here", "choose one of its graders")
        })
    };
    Ok(match amendment {
        GradingAmendment::RemoveGrader { account } => Amendment::RemoveGrader { grader: grader_of(account)?.id },
        GradingAmendment::ReplaceGrader { account, by } => {
            let goes = grader_of(account)?;
            let comes = grader(accounts, by, goes.letter)?;
            Amendment::ReplaceGrader { grader: goes.id, by: comes.id, name: comes.name }
        }
        GradingAmendment::ClarifyGrade { grade: number, name, definition } => {
            let [name, definition] = [free_text(name)?, free_text(definition)?].map(|text| text.reveal().clone());
            Amendment::ClarifyGrade { grade: grade(*number)?, name, definition }
        }
    })
}

/// What the protocol fixes, as a person reads it.
pub(super) fn lines(protocol: &Protocol) -> Vec<ProtocolLine> {
    let line = |name: &str, value: String| ProtocolLine { name: name.to_owned(), value };
    let graders = protocol.graders.iter().map(|grader| {
        let gone = if grader.is_removed { ", taken out" } else { "" };
        format!("{} {}{gone}", grader.letter.word(), grader.name)
    });
    let arms = protocol.arms.iter().map(|arm| arm.label.clone());
    let senior = protocol.examples.iter().find_map(|example| example.given.as_ref()).map(|given| given.by.clone());
    vec![
        line("Study", format!("{}, SHA-256 {}", protocol.study.name, protocol.study.sha256)),
        line("Answers", format!("temperature {}, first sample", protocol.temperature)),
        line("Models", arms.collect::<Vec<_>>().join("; ")),
        line("Cases", format!("{}, so {} regimens", protocol.cases.len(), protocol.items.len())),
        line("Graders", graders.collect::<Vec<_>>().join("; ")),
        line(
            "Examples",
            match senior {
                Some(by) => format!("{}, graded by {by}", protocol.examples.len()),
                None => protocol.examples.len().to_string(),
            },
        ),
        line("Seen twice by each grader", format!("{} % of the regimens, unannounced", protocol.repeat_percent)),
        line("Order", format!("drawn for each grader, seed {}", protocol.order_seed)),
    ]
}

/// The amendments of a study of grades.
///
/// # Errors
/// A damaged vault.
pub(super) fn amendments(
    application: &Application,
    reading: Reading<'_>,
    book: &Book,
) -> Result<Vec<AmendmentView>, Error> {
    let accounts = reading.accounts().map_err(failure::vault)?;
    let rows = reading.grading_amendments(book.id()).map_err(failure::vault)?;
    let protocol = book.protocol()?;
    let view = |row: &GradingAmendmentRow| {
        let record: AmendmentRecord = serde_json::from_str(&row.change).map_err(|error| failure::internal(&error))?;
        Ok(AmendmentView {
            number: row.number,
            change: change_words(protocol, &record.amendment),
            reason: row.reason.clone(),
            by: name_of(&accounts, row.made_by),
            at: application.local_time_of(row.made_at_us),
            protocol_sha256: row.sha256.to_string(),
        })
    };
    rows.iter().map(view).collect()
}

fn change_words(protocol: &Protocol, change: &Amendment) -> String {
    let name = |id: &GraderId| {
        let known = protocol.grader(*id);
        known.map_or_else(
            || format!("grader {id}"),
            |grader| format!("{} (grader {})", grader.name, letter(grader.letter)),
        )
    };
    match change {
        Amendment::RemoveGrader { grader } => format!("{} grades no more.", name(grader)),
        Amendment::ReplaceGrader { grader, name: comes, .. } => format!("{comes} grades in place of {}.", name(grader)),
        Amendment::ClarifyGrade { grade, name, definition } => {
            format!("Grade {grade} reads “{name}: {definition}”")
        }
        _ => "A change that this version does not know.".to_owned(),
    }
}

const fn letter(letter: Letter) -> &'static str {
    letter.word()
}

fn view(application: &Application, reading: Reading<'_>, book: &Book) -> Result<GradingProtocolView, Error> {
    let missing = match book.row.state {
        Stored::Draft => book.protocol()?.missing().iter().map(|missing| format!("It needs {missing}.")).collect(),
        Stored::Open | Stored::Locked => Vec::new(),
    };
    Ok(GradingProtocolView {
        grading: book.number(),
        lines: lines(book.protocol()?),
        scale: scale_view(book.scale()),
        analysis: book.protocol()?.analysis.clone(),
        amendments: amendments(application, reading, book)?,
        protocol_sha256: book.row.made.sha256.map(|hash| hash.to_string()).unwrap_or_default(),
        missing,
        open_before_lock: open_before_lock(reading, book)?,
    })
}
