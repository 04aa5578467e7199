//! Stored samples and cases: whole, torn, of another study, of another form.

use isocenter_eval::{CaseList, Error, Reply, SampleWriter, StudyFileKind, read_samples};

use crate::fixture::{cases, records, study};

fn written() -> Vec<u8> {
    let (study, cases) = (study(), cases());
    let mut bytes = Vec::new();
    let mut writer = SampleWriter::begin(&mut bytes, &study.sha256()).unwrap();
    records(&study, &cases).iter().for_each(|record| writer.write(record).unwrap());
    bytes
}

#[test]
fn samples_are_read_as_they_were_written() {
    let stored = read_samples(written().as_slice(), &study().sha256()).unwrap();
    assert_eq!(stored.records, records(&study(), &cases()));
    assert_eq!(stored.whole_bytes, written().len() as u64);
}

#[test]
fn probabilities_are_read_to_their_last_digit() {
    let study = study();
    let mut record =
        records(&study, &cases()).into_iter().find(|record| matches!(record.reply, Reply::Labels(_))).unwrap();
    let labels = [3.997_656_409_266_705e-5, 1.268_574_428_901_02e-5, 2.277_506_534_338_858_2e-5, 0.999_924_562_626_275];
    record.reply = Reply::Labels(labels);
    let mut bytes = Vec::new();
    SampleWriter::begin(&mut bytes, &study.sha256()).unwrap().write(&record).unwrap();
    let Reply::Labels(read) = read_samples(bytes.as_slice(), &study.sha256()).unwrap().records[0].reply else {
        panic!()
    };
    assert_eq!(read.map(f64::to_bits), labels.map(f64::to_bits));
}

#[test]
fn a_torn_file_goes_on_behind_its_last_whole_line() {
    let (whole, study, cases) = (written(), study(), cases());
    let all = records(&study, &cases);
    for cut in (whole.len() - 400)..whole.len() {
        let stored = read_samples(&whole[..cut], &study.sha256()).unwrap();
        assert!(stored.records.len() < all.len() && all.starts_with(&stored.records));
        let mut bytes = whole[..usize::try_from(stored.whole_bytes).unwrap()].to_vec();
        let mut writer = SampleWriter::go_on(&mut bytes);
        all[stored.records.len()..].iter().for_each(|record| writer.write(record).unwrap());
        assert_eq!(bytes, whole, "no sample is lost or doubled");
    }
}

#[test]
fn a_file_torn_in_its_first_line_has_nothing_whole() {
    let stored = read_samples(&written()[..20], &study().sha256()).unwrap();
    assert_eq!((stored.records.len(), stored.whole_bytes), (0, 0), "begin anew");
}

#[test]
fn samples_of_another_study_are_refused() {
    let refused = read_samples(written().as_slice(), &"0".repeat(64)).unwrap_err();
    assert!(matches!(refused, Error::OtherStudy { .. }));
}

#[test]
fn a_whole_line_of_another_form_is_refused_by_its_place() {
    let mut bytes = written();
    bytes.extend_from_slice(b"{\"model\":\"secret of a patient\"}\n");
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let refused = read_samples(bytes.as_slice(), &study().sha256()).unwrap_err();
    assert!(matches!(refused, Error::Line { file: StudyFileKind::Samples, line, .. } if line == lines));
    assert!(!format!("{refused} {refused:?}").contains("secret"), "no error holds a text");
}

#[test]
fn no_debug_shows_an_answer_or_a_diagnosis() {
    let shown = format!("{:?} {:?}", records(&study(), &cases()), cases());
    for text in ["I do not know", "IMPT", "fractions:5", "left breast"] {
        assert!(!shown.contains(text), "{text}");
    }
}

#[test]
fn cases_are_read_as_they_were_written_in_any_order() {
    let mut bytes = Vec::new();
    cases().write(&mut bytes).unwrap();
    assert_eq!(CaseList::read(bytes.as_slice()).unwrap(), cases());
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    lines.reverse();
    let reversed = lines.concat();
    assert_eq!(CaseList::read(reversed.as_slice()).unwrap().sha256(), cases().sha256());
    let twice = [bytes.as_slice(), lines[0]].concat();
    assert!(matches!(CaseList::read(twice.as_slice()), Err(Error::CaseTwice { .. })));
    let unknown = b"{\"case_id\":\"A\",\"diagnosis\":\"secret\",\"modality\":\"neutron\"}\n";
    let refused = CaseList::read(unknown.as_slice()).unwrap_err();
    assert!(matches!(refused, Error::Line { line: 1, .. }));
    assert!(!format!("{refused:?}").contains("secret"));
}

#[test]
fn a_changed_word_changes_the_hash_of_the_cases() {
    let mut bytes = Vec::new();
    cases().write(&mut bytes).unwrap();
    let changed = String::from_utf8(bytes).unwrap().replacen("left breast", "right breast", 1);
    assert_ne!(CaseList::read(changed.as_bytes()).unwrap().sha256(), cases().sha256());
}
