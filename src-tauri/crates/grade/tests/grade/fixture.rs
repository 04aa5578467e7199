//! Invented studies of grades.

use isocenter_domain::Redacted;
use isocenter_grade::{
    Act, Arm, ArmId, Assignment, CaseId, Decision, DecisionId, DecisionRecord, EntryId, Example, ExampleGrade, Grade,
    GradeEntry, GradeScale, Grader, GraderId, Item, ItemNumber, Letter, Look, Member, MemberId, PanelPart, PanelReason,
    Protocol, ProtocolCase, Round, Sha256, Signature, StudyRecord, StudyRef, Vote, discrepancies, draw,
};

pub const A: GraderId = GraderId::new(11);
pub const B: GraderId = GraderId::new(12);
pub const C: GraderId = GraderId::new(13);

pub fn grade(number: u8) -> Grade {
    Grade::new(number).unwrap()
}

pub fn item(number: u32) -> ItemNumber {
    ItemNumber::new(number)
}

pub fn hidden(text: &str) -> Redacted<String> {
    Redacted::new(text.to_owned())
}

/// Numbers that look drawn, the same each time.
pub struct Numbers(u64);

impl Numbers {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub const fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

pub fn protocol(cases: usize, arms: usize, examples: usize, repeat_percent: u32, seed: u64) -> Protocol {
    let available: Vec<CaseId> = (0..cases + examples).map(|number| CaseId::new(format!("C-{number:05}"))).collect();
    let ids: Vec<ArmId> = (0..arms).map(|arm| ArmId::new(format!("model-{arm}"))).collect();
    let drawn = draw(&available, &ids, cases, examples, seed).unwrap();
    let numbered = |place: usize| item(place as u32 + 1);
    let person = |id, name: &str, letter| Grader { id, name: name.into(), letter, is_removed: false };
    Protocol {
        format: 1,
        name: "Regimens, set B".into(),
        study: StudyRef { name: "Regimen study 2".into(), sha256: Sha256::of("study") },
        temperature: 0.1,
        sample: 0,
        arms: ids.iter().map(|id| Arm { id: id.clone(), label: format!("Model {id}") }).collect(),
        graders: vec![person(A, "Dr Ada Halvorsen", Letter::A), person(B, "Dr Ben Okafor", Letter::B)],
        scale: GradeScale::of_wang_2025(),
        cases: drawn.cases.iter().map(|id| ProtocolCase { id: id.clone(), sha256: Sha256::of(id.as_str()) }).collect(),
        items: drawn
            .items
            .iter()
            .enumerate()
            .map(|(place, (case, arm))| Item {
                number: numbered(place),
                case: case.clone(),
                arm: arm.clone(),
                sha256: Sha256::of(format!("{case} {arm}")),
            })
            .collect(),
        examples: drawn
            .examples
            .iter()
            .enumerate()
            .map(|(place, (case, arm))| Example {
                number: numbered(place),
                case: case.clone(),
                arm: arm.clone(),
                case_sha256: Sha256::of(case.as_str()),
                sha256: Sha256::of(format!("{case} {arm}")),
                given: Some(ExampleGrade { grade: grade(2), note: hidden("Same intent."), by: "Dr Sato".into() }),
            })
            .collect(),
        repeat_percent,
        order_seed: seed,
        analysis: "Grade 1, grades 1 and 2, by arm.".into(),
        is_demonstration: true,
    }
}

pub fn entry(id: i64, grader: GraderId, look: Look, act: Act) -> GradeEntry {
    GradeEntry {
        id: EntryId::new(id),
        grader,
        round: look.round,
        item: look.item,
        act,
        comment: hidden(""),
        is_flagged: false,
        focus_ms: 9_000,
        recorded_at_us: 1_700_000_000_000_000 + id * 1_000_000,
        replaces: None,
        packet: None,
    }
}

pub const fn first(number: u32) -> Look {
    Look { round: Round::First, item: ItemNumber::new(number) }
}

pub fn graded(number: u8) -> Act {
    Act::Graded(grade(number))
}

/// Everybody grades everything: A as `of_a` says, B as `of_b` says.
pub fn all_entries(protocol: &Protocol, of_a: impl Fn(u32) -> u8, of_b: impl Fn(u32) -> u8) -> Vec<GradeEntry> {
    let mut entries = Vec::new();
    for grader in [A, B] {
        let order = Assignment::of(protocol, grader).unwrap();
        let examples = order.calibration().iter().map(|item| Look { round: Round::Calibration, item: *item });
        for look in examples.chain(order.grading().iter().copied()) {
            let number = if grader == A { of_a(look.item.number()) } else { of_b(look.item.number()) };
            entries.push(entry(entries.len() as i64 + 1, grader, look, graded(number)));
        }
    }
    entries
}

pub fn member(number: u32, name: &str, part: PanelPart) -> Member {
    Member { id: MemberId::new(number), name: name.into(), part }
}

pub fn panel() -> Vec<Member> {
    vec![
        member(11, "Dr Ada Halvorsen", PanelPart::GraderA),
        member(12, "Dr Ben Okafor", PanelPart::GraderB),
        member(20, "Dr Sato", PanelPart::Senior),
        member(30, "P. Lindqvist", PanelPart::Physicist),
    ]
}

pub fn decision(protocol: &Protocol, number: ItemNumber, before: (Grade, Grade)) -> Decision {
    Decision {
        format: 1,
        protocol_sha256: protocol.sha256().unwrap(),
        item: number,
        first_before: before.0,
        second_before: before.1,
        first: grade(2),
        second: grade(3),
        consensus: grade(2),
        reasons: vec![PanelReason::Dose, PanelReason::UnclearText],
        words: hidden("Both ablative."),
        dissent: hidden(""),
        present: panel(),
        by: panel()[2].clone(),
        at_us: 1_700_001_000_000_000,
        replaces: None,
        change_reason: hidden(""),
    }
}

pub fn signature(record: &DecisionRecord, member: &Member) -> Signature {
    Signature {
        decision: record.id,
        member: member.clone(),
        meaning: "I recorded what the panel settled".into(),
        at_us: 1_700_002_000_000_000,
        sha256: record.decision.sha256().unwrap(),
    }
}

/// A study of eight cases with two arms: every third regimen is a discrepancy, settled and signed.
pub fn settled_study() -> StudyRecord {
    let protocol = protocol(8, 2, 3, 20, 7);
    let entries = all_entries(&protocol, |_| 1, |number| if number % 3 == 0 { 4 } else { 2 });
    let ledger = isocenter_grade::Ledger::of(&protocol, entries.clone()).unwrap();
    let flagged = discrepancies(&ledger.pairs(&protocol).pairs);
    let decisions: Vec<DecisionRecord> = flagged
        .iter()
        .zip(1..)
        .map(|(pair, id)| DecisionRecord {
            id: DecisionId::new(id),
            decision: decision(&protocol, pair.item, (pair.first, pair.second)),
        })
        .collect();
    let signatures =
        decisions.iter().flat_map(|record| panel().into_iter().map(|member| signature(record, &member))).collect();
    let votes = flagged
        .iter()
        .map(|pair| Vote { item: pair.item, member: panel()[0].clone(), grade: grade(2), at_us: 1_700_000_900_000_000 })
        .collect();
    StudyRecord { frozen: protocol, amendments: Vec::new(), entries, decisions, signatures, votes, lock: None }
}
