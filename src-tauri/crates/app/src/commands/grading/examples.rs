//! The reference examples: given by the senior oncologist before the freeze, read by graders after their own calibration round.

use isocenter_grade::ExampleGrade;
use isocenter_store::{Action, Actor, AuditEntry, AuditValue, GradingItemKind, GradingState as Stored, Reading, Role};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::grading::{Book, Counts, ItemContent, comparison, free_text, grade, plan_view, scale_view, subject};
use crate::people::name_of;
use crate::permission::Permission;
use crate::session::OpenVault;
use crate::wire::{ErrorCode, ExampleGradeRequest, ReferenceExample, ReferenceExamples};

/// The examples that this person may see, of the newest study of grades first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn reference_examples(application: &Application) -> Result<Vec<ReferenceExamples>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::ReadExamples)?;
    let mut shown = Vec::new();
    for book in Book::all(open.vault.read())? {
        if let Some(who) = reader(open, &book)? {
            shown.push(view(open.vault.read(), &book, who)?);
        }
    }
    Ok(shown)
}

/// The senior oncologist grades an example of a draft.
///
/// # Errors
/// Not permitted; a frozen protocol; no such example; no note.
pub fn grade_example(application: &Application, request: &ExampleGradeRequest) -> Result<ReferenceExamples, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SettleGrades)?;
    let mut book = Book::find(open.vault.read(), request.grading)?;
    if book.row.state != Stored::Draft {
        return Err(Error::new(
            ErrorCode::BadInput,
            "the examples are frozen with the protocol",
            "make another study of grades to change them",
        ));
    }
    let note = free_text(&request.note)?;
    if note.reveal().is_empty() {
        return Err(Error::new(ErrorCode::BadInput, "an example needs a sentence on why", "write it"));
    }
    let accounts = open.vault.read().accounts().map_err(failure::vault)?;
    let given = ExampleGrade { grade: grade(request.grade)?, note, by: name_of(&accounts, open.account()) };
    let wanted = |example: &&mut isocenter_grade::Example| example.number.number() == request.number;
    let example = book.protocol_mut()?.examples.iter_mut().find(wanted);
    let example =
        example.ok_or_else(|| Error::new(ErrorCode::BadInput, "there is no such example", "choose one of the list"))?;
    example.given = Some(given);
    let text = book.protocol()?.canonical_json().map_err(failure::grade)?;
    let number = AuditValue::Number(request.number.into());
    let written = open.vault.write().and_then(|mut change| {
        change.set_grading_draft(book.id(), &text)?;
        let entry = AuditEntry::new(Action::ExampleGraded, subject(book.id()));
        change.commit(&[entry.changing("example", None, Some(number))])
    });
    written.map_err(failure::vault)?;
    view(open.vault.read(), &book, Reader::Gives)
}

/// What somebody is to the examples.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Gives them now.
    Gives,
    /// Reads them.
    Reads,
    /// Will read them after the calibration round.
    Waits,
}

/// Nothing when the study of grades does not concern this person.
fn reader(open: &OpenVault, book: &Book) -> Result<Option<Reader>, Error> {
    let Actor::Person { account, role } = open.vault.actor() else { return Ok(None) };
    let is_draft = book.row.state == Stored::Draft;
    Ok(match role {
        Role::SeniorOncologist if !book.is_packet() => Some(if is_draft { Reader::Gives } else { Reader::Reads }),
        Role::Physicist if !book.is_packet() => Some(Reader::Reads),
        _ if is_draft || !book.is_graded_by(account) => None,
        _ if Counts::of(open.vault.read(), book, account)?.is_calibrated() => Some(Reader::Reads),
        _ => Some(Reader::Waits),
    })
}

fn view(reading: Reading<'_>, book: &Book, who: Reader) -> Result<ReferenceExamples, Error> {
    let hidden_because = match who {
        Reader::Gives | Reader::Reads if book.example_count() == 0 => "This study of grades has no examples.",
        Reader::Gives | Reader::Reads => "",
        Reader::Waits => "The examples are shown after your calibration round.",
    };
    let rows = match who {
        Reader::Waits => Vec::new(),
        Reader::Gives | Reader::Reads => {
            reading.grading_items(book.id(), GradingItemKind::Example).map_err(failure::vault)?
        }
    };
    let mut examples = Vec::new();
    for row in rows {
        let content = ItemContent::of_row(&row)?;
        let (delivered, generated) = (content.delivered_plan(), content.generated_plan());
        let given = book.example_given(isocenter_grade::ItemNumber::new(row.number));
        examples.push(ReferenceExample {
            number: row.number,
            case: row.label,
            comparison: comparison(&content, &delivered, &generated)?,
            diagnosis: content.diagnosis,
            delivered: plan_view(&delivered),
            generated: plan_view(&generated),
            grade: given.map(|given| given.grade.number()),
            note: given.map(|given| given.note.reveal().clone()).unwrap_or_default(),
            by: given.map(|given| given.by.clone()).unwrap_or_default(),
        });
    }
    Ok(ReferenceExamples {
        grading: book.number(),
        name: book.name().to_owned(),
        scale: scale_view(book.scale()),
        is_editable: who == Reader::Gives,
        hidden_because: hidden_because.to_owned(),
        examples,
    })
}
