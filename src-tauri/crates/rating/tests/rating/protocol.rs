//! What a protocol fixes and refuses.

use isocenter_rating::{
    Author, DimensionId, Error, Protocol, ProtocolFault, ProtocolMissing, Score, Sha256, WORDS_ARE_OURS,
    default_dimensions, dimensions_of,
};

use crate::invented::{arm, letter, protocol, protocol_of};

#[test]
fn the_default_words_are_this_applications_own_and_say_so() {
    let labels: Vec<_> = default_dimensions().into_iter().map(|of| (of.id.as_str().to_owned(), of.label)).collect();
    let expected = [("correct", "Correct"), ("complete", "Complete"), ("clear", "Clear"), ("useful", "Useful")];
    assert_eq!(labels, expected.map(|(id, label)| (id.to_owned(), label.to_owned())));
    let mut study = protocol(2, 2);
    assert!(study.has_default_words());
    study.points[3] = "sign it".into();
    assert!(!study.has_default_words());
    assert!(WORDS_ARE_OURS.contains("own") && WORDS_ARE_OURS.contains("not known"));
}

#[test]
fn canonical_json_read_again_is_the_same_protocol_with_the_same_hash() {
    let study = protocol(3, 4);
    let json = study.canonical_json().unwrap();
    assert!(!json.contains('\n'));
    let again = Protocol::from_json(&json).unwrap();
    assert_eq!((again.canonical_json().unwrap(), again.sha256().unwrap()), (json, study.sha256().unwrap()));
    let mut other = study.clone();
    other.seed += 1;
    assert_ne!(other.sha256().unwrap(), study.sha256().unwrap());
}

/// The hash of what is stored must not change with the program.
#[test]
fn the_hash_of_a_protocol_stays_what_it_is() {
    let study = protocol_of(1, &[(1, Author::Base)]);
    let json = "{\"format\":1,\"name\":\"Letter study 1\",\"dimensions\":[\
        {\"id\":\"correct\",\"label\":\"Correct\",\"question\":\"every statement is true\"},\
        {\"id\":\"complete\",\"label\":\"Complete\",\"question\":\"nothing needed is missing\"},\
        {\"id\":\"clear\",\"label\":\"Clear\",\"question\":\"reads well for a colleague\"},\
        {\"id\":\"useful\",\"label\":\"Useful\",\"question\":\"saves time over writing it\"}],\
        \"points\":[\"poor\",\"fair\",\"good\",\"as it is\"],\"raters\":[{\"number\":1,\"name\":\"Dr Ada\"}],\
        \"items\":[{\"number\":1,\"case\":\"L-0001\",\"author\":\"base\",\"model\":\"Letters demo\",\"sha256\":\"HASH\"}],\
        \"seed\":7,\"is_demonstration\":true}";
    let json = json.replace("HASH", Sha256::of("letter 1").as_str());
    assert_eq!(study.canonical_json().unwrap(), json);
    assert_eq!(study.sha256().unwrap(), Sha256::of(&json));
}

#[test]
fn each_fault_of_a_protocol_is_named() {
    use ProtocolFault as F;
    let of = |change: &dyn Fn(&mut Protocol)| {
        let mut study = protocol(2, 2);
        change(&mut study);
        let faults = study.faults();
        assert_eq!(study.check().unwrap_err(), Error::ProtocolBroken { fault: faults[0] });
        faults
    };
    assert_eq!(of(&|p| p.name = "  ".into()), [F::Name]);
    assert_eq!(of(&|p| p.name = "x".repeat(121)), [F::Name]);
    assert_eq!(of(&|p| p.dimensions.clear()), [F::DimensionCount { found: 0 }]);
    assert_eq!(
        of(&|p| p.dimensions = dimensions_of(&["A", "B", "C", "D", "E", "F", "G", "H", "I"].map(|label| (label, "?")))),
        [F::DimensionCount { found: 9 }]
    );
    assert_eq!(of(&|p| p.dimensions[1].question.clear()), [F::DimensionWords { number: 2 }]);
    assert_eq!(of(&|p| p.dimensions[2].id = DimensionId::new("Clear")), [F::DimensionId { number: 3 }]);
    assert_eq!(of(&|p| p.dimensions[2].id = DimensionId::new("correct")), [F::DimensionTwice { number: 3 }]);
    assert_eq!(of(&|p| p.dimensions[3].label = " CLEAR".into()), [F::DimensionTwice { number: 4 }]);
    assert_eq!(of(&|p| p.points[0].clear()), [F::PointWords { number: 1 }]);
    assert_eq!(of(&|p| p.raters.swap(0, 1)), [F::Numbers]);
    assert_eq!(of(&|p| p.items[0].number = letter(9)), [F::Numbers]);
    assert_eq!(of(&|p| p.raters[1].name.clear()), [F::RaterName { number: 2 }]);
    assert_eq!(of(&|p| p.items[0].model.clear()), [F::LetterWords { item: letter(1) }]);
    assert_eq!(
        of(&|p| p.items[2].model = "a model".into()),
        [F::LetterWords { item: letter(3) }],
        "a physician has none"
    );
    assert_eq!(of(&|p| p.items[1].author = Author::Base), [F::LetterTwice { item: letter(2) }]);
    assert_eq!(of(&|p| p.dimensions[0].question.push('\0')), [F::Nul]);
    let sentence = F::DimensionCount { found: 9 }.to_string();
    assert_eq!(sentence, "9 dimensions; a study has 1 to 8");
}

