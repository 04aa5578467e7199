//! One study of grades as the vault holds it: its row, and its protocol or what a packet brought of it; entries in the words of the crate
//! `grade`.

use isocenter_grade::{
    Act, Assignment, EntryId, ExampleGrade, Grade, GradeEntry, GradeScale, GraderId, ItemNumber, Ledger, Protocol,
    Round as GradeRoundOf,
};
use isocenter_store::{
    AccountId, GradeAct, GradeEntryRow, GradePlace, GradeRound, GradingId, GradingOrigin, GradingRow, GradingState,
    Reading, Subject, SubjectKind,
};

use super::packet_book::PacketBook;
use crate::error::Error;
use crate::failure;
use crate::wire::ErrorCode;

/// A study of grades.
pub(crate) struct Book {
    pub(crate) row: GradingRow,
    content: Content,
}

enum Content {
    /// It was made here.
    Home(Box<Protocol>),
    /// A packet brought one grader's part of it.
    Packet(Box<PacketBook>),
}

/// A study of grades as what an audit entry is about.
pub(crate) fn subject(id: GradingId) -> Subject {
    Subject::new(SubjectKind::Grading, id.0)
}

impl Book {
    /// The study of grades that a request names.
    ///
    /// # Errors
    /// There is none of this number; one of a newer program; a damaged vault.
    pub(crate) fn find(reading: Reading<'_>, grading: u32) -> Result<Self, Error> {
        let row = reading.grading(GradingId(grading.into())).map_err(failure::vault)?;
        Self::of_row(row.ok_or_else(no_such_grading)?)
    }

    /// Every study of grades, newest first.
    ///
    /// # Errors
    /// As [`Book::find`].
    pub(crate) fn all(reading: Reading<'_>) -> Result<Vec<Self>, Error> {
        let rows = reading.gradings().map_err(failure::vault)?;
        rows.into_iter().rev().map(Self::of_row).collect()
    }

    fn of_row(row: GradingRow) -> Result<Self, Error> {
        let content = match row.made.origin {
            GradingOrigin::Here => {
                Content::Home(Box::new(Protocol::from_json(&row.made.protocol).map_err(failure::grade)?))
            }
            GradingOrigin::Packet => Content::Packet(Box::new(PacketBook::from_json(&row.made.protocol)?)),
        };
        Ok(Self { row, content })
    }

    /// Those that were made here, newest first.
    ///
    /// # Errors
    /// As [`Book::find`].
    pub(crate) fn of_home(reading: Reading<'_>) -> Result<Vec<Self>, Error> {
        let mut books = Self::all(reading)?;
        books.retain(|book| matches!(book.content, Content::Home(_)));
        Ok(books)
    }

    /// Its protocol.
    ///
    /// # Errors
    /// It came as a packet: the protocol is at home.
    pub(crate) fn protocol(&self) -> Result<&Protocol, Error> {
        match &self.content {
            Content::Home(protocol) => Ok(protocol),
            Content::Packet(_) => Err(at_home()),
        }
    }

    /// Its protocol, to be changed.
    ///
    /// # Errors
    /// As [`Book::protocol`].
    pub(crate) fn protocol_mut(&mut self) -> Result<&mut Protocol, Error> {
        match &mut self.content {
            Content::Home(protocol) => Ok(protocol),
            Content::Packet(_) => Err(at_home()),
        }
    }

    /// What a packet brought.
    ///
    /// # Errors
    /// It was made here.
    pub(crate) fn packet(&self) -> Result<&PacketBook, Error> {
        match &self.content {
            Content::Packet(packet) => Ok(packet),
            Content::Home(_) => Err(Error::new(
                ErrorCode::BadInput,
                "this study of grades did not come as a packet",
                "its grades are recorded here already",
            )),
        }
    }

    pub(crate) fn is_packet(&self) -> bool {
        matches!(self.content, Content::Packet(_))
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        match &self.content {
            Content::Home(protocol) => &protocol.name,
            Content::Packet(packet) => &packet.name,
        }
    }

    /// The scale as it stands.
    pub(crate) fn scale(&self) -> &GradeScale {
        match &self.content {
            Content::Home(protocol) => &protocol.scale,
            Content::Packet(packet) => &packet.scale,
        }
    }

    /// What the senior oncologist gave an example.
    pub(crate) fn example_given(&self, number: ItemNumber) -> Option<&ExampleGrade> {
        match &self.content {
            Content::Home(protocol) => protocol.example(number)?.given.as_ref(),
            Content::Packet(packet) => packet.examples.get(&number),
        }
    }

    /// How many examples there are.
    pub(crate) fn example_count(&self) -> usize {
        match &self.content {
            Content::Home(protocol) => protocol.examples.len(),
            Content::Packet(packet) => packet.examples.len(),
        }
    }

    pub(crate) fn id(&self) -> GradingId {
        self.row.id
    }

