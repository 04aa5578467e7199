//! An invented study of grades of any size: writes its exports, numbers and report into a folder and says how long each step took.
//! `cargo run --release -p isocenter-grade --example invented_grading -- FOLDER [CASES] [ARMS]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example, run by hand")]

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::time::Instant;

use isocenter_domain::Redacted;
use isocenter_grade::{
    Act, Arm, ArmId, Assignment, CaseId, DECISION_FORMAT, Decision, DecisionId, DecisionRecord, EntryId, Grade,
    GradeEntry, GradeScale, Grader, GraderId, Item, ItemNumber, Letter, Look, Member, MemberId, Numbers,
    PROTOCOL_FORMAT, PanelPart, PanelReason, Protocol, ProtocolCase, RECOMPUTE_GRADES_PY, ReportParts, Sha256,
    Signature, StudyRecord, StudyRef, discrepancies, draw, read_grades_csv, read_grades_json, report_page,
    write_grades_csv, write_grades_json, write_numbers_json,
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let cases: usize = arguments.next().map_or(403, |n| n.parse().expect("a number of cases"));
    let arms: usize = arguments.next().map_or(2, |n| n.parse().expect("a number of arms"));
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let create = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let open = |name: &str| BufReader::new(File::open(folder.join(name)).expect("a file"));

    let protocol = timed("drawn, with both orders", || invented_protocol(cases, arms));
    let record = timed("graded and settled", || invented_record(&protocol));
    let checked = timed("checked", || record.check().expect("it hangs together"));
    let numbers = timed("numbers", || Numbers::of(&checked).expect("numbers"));
    let page = timed("report", || {
        let parts = ReportParts {
            record: &record,
            checked: &checked,
            numbers: &numbers,
            figures: &[],
            facts: &[],
            at: &|microseconds| format!("{} s", microseconds / 1_000_000),
            made: "by hand",
        };
        report_page(&parts).expect("a report")
    });
    std::fs::write(folder.join("report.html"), &page).expect("written");
    std::fs::write(folder.join("recompute_grades.py"), RECOMPUTE_GRADES_PY).expect("written");
    write_numbers_json(&checked, &numbers, create("numbers.json")).expect("written");
    timed("CSV written", || write_grades_csv(&record, create("grades.csv")).expect("written"));
    timed("JSON written", || write_grades_json(&record, create("grades.json")).expect("written"));
    let of_csv = timed("CSV read", || read_grades_csv(open("grades.csv")).expect("read"));
    let of_json = timed("JSON read", || read_grades_json(open("grades.json")).expect("read"));
    assert!(of_csv == record && of_json == record, "nothing is lost on the way");
    println!(
        "{} regimens, {} entries, {} decisions, report of {} kB",
        protocol.items.len(),
        record.entries.len(),
        record.decisions.len(),
        page.len() / 1000
    );
}

fn timed<T>(what: &str, step: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = step();
    println!("{what}: {:.3} s", begin.elapsed().as_secs_f64());
    done
}

/// Draws that need no other quality than being the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn invented_protocol(cases: usize, arms: usize) -> Protocol {
    let available: Vec<CaseId> = (0..cases).map(|number| CaseId::new(format!("C-{number:05}"))).collect();
    let ids: Vec<ArmId> = (0..arms).map(|arm| ArmId::new(format!("model-{arm}"))).collect();
    let drawn = draw(&available, &ids, cases, 0, 6).expect("enough cases");
    let grader =
        |id, name: &str, letter| Grader { id: GraderId::new(id), name: name.into(), letter, is_removed: false };
    let item = |(number, (case, arm)): (u32, (CaseId, ArmId))| Item {
        number: ItemNumber::new(number),
        sha256: Sha256::of(format!("{case} {arm}")),
        case,
        arm,
    };
    let protocol = Protocol {
        format: PROTOCOL_FORMAT,
        name: "Invented grades".into(),
        study: StudyRef { name: "Invented study".into(), sha256: Sha256::of("study") },
        temperature: 0.4,
        sample: 0,
        arms: ids.iter().map(|id| Arm { id: id.clone(), label: format!("Invented {id}") }).collect(),
        graders: vec![grader(1, "Resident One", Letter::A), grader(2, "Resident Two", Letter::B)],
        scale: GradeScale::of_wang_2025(),
        cases: drawn.cases.iter().map(|id| ProtocolCase { id: id.clone(), sha256: Sha256::of(id.as_str()) }).collect(),
        items: (1..).zip(drawn.items).map(item).collect(),
        examples: Vec::new(),
        repeat_percent: 5,
        order_seed: 6,
        analysis: "Grades 1 and 2 by model.".into(),
        is_demonstration: true,
    };
    protocol.check().expect("it hangs together");
    protocol
}

