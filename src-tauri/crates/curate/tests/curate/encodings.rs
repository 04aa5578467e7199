//! Encodings, delimiters and line ends are found out, and one content reads the same in all of them.

use std::fs;

use isocenter_curate::{Curated, Delimiter, Encoding, Table, survey};

use crate::fixture::{DIAGNOSIS_HEADER, Exports, PLAN_HEADER, plain_patients};

/// A name and a text beyond ASCII, as bytes of one content.
fn content() -> (String, String) {
    let (mut diagnoses, plans) = plain_patients(20);
    diagnoses[3] = diagnoses[3].replace("Roe", "Müller").replace("number 3", "naïve größer");
    (format!("{DIAGNOSIS_HEADER}\n{}\n", diagnoses.join("\n")), format!("{PLAN_HEADER}\n{}\n", plans.join("\n")))
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// What curation makes of it, in words that can be compared.
fn told(curated: &Curated) -> Vec<String> {
    let of = |case: &isocenter_curate::CuratedCase| {
        format!("{} {} {}", case.id, case.text.cleaned().reveal(), case.regimen().unwrap_or_default())
    };
    curated.cases.iter().map(of).collect()
}

#[test]
fn one_content_reads_the_same_in_every_encoding() {
    let (diagnoses, plans) = content();
    let expected = told(&Exports::of_bytes(&diagnoses, &plans).curate());
    assert_eq!(expected.len(), 20);
    assert!(expected.iter().any(|case| case.contains("naïve größer")));
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let kinds: [(&str, Vec<u8>, Vec<u8>, Encoding); 6] = [
        ("UTF-8 with mark", with_mark(b"\xEF\xBB\xBF", diagnoses.clone().into()), plans.clone().into(), Encoding::Utf8),
        (
            "UTF-16 little end",
            with_mark(b"\xFF\xFE", utf16(&diagnoses, u16::to_le_bytes)),
            with_mark(b"\xFF\xFE", utf16(&plans, u16::to_le_bytes)),
            Encoding::Utf16Le,
        ),
        (
            "UTF-16 big end",
            with_mark(b"\xFE\xFF", utf16(&diagnoses, u16::to_be_bytes)),
            with_mark(b"\xFE\xFF", utf16(&plans, u16::to_be_bytes)),
            Encoding::Utf16Be,
        ),
        (
            "UTF-16 little end without mark",
            utf16(&diagnoses, u16::to_le_bytes),
            utf16(&plans, u16::to_le_bytes),
            Encoding::Utf16Le,
        ),
        (
            "UTF-16 big end without mark",
            utf16(&diagnoses, u16::to_be_bytes),
            utf16(&plans, u16::to_be_bytes),
            Encoding::Utf16Be,
        ),
        ("Windows-1252", windows_1252(&diagnoses), windows_1252(&plans), Encoding::Windows1252),
    ];
    for (name, diagnoses, plans, encoding) in kinds {
        let exports = Exports::of_bytes(diagnoses, plans);
        let found = survey(Table::Diagnoses, &exports.diagnoses(), None).unwrap().layout.encoding;
        assert_eq!(found, encoding, "{name}");
        assert_eq!(told(&exports.curate()), expected, "{name}");
    }
}

#[test]
fn one_content_reads_the_same_with_every_delimiter() {
    let (diagnoses, plans) = content();
    let expected = told(&Exports::of_bytes(&diagnoses, &plans).curate());
    for (delimiter, character) in [(Delimiter::Semicolon, ";"), (Delimiter::Tab, "\t"), (Delimiter::Bar, "|")] {
        let exports = Exports::of_bytes(diagnoses.replace(',', character), plans.replace(',', character));
        assert_eq!(survey(Table::Plans, &exports.plans(), None).unwrap().layout.delimiter, delimiter);
        assert_eq!(told(&exports.curate()), expected, "{delimiter:?}");
    }
}

#[test]
fn line_ends_may_be_mixed_and_the_last_one_missing() {
    let (diagnoses, plans) = content();
    let expected = told(&Exports::of_bytes(&diagnoses, &plans).curate());
    let mixed: String = diagnoses
        .lines()
        .enumerate()
        .map(|(at, line)| format!("{line}{}", ["\r\n", "\n", "\r", "\n\n"][at % 4]))
        .collect();
    let exports = Exports::of_bytes(mixed.trim_end(), plans.replace('\n', "\r\n"));
    assert!(exports.issues().is_empty());
    assert_eq!(told(&exports.curate()), expected);
}

#[test]
fn blank_padding_and_blanks_around_quotes_do_not_count() {
    let (diagnoses, plans) = content();
    let expected = told(&Exports::of_bytes(&diagnoses, &plans).curate());
    let padded: String = diagnoses
        .lines()
        .map(|line| line.split(',').map(|cell| format!("  \"{cell}\"   ")).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let exports = Exports::of_bytes(padded, plans.replace(',', "    ,"));
    assert_eq!(told(&exports.curate()), expected);
}

#[test]
fn a_quoted_text_may_hold_delimiters_quotes_and_line_ends() {
    let (diagnoses, plans) = content();
    let text = "\"Prostate adenocarcinoma, so-called \"\"low\"\" risk,\r\nnumber 7\"";
    let exports =
        Exports::of_bytes(diagnoses.replace("Prostate adenocarcinoma number 7 of the plain ones", text), plans);
    assert!(exports.issues().is_empty());
    let originals = exports.curate();
    let whole = "Prostate adenocarcinoma, so-called \"low\" risk,\r\nnumber 7";
    assert!(originals.cases.iter().any(|case| case.text.original().reveal() == whole));
}

#[test]
fn rows_after_a_quoted_line_end_keep_their_line_numbers() {
    let (mut diagnoses, plans) = plain_patients(10);
    diagnoses[2] = diagnoses[2].replace("Prostate", "\"Prostate\n\n").replace("ones", "ones\"");
    diagnoses[5] = diagnoses[5].replace("P0005", "");
    let issues = Exports::of_rows(&diagnoses, &plans).issues();
    // Header, five rows before it, two line ends within a text: line 9; and the plan that now has no diagnosis.
    let rows: Vec<(u64, &str)> = issues.iter().map(|issue| (issue.row, issue.reason.label())).collect();
    assert_eq!(rows, [(9, "patient_id_blank"), (7, "plan_without_diagnosis")]);
}

#[test]
fn a_few_broken_characters_do_not_make_a_utf8_file_another_encoding() {
    let (diagnoses, plans) = content();
    let mut bytes = diagnoses.into_bytes();
    let at = bytes.windows(9).position(|window| window == b"number 11").unwrap();
    bytes[at] = 0xFC;
    let exports = Exports::of_bytes(bytes, plans);
    assert_eq!(survey(Table::Diagnoses, &exports.diagnoses(), None).unwrap().layout.encoding, Encoding::Utf8);
    let issues = exports.issues();
    assert_eq!((issues[0].row, issues[0].reason.label()), (13, "undecodable"));
    assert_eq!(exports.curate().cases.len(), 19);
}

#[test]
fn the_survey_hashes_the_bytes_of_the_file() {
    let (diagnoses, plans) = content();
    let exports = Exports::of_bytes(&diagnoses, &plans);
    let before = survey(Table::Diagnoses, &exports.diagnoses(), None).unwrap();
    assert_eq!(before.bytes, diagnoses.len() as u64);
    assert_eq!(before.sha256.len(), 64);
    fs::write(exports.diagnoses(), diagnoses.replace("Jane", "Joan")).unwrap();
    assert_ne!(survey(Table::Diagnoses, &exports.diagnoses(), None).unwrap().sha256, before.sha256);
}

#[test]
fn a_byte_order_mark_outweighs_a_saved_mapping() {
    let (diagnoses, plans) = content();
    let mapping = Exports::of_bytes(windows_1252(&diagnoses), windows_1252(&plans)).mapping().unwrap();
    assert_eq!(mapping.diagnoses.layout.encoding, Encoding::Windows1252);
    let marked = Exports::of_bytes(format!("\u{feff}{diagnoses}"), format!("\u{feff}{plans}"));
    let import = marked.import_with(&mapping).unwrap();
    assert!(import.issues().is_empty());
    let curated = crate::fixture::curate_with(&import, &isocenter_curate::RuleSet::default());
    assert_eq!(told(&curated), told(&marked.curate()));
}
