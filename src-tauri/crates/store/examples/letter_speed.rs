//! How long letters take: `letter_speed [CASES [FOLDER]]`. So many cases (5,000 if not said) with facts and a physician's
//! letter are imported at once, every second one is drafted in four versions and every fourth signed; then the list of all
//! of them, one letter, and one version to the disk with audit entry and seal, as the application does. The vault is made
//! in FOLDER, or in a temporary one, whose disk is then the one that is measured.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a product")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, Hash, LetterCaseId, LetterChange, LetterLanguage, LetterPart, LetterState, NewLetterCase,
    NewLetterSignature, NewLetterVersion, Station, Subject, SubjectKind, Unlocked, Vault, VaultKey,
};
use jiff::Zoned;

const LETTER: &str = "Sehr geehrte Frau Kollegin, wir berichten über die Behandlung der oben genannten Patientin. ";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let cases: u32 = arguments.first().map_or(5_000, |number| number.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let root = arguments.get(1).map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let station = Station { user: "speed".into(), host: "here".into() };
    let folder = root.join("letter-speed-vault");
    let key = [7; 32];
    let mut vault =
        Vault::create_throw_away(&folder, VaultKey::from_bytes(&key), &station, Arc::new(Zoned::now)).unwrap();

    let new: Vec<NewLetterCase> = (1..=cases).map(letter_case).collect();
    let (ids, time) = timed(|| {
        let mut change = vault.write().unwrap();
        let ids = change.insert_letter_cases(&new).unwrap();
        change.commit(&[told(Action::LettersImported, 0)]).unwrap();
        ids
    });
    println!("{cases} cases imported in one commit: {time:.1?}");
    let ((), time) = timed(|| write_letters(&mut vault, &ids));
    println!("letters of half of them in commits of 100 cases: {time:.1?}");
    vault.close().unwrap();

    let locked = isocenter_store::LockedVault::enter(&folder, &station, Arc::new(Zoned::now)).unwrap();
    let mut vault = locked.open(Unlocked::with_key(VaultKey::from_bytes(&key))).unwrap();
    let list = |vault: &Vault| {
        let (rows, time) = timed(|| vault.read().letter_cases().unwrap());
        assert_eq!(rows.len(), ids.len());
        let signed = rows.iter().filter(|row| row.state() == LetterState::Signed).count();
        assert_eq!(signed, ids.iter().step_by(4).count());
        time
    };
    report("the list of all, the first time", vec![list(&vault)]);
    report("the list of all, again", (0..20).map(|_| list(&vault)).collect());
    let one = (0..1_000_usize).map(|number| {
        let id = ids[number * 7_919 % ids.len()];
        let (case, time) = timed(|| {
            let case = vault.read().letter_case(id).unwrap();
            (case, vault.read().latest_letter_version(id).unwrap())
        });
        assert!(case.0.is_some());
        time
    });
    report("one case with its latest version", one.collect());
    let mut times = Vec::new();
    for (number, id) in ids.iter().skip(1).step_by(2).take(500).enumerate() {
        times.push(timed(|| add(&mut vault, &version(*id, number % 500, None))).1);
    }
    report("one version with audit entry and seal", times);
    vault.close().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

fn letter_case(number: u32) -> NewLetterCase {
    let facts = format!(r#"{{"facts":["{}"],"number":{number}}}"#, "diagnosis.stage pT2 pN0 cM0; ".repeat(120));
    NewLetterCase {
        label: format!("L-{number:04}"),
        pseudonym: format!("P-{number:05}"),
        language: LetterLanguage::German,
        part: LetterPart::Work,
        is_synthetic: true,
        source_sha256: Hash::of(&number.to_le_bytes()),
        facts: Redacted::new(facts),
        reference: Some(Redacted::new(LETTER.repeat(60))),
    }
}

/// Four versions of each second letter; of those, each second one is signed.
fn write_letters(vault: &mut Vault, ids: &[LetterCaseId]) {
    let begun: Vec<(usize, LetterCaseId)> = ids.iter().copied().step_by(2).enumerate().collect();
    for part in begun.chunks(100) {
        let mut change = vault.write().unwrap();
        for (number, id) in part {
            for follows in [None, Some(1), Some(2)] {
                change.insert_letter_version(&version(*id, *number, follows)).unwrap();
            }
            let NewLetterVersion { content, model, .. } = version(*id, *number, Some(3));
            if number.is_multiple_of(2) {
                let text = Redacted::new(LETTER.repeat(60));
                let revision = Redacted::new("{}".into());
                let (letter_case, follows, confirmations) = (*id, 3, 0);
                change
                    .sign_letter(&NewLetterSignature {
                        letter_case,
                        follows,
                        content,
                        model,
                        text,
                        revision,
                        confirmations,
                    })
                    .unwrap();
            } else {
                change.insert_letter_version(&version(*id, *number, Some(3))).unwrap();
            }
        }
        change.commit(&[told(Action::LetterSigned, 0)]).unwrap();
    }
}

fn version(letter_case: LetterCaseId, number: usize, follows: Option<u32>) -> NewLetterVersion {
    NewLetterVersion {
        letter_case,
        follows,
        change: LetterChange::Edited,
        content: Redacted::new(format!(r#"{{"sections":["{}"]}}"#, LETTER.repeat(90))),
        text_sha256: Hash::of(&number.to_le_bytes()),
        model: "demo + 1f2e".into(),
    }
}

fn told(action: Action, letter: i64) -> AuditEntry {
    AuditEntry::new(action, Subject::new(SubjectKind::Letter, letter))
}

fn add(vault: &mut Vault, version: &NewLetterVersion) {
    let mut change = vault.write().unwrap();
    change.insert_letter_version(version).unwrap();
    change.commit(&[told(Action::LetterEdited, version.letter_case.0)]).unwrap();
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
