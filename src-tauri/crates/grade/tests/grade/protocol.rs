//! Protocols: what stands before the freeze, and the text that is hashed.

use isocenter_grade::{Error, Protocol, ProtocolFault, ProtocolMissing};

use crate::fixture::{hidden, item, protocol};

#[test]
fn the_text_that_is_hashed_reads_back_as_the_same_text() {
    for (seed, temperature) in [0.0, 0.1, 0.7, 1.0, 0.1 + 0.2, 1e-7].into_iter().zip(0..) {
        let mut protocol = protocol(5, 2, 2, 10, temperature);
        protocol.temperature = seed;
        protocol.name = "=\"Größe\"\n1".into();
        let text = protocol.canonical_json().unwrap();
        let read = Protocol::from_json(&text).unwrap();
        assert_eq!(read, protocol);
        assert_eq!(read.canonical_json().unwrap(), text);
        assert_eq!(read.sha256(), protocol.sha256());
    }
}

#[test]
fn any_change_gives_another_hash() {
    let before = protocol(5, 2, 2, 10, 1);
    let mut after = before.clone();
    after.examples[1].given.as_mut().unwrap().note = hidden("Same intents.");
    assert_ne!(before.sha256().unwrap(), after.sha256().unwrap());
    let mut after = before.clone();
    after.order_seed += 1;
    assert_ne!(before.sha256().unwrap(), after.sha256().unwrap());
}

#[test]
fn a_newer_format_is_named_as_such() {
    let text = protocol(2, 1, 0, 0, 1).canonical_json().unwrap().replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(Protocol::from_json(&text), Err(Error::NewerFormat { found: 2, newest: 1 }));
    assert_eq!(
        Protocol::from_json("{\"format\":7,\"unheard\":0}"),
        Err(Error::NewerFormat { found: 7, newest: 1 }),
        "before its fields are read"
    );
    assert!(matches!(Protocol::from_json("{}"), Err(Error::Json { .. })));
}

#[test]
fn what_is_missing_before_the_freeze_is_listed_in_words() {
    let mut draft = protocol(5, 2, 3, 10, 1);
    assert_eq!(draft.missing(), []);
    draft.name = " ".into();
    draft.graders.pop();
    draft.examples[0].given = None;
    draft.examples[2].given.as_mut().unwrap().note = hidden(" ");
    draft.repeat_percent = 60;
    let missing = draft.missing();
    assert_eq!(
        missing,
        [
            ProtocolMissing::Name,
            ProtocolMissing::Graders { found: 1 },
            ProtocolMissing::ExamplesUngraded { numbers: vec![item(1), item(3)], of: 3 },
            ProtocolMissing::RepeatPercent,
        ]
    );
    assert_eq!(missing[2].to_string(), "the senior oncologist's grade and note for 2 of 3 examples");
    let mut twice = protocol(5, 2, 0, 10, 1);
    twice.graders[1].id = twice.graders[0].id;
    assert_eq!(twice.missing(), [ProtocolMissing::GraderTwice]);
}

#[test]
fn a_protocol_that_contradicts_itself_is_refused() {
    let sound = protocol(4, 2, 2, 10, 1);
    let broken = |change: &dyn Fn(&mut Protocol), fault| {
        let mut protocol = sound.clone();
        change(&mut protocol);
        assert_eq!(protocol.check(), Err(Error::ProtocolBroken { fault }));
        assert!(!protocol.missing().is_empty());
    };
    assert_eq!(sound.check(), Ok(()));
    broken(&|p| p.items[3].number = item(9), ProtocolFault::Numbers);
    broken(&|p| p.arms[1].id = p.arms[0].id.clone(), ProtocolFault::ArmTwice);
    broken(&|p| p.examples[0].case = p.cases[0].id.clone(), ProtocolFault::CaseTwice);
    broken(&|p| p.items[0].case = p.examples[0].case.clone(), ProtocolFault::Stranger);
    broken(&|p| drop(p.items.pop()), ProtocolFault::Incomplete);
    broken(&|p| p.graders[1].letter = p.graders[0].letter, ProtocolFault::Graders);
    broken(&|p| p.temperature = f64::NAN, ProtocolFault::Temperature);
}

#[test]
fn notes_of_examples_are_in_no_debug_text() {
    assert!(!format!("{:?}", protocol(2, 1, 1, 0, 1)).contains("Same intent"));
}