#[test]
fn a_protocol_in_the_making_hangs_together_and_says_what_it_waits_for() {
    let mut study = protocol(2, 2);
    assert_eq!(study.missing(), []);
    study.items[3].sha256 = None;
    assert_eq!(study.missing(), [ProtocolMissing::Texts { numbers: vec![letter(4)], of: 6 }]);
    assert_eq!(study.missing()[0].to_string(), "1 of 6 letters are not there yet; draft them");
    study.items.clear();
    study.raters.clear();
    assert_eq!(study.check(), Ok(()));
    assert_eq!(study.missing(), [ProtocolMissing::Raters, ProtocolMissing::Letters]);
}

#[test]
fn ids_of_dimensions_follow_from_their_labels_each_once() {
    let ids = |labels: &[&str]| {
        let words: Vec<(&str, &str)> = labels.iter().map(|label| (*label, "?")).collect();
        dimensions_of(&words).into_iter().map(|of| of.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["Clear", "clear!", "clear?", "Für wen"]), ["clear", "clear_", "clear__2", "f_r_wen"]);
    assert_eq!(ids(&["שלום", "!", &"long ".repeat(20)])[..2], ["dimension", "dimension_2"]);
    let mut study = protocol(1, 1);
    study.dimensions = dimensions_of(&[("שלום", "?"), ("!", "?"), (&"long ".repeat(20), "?"), ("Für wen", "?")]);
    assert_eq!(study.check(), Ok(()));
}

#[test]
fn what_is_no_protocol_is_refused_by_its_place() {
    let json = protocol(1, 1).canonical_json().unwrap();
    let refused = |from: &str, to: &str| Protocol::from_json(&json.replacen(from, to, 1)).unwrap_err();
    assert_eq!(refused("\"format\":1", "\"format\":2,\"new\":0"), Error::NewerFormat { found: 2, newest: 1 });
    assert_eq!(refused("\"format\":1", "\"format\":0"), Error::NewerFormat { found: 0, newest: 1 });
    assert!(matches!(refused("\"seed\"", "\"sead\""), Error::Json { line: 1, .. }));
    assert!(matches!(refused("\"base\"", "\"nobody\""), Error::Json { line: 1, .. }));
    assert!(matches!(refused("\"as it is\"]", "\"as it is\",\"fifth\"]"), Error::Json { line: 1, .. }));
    let hash = Sha256::of("letter 1");
    assert!(matches!(refused(hash.as_str(), "ABC"), Error::Json { line: 1, .. }));
    assert!(Score::new(0).is_err() && Score::new(5).is_err() && Score::new(4).is_ok());
}

#[test]
fn arms_of_a_model_stand_together_and_the_physicians_last() {
    let labels: Vec<String> = protocol(1, 2).arms().iter().map(isocenter_rating::Arm::label).collect();
    assert_eq!(labels, ["Letters demo, base", "Letters demo, fine-tuned", "Physician"]);
    let mut study = protocol(1, 1);
    study.items[0].model = "Another".into();
    let labels: Vec<String> = study.arms().iter().map(isocenter_rating::Arm::label).collect();
    assert_eq!(labels, ["Another, base", "Letters demo, fine-tuned", "Physician"]);
    assert!(arm(Author::Base) < arm(Author::Tuned) && arm(Author::Tuned) < arm(Author::Physician));
}
