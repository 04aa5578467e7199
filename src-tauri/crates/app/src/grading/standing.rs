//! How far each grader is, from counts alone: who asks for these learns nothing of what was graded.

use isocenter_grade::{GraderId, Look, Round};
use isocenter_store::{AccountId, GradeEntryRow, GradeRound, GradingState, PacketWay, Reading};

use super::book::{Book, place};
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::wire::{GradingStage, MyGrading, MyGradingState, TickState};

/// What one grader has recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) calibrated: u32,
    pub(crate) examples: u32,
    pub(crate) recorded: u32,
    pub(crate) total: u32,
}

impl Counts {
    /// Of one grader of a study of grades.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn of(reading: Reading<'_>, book: &Book, account: AccountId) -> Result<Self, Error> {
        let (examples, positions) = book.lengths();
        let recorded = |round| reading.count_recorded(book.id(), account, round).map_err(failure::vault);
        Ok(Self {
            calibrated: recorded(GradeRound::Calibration)?,
            examples: count(examples),
            recorded: recorded(GradeRound::First)? + recorded(GradeRound::Repeat)?,
            total: count(positions),
        })
    }

    pub(crate) const fn is_calibrated(self) -> bool {
        self.calibrated >= self.examples
    }

    pub(crate) const fn is_complete(self) -> bool {
        self.recorded >= self.total
    }
}