    /// Its number for the window.
    pub(crate) fn number(&self) -> u32 {
        u32::try_from(self.row.id.0).unwrap_or(u32::MAX)
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.row.state == GradingState::Locked
    }

    /// The order of a grader.
    ///
    /// # Errors
    /// Somebody who does not grade it.
    pub(crate) fn assignment(&self, account: AccountId) -> Result<Assignment, Error> {
        let grader = GraderId::new(account.0);
        match &self.content {
            Content::Home(protocol) => Assignment::of(protocol, grader).map_err(failure::grade),
            Content::Packet(packet) if packet.account == account.0 => Ok(packet.assignment()),
            Content::Packet(_) => Err(failure::grade(isocenter_grade::Error::UnknownGrader { grader })),
        }
    }

    /// How many examples and how many positions of the grading stage each grader has.
    pub(crate) fn lengths(&self) -> (usize, usize) {
        match &self.content {
            Content::Home(protocol) => Assignment::lengths(protocol),
            Content::Packet(packet) => packet.lengths(),
        }
    }

    /// Whether this person grades it now.
    pub(crate) fn is_graded_by(&self, account: AccountId) -> bool {
        match &self.content {
            Content::Home(protocol) => {
                protocol.grader(GraderId::new(account.0)).is_some_and(|grader| !grader.is_removed)
            }
            Content::Packet(packet) => packet.account == account.0,
        }
    }

    /// Everything that everybody recorded. For nobody who grades.
    ///
    /// # Errors
    /// A history that cannot have happened; a damaged vault.
    pub(crate) fn ledger(&self, reading: Reading<'_>) -> Result<Ledger, Error> {
        let rows = reading.grade_history(self.id()).map_err(failure::vault)?;
        let history = rows.iter().map(entry_of_row).collect::<Result<Vec<_>, _>>()?;
        Ledger::of(self.protocol()?, history).map_err(failure::grade)
    }

    /// Refuses what only an open study of grades allows.
    ///
    /// # Errors
    /// `bad_input`, with what it is instead.
    pub(crate) fn refuse_unless_open(&self) -> Result<(), Error> {
        match self.row.state {
            GradingState::Open => Ok(()),
            GradingState::Draft => Err(Error::new(
                ErrorCode::BadInput,
                "this study of grades has not begun",
                "wait until the physicist has opened it",
            )),
            GradingState::Locked => Err(Error::new(
                ErrorCode::BadInput,
                "this study of grades is locked, nothing of it changes any more",
                "make another study of grades",
            )),
        }
    }
}

/// A stored entry in the words of the crate `grade`.
///
/// # Errors
/// A damaged vault.
pub(crate) fn entry_of_row(row: &GradeEntryRow) -> Result<GradeEntry, Error> {
    let entry = &row.entry;
    let grade = entry.grade.map(|number| Grade::new(number).ok_or_else(failure::damaged)).transpose()?;
    let act = match (entry.act, grade) {
        (GradeAct::Graded, Some(grade)) => Act::Graded(grade),
        (GradeAct::Skipped, None) => Act::Skipped(entry.reason.clone()),
        (GradeAct::Withdrawn, None) => Act::Withdrawn,
        (GradeAct::Graded, None) | (GradeAct::Skipped | GradeAct::Withdrawn, Some(_)) => return Err(failure::damaged()),
    };
    Ok(GradeEntry {
        id: EntryId::new(row.id.0),
        grader: GraderId::new(entry.place.account.0),
        round: round_of_store(entry.place.round),
        item: ItemNumber::new(entry.place.item),
        act,
        comment: entry.comment.clone(),
        is_flagged: entry.is_flagged,
        focus_ms: entry.focus_ms,
        recorded_at_us: entry.recorded_at_us,
        replaces: entry.replaces.map(|id| EntryId::new(id.0)),
        packet: entry.packet.clone(),
    })
}

/// A round as the vault stores it.
pub(crate) const fn round_in_store(round: GradeRoundOf) -> GradeRound {
    match round {
        GradeRoundOf::Calibration => GradeRound::Calibration,
        GradeRoundOf::First => GradeRound::First,
        GradeRoundOf::Repeat => GradeRound::Repeat,
    }
}

const fn round_of_store(round: GradeRound) -> GradeRoundOf {
    match round {
        GradeRound::Calibration => GradeRoundOf::Calibration,
        GradeRound::First => GradeRoundOf::First,
        GradeRound::Repeat => GradeRoundOf::Repeat,
    }
}

/// Where a look of a grader is recorded.
pub(crate) const fn place(grading: GradingId, account: AccountId, round: GradeRoundOf, item: ItemNumber) -> GradePlace {
    GradePlace { grading, account, round: round_in_store(round), item: item.number() }
}

fn at_home() -> Error {
    Error::new(
        ErrorCode::BadInput,
        "this study of grades came as a packet, the rest of it is where it was made",
        "go on there",
    )
}

fn no_such_grading() -> Error {
    Error::new(ErrorCode::BadInput, "there is no such study of grades", "choose one of the list")
}
