//! What graders recorded and what stands of it, kept as simply as can be: the vault must agree.

use std::collections::BTreeMap;

use isocenter_store::{
    AccountId, GradeAct, GradeEntryId, GradeEntryRow, GradePlace, GradeRound, GradingId, NewGradeEntry, Reading,
};

#[derive(Default)]
pub struct Model {
    history: Vec<(GradeEntryId, NewGradeEntry)>,
    pub standing: BTreeMap<GradePlace, GradeEntryId>,
}

impl Model {
    pub fn takes(&mut self, entry: &NewGradeEntry, id: GradeEntryId) {
        self.history.push((id, entry.clone()));
        match entry.act {
            GradeAct::Withdrawn => self.standing.remove(&entry.place),
            GradeAct::Graded | GradeAct::Skipped => self.standing.insert(entry.place, id),
        };
    }

    fn entry(&self, id: GradeEntryId) -> &NewGradeEntry {
        &self.history.iter().find(|(known, _)| *known == id).unwrap().1
    }

    pub fn assert_agrees(&self, read: Reading<'_>, grading: GradingId, graders: [AccountId; 2]) {
        assert_eq!(in_pairs(read.grade_history(grading).unwrap()), self.history);
        for account in graders {
            let standing = self.standing.iter().filter(|(place, _)| place.account == account);
            let standing: Vec<_> = standing.map(|(_, id)| (*id, self.entry(*id).clone())).collect();
            assert_eq!(in_pairs(read.current_grades_of(grading, account).unwrap()), standing);
            for round in [GradeRound::Calibration, GradeRound::First, GradeRound::Repeat] {
                let expected = standing.iter().filter(|(_, entry)| entry.place.round == round).count();
                assert_eq!(read.count_recorded(grading, account, round).unwrap() as usize, expected);
            }
        }
        assert!(read.verify_grades().unwrap().is_empty());
    }
}

pub fn in_pairs(rows: Vec<GradeEntryRow>) -> Vec<(GradeEntryId, NewGradeEntry)> {
    rows.into_iter().map(|row| (row.id, row.entry)).collect()
}