/// Whether everybody who grades an open study of grades has recorded everything.
///
/// # Errors
/// A damaged vault.
pub(crate) fn is_in_discussion(reading: Reading<'_>, book: &Book) -> Result<bool, Error> {
    if book.row.state != GradingState::Open || book.is_packet() {
        return Ok(false);
    }
    let protocol = book.protocol()?;
    if protocol.active_graders().next().is_none() {
        return Ok(false);
    }
    for grader in protocol.active_graders() {
        if !Counts::of(reading, book, AccountId(grader.id.number()))?.is_complete() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the newest packet of this grader is out and has not come back.
///
/// # Errors
/// A damaged vault.
pub(crate) fn has_packet_out(reading: Reading<'_>, book: &Book, account: AccountId) -> Result<bool, Error> {
    let packets = reading.grading_packets(book.id()).map_err(failure::vault)?;
    let of_grader =
        |packet: &&isocenter_store::GradingPacketRow| packet.way == PacketWay::Out && packet.account == account;
    Ok(packets.iter().rfind(of_grader).is_some_and(|packet| packet.back_sha256.is_none()))
}

/// Whether a packet that was opened here went back.
fn is_returned(reading: Reading<'_>, book: &Book) -> Result<bool, Error> {
    if !book.is_packet() {
        return Ok(false);
    }
    let packets = reading.grading_packets(book.id()).map_err(failure::vault)?;
    Ok(packets.iter().any(|packet| packet.way == PacketWay::In && packet.back_sha256.is_some()))
}

/// Whether nothing may be recorded any more.
fn is_closed(reading: Reading<'_>, book: &Book) -> Result<bool, Error> {
    Ok(book.is_locked() || is_in_discussion(reading, book)? || is_returned(reading, book)?)
}

/// The desk of one grader: their order, and what stands of theirs.
pub(crate) struct Desk<'b> {
    pub(crate) book: &'b Book,
    pub(crate) account: AccountId,
    pub(crate) counts: Counts,
    assignment: isocenter_grade::Assignment,
    is_elsewhere: bool,
    is_closed: bool,
}

impl<'b> Desk<'b> {
    /// The desk of whoever signed in.
    ///
    /// # Errors
    /// A draft; somebody who does not grade it; a damaged vault.
    pub(crate) fn of(reading: Reading<'_>, book: &'b Book, account: AccountId) -> Result<Self, Error> {
        if book.row.state == GradingState::Draft || !book.is_graded_by(account) {
            let unknown = isocenter_grade::Error::UnknownGrader { grader: GraderId::new(account.0) };
            return Err(failure::grade(unknown));
        }
        Ok(Self {
            counts: Counts::of(reading, book, account)?,
            assignment: book.assignment(account)?,
            is_elsewhere: has_packet_out(reading, book, account)?,
            is_closed: is_closed(reading, book)?,
            book,
            account,
        })
    }

    /// The same desk after something was recorded: its order is not drawn anew.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn after_recording(self, reading: Reading<'_>) -> Result<Self, Error> {
        let counts = Counts::of(reading, self.book, self.account)?;
        Ok(Self { counts, is_closed: is_closed(reading, self.book)?, ..self })
    }

    /// What stands of this grader: the ruler and the row are made of it.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn standing(&self, reading: Reading<'_>) -> Result<Vec<GradeEntryRow>, Error> {
        reading.current_grades_of(self.book.id(), self.account).map_err(failure::vault)
    }

    /// Where it stands for this grader.
    pub(crate) fn state(&self) -> MyGradingState {
        if self.is_closed {
            MyGradingState::Closed
        } else if self.is_elsewhere {
            MyGradingState::Elsewhere
        } else if !self.counts.is_calibrated() {
            MyGradingState::Calibrating
        } else if !self.counts.is_complete() {
            MyGradingState::Grading
        } else {
            MyGradingState::Finished
        }
    }

    /// What this grader works on now.
    pub(crate) fn stage(&self) -> GradingStage {
        if self.counts.is_calibrated() { GradingStage::Grading } else { GradingStage::Calibration }
    }

    /// What a position of a stage shows.
    pub(crate) fn look(&self, stage: GradingStage, position: u32) -> Option<Look> {
        let position = position as usize;
        match stage {
            GradingStage::Calibration => {
                let item = *self.assignment.calibration().get(position)?;
                Some(Look { round: Round::Calibration, item })
            }
            GradingStage::Grading => self.assignment.grading().get(position).copied(),
        }
    }

    /// How many positions a stage has.
    pub(crate) fn positions(&self, stage: GradingStage) -> u32 {
        match stage {
            GradingStage::Calibration => self.counts.examples,
            GradingStage::Grading => self.counts.total,
        }
    }

    /// A tick for each position of a stage.
    pub(crate) fn ticks(&self, standing: &[GradeEntryRow], stage: GradingStage) -> Vec<TickState> {
        let mut ticks = vec![TickState::ToDo; self.positions(stage) as usize];
        let positions: std::collections::HashMap<_, _> = (0..self.positions(stage))
            .filter_map(|position| {
                let look = self.look(stage, position)?;
                Some((place(self.book.id(), self.account, look.round, look.item), position as usize))
            })
            .collect();
        for row in standing {
            if let Some(tick) = positions.get(&row.entry.place).and_then(|position| ticks.get_mut(*position)) {
                *tick = tick_of(row);
            }
        }
        ticks
    }

    /// The row of the grader's own list.
    pub(crate) fn row(&self, standing: &[GradeEntryRow]) -> MyGrading {
        let counted = || standing.iter().filter(|row| row.entry.place.round != GradeRound::Calibration);
        MyGrading {
            grading: self.book.number(),
            name: self.book.name().to_owned(),
            state: self.state(),
            examples: self.counts.examples,
            calibrated: self.counts.calibrated,
            total: self.counts.total,
            recorded: self.counts.recorded,
            skipped: count(counted().filter(|row| row.entry.grade.is_none()).count()),
            flagged: count(counted().filter(|row| row.entry.is_flagged).count()),
            is_packet: self.book.is_packet(),
        }
    }
}

/// How an entry that stands shows on the ruler.
pub(crate) fn tick_of(row: &GradeEntryRow) -> TickState {
    match (row.entry.is_flagged, row.entry.grade) {
        (true, _) => TickState::Flagged,
        (false, Some(_)) => TickState::Graded,
        (false, None) => TickState::Skipped,
    }
}
