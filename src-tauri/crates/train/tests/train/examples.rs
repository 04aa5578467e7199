//! Reading the data: every refusal names the line and none repeats its text.

use isocenter_train::{Error, Example, parse_examples, read_examples};

const SECRET: &str = "metastatic something";

#[test]
fn lines_become_examples_in_order_and_other_fields_are_ignored() {
    let text = "{\"prompt\":\"p\",\"answer\":\"a\",\"case_id\":7}\r\n{\"prompt\":\"q\",\"answer\":\"β/10\"}\n\n";
    let examples = parse_examples(text.as_bytes()).unwrap();
    assert_eq!(examples.len(), 2);
    assert_eq!(examples[1], Example { prompt: "q".into(), answer: "β/10".into() });
}

#[test]
fn a_line_without_answer_is_named_by_number_not_by_text() {
    let text = format!("{{\"prompt\":\"p\",\"answer\":\"a\"}}\n{{\"prompt\":\"{SECRET}\"}}");
    let failure = parse_examples(text.as_bytes()).unwrap_err();
    assert!(matches!(failure, Error::ExampleLacks { line: 2, field: "answer" }), "{failure:?}");
    assert!(!format!("{failure} {failure:?}").contains(SECRET));
}

#[test]
fn broken_json_wrong_types_and_blank_lines_are_named_by_number() {
    for second in [
        format!("{{\"prompt\":\"{SECRET}\""),
        format!("[\"{SECRET}\"]"),
        format!("{{\"prompt\":\"{SECRET}\",\"answer\":5}}"),
        String::new(),
    ] {
        let text = format!("{{\"prompt\":\"p\",\"answer\":\"a\"}}\n{second}\n{{\"prompt\":\"p\",\"answer\":\"a\"}}");
        let failure = parse_examples(text.as_bytes()).unwrap_err();
        assert!(matches!(failure, Error::ExampleNotJson { line: 2 }), "{failure:?}");
        assert!(!format!("{failure} {failure:?}").contains(SECRET));
    }
    assert!(matches!(
        parse_examples(b"{\"prompt\":\"\xff\",\"answer\":\"a\"}"),
        Err(Error::ExampleNotJson { line: 1 })
    ));
}

#[test]
fn empty_texts_and_empty_files_are_refused() {
    let failure = parse_examples(b"{\"prompt\":\"p\",\"answer\":\" \"}").unwrap_err();
    assert!(matches!(failure, Error::ExampleEmpty { line: 1, field: "answer" }), "{failure:?}");
    assert!(matches!(parse_examples(b" \n\n"), Err(Error::NoExamples)));
    assert!(matches!(read_examples(std::path::Path::new("no/such/file.jsonl")), Err(Error::Read { .. })));
}

#[test]
fn an_example_never_shows_its_text_when_debugged() {
    let example = Example { prompt: SECRET.into(), answer: "a".into() };
    assert!(!format!("{example:?}").contains(SECRET));
}
