//! How long a grade takes to be on disk, and what stands of one grader to be read: `grade_speed [REGIMENS [FOLDER]]`.
//! One grader's grades of all regimens (20,000 if not said) are recorded in few commits, then the other's first 2,000
//! in one commit each with audit entry and seal, as the application does. The vault is made in FOLDER, or in a
//! temporary one, whose disk is then the one that is measured.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a product")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use isocenter_domain::Redacted;
use isocenter_store::{
    AccountId, Action, AuditEntry, GradeAct, GradeEntryId, GradePlace, GradeRound, GradingId, GradingItemKind,
    GradingItemRow, GradingOrigin, Hash, KdfCost, NewGradeEntry, NewGrading, NewPerson, Passphrase, Role, Station,
    Subject, SubjectKind, Vault, VaultKey,
};
use jiff::Zoned;

const RECORDED: u32 = 2_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let regimens: u32 = arguments.first().map_or(20_000, |number| number.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let root = arguments.get(1).map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let station = Station { user: "speed".into(), host: "here".into() };
    let key = VaultKey::random().unwrap();
    let folder = root.join("grade-speed-vault");
    let mut vault = Vault::create_throw_away(&folder, key, &station, Arc::new(Zoned::now)).unwrap();
    let graders = ["A", "B"].map(|name| {
        let person = NewPerson { display_name: name.into(), role: Role::Resident };
        vault.add_person(&person, &Passphrase::new("right".into()), KdfCost::FLOOR).unwrap()
    });
    let grading = study_of(&mut vault, regimens);
    let at = |account: AccountId, item: u32| GradePlace { grading, account, round: GradeRound::First, item };

    let begin = Instant::now();
    let items: Vec<u32> = (1..=regimens).collect();
    for part in items.chunks(1_000) {
        let mut change = vault.write().unwrap();
        for item in part {
            change.insert_grade_entry(&entry(at(graders[0], *item), None)).unwrap();
        }
        change.commit(&[told(Action::GradeRecorded, grading)]).unwrap();
    }
    println!("{regimens} grades of one grader in commits of 1,000: {:.1?}", begin.elapsed());

    let mut times = Vec::new();
    for item in 1..=RECORDED.min(regimens) {
        times.push(timed(|| record(&mut vault, &entry(at(graders[1], item), None), Action::GradeRecorded)).1);
    }
    report("one grade with audit entry and seal", times);
    let mut times = Vec::new();
    for item in 1..=200.min(regimens) {
        let standing = vault.read().current_grade(at(graders[1], item)).unwrap().map(|row| row.id);
        times.push(timed(|| record(&mut vault, &entry(at(graders[1], item), standing), Action::GradeCorrected)).1);
    }
    report("one correction", times);

    let read = vault.read();
    let of_grader = (0..20).map(|_| {
        let (rows, time) = timed(|| read.current_grades_of(grading, graders[0]).unwrap());
        assert_eq!(rows.len(), regimens as usize);
        time
    });
    report(&format!("what stands of one grader, {regimens} grades"), of_grader.collect());
    let one = (0..1_000_u32).map(|number| {
        let item = 1 + number.wrapping_mul(7_919) % regimens;
        let ((grade, regimen), time) = timed(|| {
            let grade = read.current_grade(at(graders[0], item)).unwrap();
            (grade, read.grading_item(grading, GradingItemKind::Case, item).unwrap())
        });
        assert!(grade.is_some() && regimen.is_some());
        time
    });
    report("one regimen and what stands of it", one.collect());
    report(
        "how many were recorded",
        (0..200).map(|_| timed(|| read.count_recorded(grading, graders[0], GradeRound::First).unwrap()).1).collect(),
    );
    report("the whole history verified", vec![timed(|| assert!(read.verify_grades().unwrap().is_empty())).1]);
    vault.close().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

fn study_of(vault: &mut Vault, regimens: u32) -> GradingId {
    let text =
        "Adenokarzinom der Prostata, Gleason 7, iPSA 9,8 ng/ml, cT2c cN0 cM0; no metastases, no surgery. ".repeat(4);
    let items: Vec<GradingItemRow> = (1..=regimens)
        .map(|number| GradingItemRow {
            kind: GradingItemKind::Case,
            number,
            label: format!("P-{number}"),
            content: Redacted::new(format!(r#"{{"diagnosis":"{text}","generated":"plan 60 Gy/ 20 fx photons"}}"#)),
        })
        .collect();
    let new = NewGrading {
        name: "Speed".into(),
        origin: GradingOrigin::Here,
        study: None,
        protocol: "{}".into(),
        sha256: None,
    };
    let mut change = vault.write().unwrap();
    let grading = change.insert_grading(&new).unwrap();
    change.insert_grading_items(grading, &items).unwrap();
    change.open_grading(grading, "{}", Hash::from_bytes([1; 32])).unwrap();
    change.commit(&[told(Action::GradingOpened, grading)]).unwrap();
    grading
}

fn entry(place: GradePlace, replaces: Option<GradeEntryId>) -> NewGradeEntry {
    NewGradeEntry {
        place,
        act: GradeAct::Graded,
        grade: Some(1 + (place.item % 5) as u8),
        reason: Redacted::new(String::new()),
        comment: Redacted::new("the dose per fraction is not what we would give here".into()),
        is_flagged: false,
        focus_ms: 21_000,
        recorded_at_us: 1_790_000_000_000_000,
        replaces,
        packet: None,
    }
}

fn told(action: Action, grading: GradingId) -> AuditEntry {
    AuditEntry::new(action, Subject::new(SubjectKind::Grading, grading.0))
}

fn record(vault: &mut Vault, entry: &NewGradeEntry, action: Action) {
    let mut change = vault.write().unwrap();
    change.insert_grade_entry(entry).unwrap();
    change.commit(&[told(action, entry.place.grading)]).unwrap();
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let result = act();
    (result, begin.elapsed())
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!("{what}: median {:.2?}, p99 {:.2?}, most {:.2?}, n {}", at(50), at(99), at(100), times.len());
}
