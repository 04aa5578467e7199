//! Invented studies of grades: two graders, invented cases, any grades.

use isocenter_domain::Redacted;
use isocenter_grade::{
    Act, Arm, ArmId, CaseId, Decision, DecisionId, DecisionRecord, EntryId, Grade, GradeEntry, GradeScale, Grader,
    GraderId, Item, ItemNumber, Letter, Member, MemberId, PROTOCOL_FORMAT, PanelPart, PanelReason, Place, Protocol,
    ProtocolCase, Round, Sha256, StudyRecord, StudyRef,
};

pub const A: GraderId = GraderId::new(1);
pub const B: GraderId = GraderId::new(2);

pub fn grade(number: u8) -> Grade {
    Grade::new(number).unwrap()
}

pub fn item(number: u32) -> ItemNumber {
    ItemNumber::new(number)
}

/// Cases `C-1` …, each with each arm; the items of a case are neighbours: case 1 has items 1 and 2 when there are two arms.
pub fn protocol(cases: u32, arms: &[&str], repeat_percent: u32) -> Protocol {
    let case_id = |case: u32| CaseId::new(format!("C-{case}"));
    let grader = |id, name: &str, letter| Grader { id, name: name.to_owned(), letter, is_removed: false };
    let pairs = (1..=cases).flat_map(|case| arms.iter().map(move |arm| (case, *arm)));
    Protocol {
        format: PROTOCOL_FORMAT,
        name: "Invented".to_owned(),
        study: StudyRef { name: "Invented study".to_owned(), sha256: Sha256::of("study") },
        temperature: 0.4,
        sample: 0,
        arms: arms.iter().map(|arm| Arm { id: ArmId::new(*arm), label: format!("Model {arm}") }).collect(),
        graders: vec![grader(A, "Anna", Letter::A), grader(B, "Ben", Letter::B)],
        scale: GradeScale::of_wang_2025(),
        cases: (1..=cases)
            .map(|case| ProtocolCase { id: case_id(case), sha256: Sha256::of(case.to_string()) })
            .collect(),
        items: pairs
            .zip(1..)
            .map(|((case, arm), number)| Item {
                number: item(number),
                case: case_id(case),
                arm: ArmId::new(arm),
                sha256: Sha256::of(number.to_string()),
            })
            .collect(),
        examples: Vec::new(),
        repeat_percent,
        order_seed: 7,
        analysis: String::new(),
        is_demonstration: true,
    }
}

/// A record to which acts are appended.
pub struct Invented {
    pub record: StudyRecord,
}

impl Invented {
    pub fn new(frozen: Protocol) -> Self {
        let record = StudyRecord {
            frozen,
            amendments: Vec::new(),
            entries: Vec::new(),
            decisions: Vec::new(),
            signatures: Vec::new(),
            votes: Vec::new(),
            lock: None,
        };
        Self { record }
    }

    /// One arm, one case for each pair of grades.
    pub fn of_pairs(a: &[u8], b: &[u8]) -> Self {
        let mut invented = Self::new(protocol(a.len() as u32, &["m"], 0));
        for ((a, b), number) in a.iter().zip(b).zip(1..) {
            invented.graded(A, number, *a);
            invented.graded(B, number, *b);
        }
        invented
    }

    /// A first grade, or a correction of what stands.
    pub fn graded(&mut self, grader: GraderId, number: u32, grade: u8) {
        self.act(Place { grader, round: Round::First, item: item(number) }, Act::Graded(self::grade(grade)), 5_000);
    }

    pub fn skipped(&mut self, grader: GraderId, number: u32) {
        let act = Act::Skipped(Redacted::new("unreadable".to_owned()));
        self.act(Place { grader, round: Round::First, item: item(number) }, act, 5_000);
    }

    pub fn act(&mut self, place: Place, act: Act, focus_ms: u32) {
        let Place { grader, round, item } = place;
        let last = self.record.entries.iter().rev().find(|entry| entry.place() == place);
        let replaces = last.filter(|entry| entry.act != Act::Withdrawn).map(|entry| entry.id);
        let id = self.record.entries.len() as i64 + 1;
        self.record.entries.push(GradeEntry {
            id: EntryId::new(id),
            grader,
            round,
            item,
            act,
            comment: Redacted::new(String::new()),
            is_flagged: false,
            focus_ms,
            recorded_at_us: id * 1_000_000,
            replaces,
            packet: None,
        });
    }

    /// What the panel settles on a regimen, whose grades before are those given.
    pub fn settled(&mut self, number: u32, before: (u8, u8), after: (u8, u8), dissent: &str) {
        let member = |id, name: &str, part| Member { id: MemberId::new(id), name: name.to_owned(), part };
        let senior = member(3, "Clara", PanelPart::Senior);
        let earlier = self.record.decisions.iter().rev().find(|record| record.decision.item == item(number));
        let replaces = earlier.map(|record| record.id);
        let id = DecisionId::new(self.record.decisions.len() as i64 + 1);
        let decision = Decision {
            format: isocenter_grade::DECISION_FORMAT,
            protocol_sha256: self.record.frozen.sha256().unwrap(),
            item: item(number),
            first_before: grade(before.0),
            second_before: grade(before.1),
            first: grade(after.0),
            second: grade(after.1),
            consensus: grade(after.0),
            reasons: vec![PanelReason::Dose],
            words: Redacted::new(String::new()),
            dissent: Redacted::new(dissent.to_owned()),
            present: vec![
                member(1, "Anna", PanelPart::GraderA),
                member(2, "Ben", PanelPart::GraderB),
                senior.clone(),
                member(4, "Dora", PanelPart::Physicist),
            ],
            by: senior,
            at_us: 9_000_000_000,
            replaces,
            change_reason: Redacted::new(if replaces.is_some() { "looked again".to_owned() } else { String::new() }),
        };
        self.record.decisions.push(DecisionRecord { id, decision });
    }
}