fn invented_record(protocol: &Protocol) -> StudyRecord {
    let mut dice = Dice(17);
    let mut entries: Vec<GradeEntry> = Vec::new();
    let truth: Vec<u64> = protocol.items.iter().map(|_| dice.below(100)).collect();
    for grader in &protocol.graders {
        let order = Assignment::of(protocol, grader.id).expect("one of the graders");
        for look in order.grading() {
            let truth = truth[look.item.number() as usize - 1];
            let graded = |dice: &mut Dice| {
                let likely = [1, 1, 1, 1, 2, 2, 3, 3, 4, 5][(truth / 10) as usize]
                    + [0, 0, 0, 0, 1, 1, 2][dice.below(7) as usize];
                Act::Graded(Grade::ALL[(likely as usize).min(5) - 1])
            };
            let act = if dice.below(150) == 0 {
                Act::Skipped(Redacted::new("=unreadable".into()))
            } else {
                graded(&mut dice)
            };
            append(&mut entries, grader.id, *look, act, &mut dice);
            if dice.below(40) == 0 {
                let correction = graded(&mut dice);
                append(&mut entries, grader.id, *look, correction, &mut dice);
            } else if dice.below(200) == 0 {
                append(&mut entries, grader.id, *look, Act::Withdrawn, &mut dice);
                let anew = graded(&mut dice);
                append(&mut entries, grader.id, *look, anew, &mut dice);
            }
        }
    }
    let mut record = StudyRecord {
        frozen: protocol.clone(),
        amendments: Vec::new(),
        entries,
        decisions: Vec::new(),
        signatures: Vec::new(),
        votes: Vec::new(),
        lock: None,
    };
    let pairs = record.check().expect("it hangs together").ledger.pairs(protocol).pairs;
    let protocol_sha256 = protocol.sha256().expect("a hash");
    for (pair, number) in discrepancies(&pairs).into_iter().zip(1..) {
        let middle = Grade::ALL[usize::midpoint(pair.first.index(), pair.second.index())];
        let decision = Decision {
            format: DECISION_FORMAT,
            protocol_sha256,
            item: pair.item,
            first_before: pair.first,
            second_before: pair.second,
            first: middle,
            second: if number % 3 == 0 { pair.second } else { middle },
            consensus: middle,
            reasons: vec![PanelReason::Dose],
            words: Redacted::new("-2 Gy, \"as usual\"\nand so on".into()),
            dissent: Redacted::new(if number % 7 == 0 { "B keeps it".into() } else { String::new() }),
            present: [PanelPart::GraderA, PanelPart::GraderB, PanelPart::Senior, PanelPart::Physicist]
                .map(member)
                .into(),
            by: member(PanelPart::Senior),
            at_us: 10_000_000_000_000 + number,
            replaces: None,
            change_reason: Redacted::new(String::new()),
        };
        record.signatures.push(Signature {
            decision: DecisionId::new(number),
            member: member(PanelPart::Senior),
            meaning: "I recorded what the panel settled".into(),
            at_us: 10_000_000_000_000 + number,
            sha256: decision.sha256().expect("a hash"),
        });
        record.decisions.push(DecisionRecord { id: DecisionId::new(number), decision });
    }
    record
}

fn member(part: PanelPart) -> Member {
    let (id, name) = match part {
        PanelPart::GraderA => (1, "Resident One"),
        PanelPart::GraderB => (2, "Resident Two"),
        PanelPart::Senior => (3, "Senior"),
        PanelPart::Physicist => (4, "Physicist"),
    };
    Member { id: MemberId::new(id), name: name.into(), part }
}

fn append(entries: &mut Vec<GradeEntry>, grader: GraderId, look: Look, act: Act, dice: &mut Dice) {
    let is_here = |entry: &&GradeEntry| (entry.grader, entry.round, entry.item) == (grader, look.round, look.item);
    let earlier = entries.last().filter(is_here).filter(|entry| entry.act != Act::Withdrawn).map(|entry| entry.id);
    let id = entries.len() as i64 + 1;
    entries.push(GradeEntry {
        id: EntryId::new(id),
        grader,
        round: look.round,
        item: look.item,
        act,
        comment: Redacted::new(if dice.below(20) == 0 { "=1+1, \"quoted\"".into() } else { String::new() }),
        is_flagged: dice.below(30) == 0,
        focus_ms: 1_000 + dice.below(90_000) as u32,
        recorded_at_us: id * 1_000_000,
        replaces: earlier,
        packet: None,
    });
}
